"""What an answer begins with: a text as it stands, or an expression."""

from __future__ import annotations

import re

from instruments.errors import ExpressionError
from instruments.expressions import Node, parse_expression
from instruments.expressions.tree import Answer, Call, Negation, Number, Operation, Path, walk
from instruments.model import NUMBER_TYPES, Question

_MAY_BE_EXPRESSION = re.compile(r"\$\{|[A-Za-z][\w:.-]*\(")
_NUMBER = re.compile(r"[-+]?[0-9.]+")
_IS_EXPRESSION = re.compile(r"\$\{\s*[^\s}]+\s*\}")


def read_default(question: Question) -> Node | str | None:
    """The default of a question; a text that cannot be read as an expression is a text.

    XLSForm has one column for both. What calls a function or names a question is an expression, and so is what a number
    is reckoned from: "5 - 3" is 2 as the default of an integer and a text as that of a text. "Not known" is one.
    """
    text = question.default
    if text is None or not text.strip():
        return None
    try:
        return default_expression(text, question.kind) or text
    except ExpressionError:
        return text


def default_expression(text: str, kind: str) -> Node | None:
    """The expression that a default is, or None; raises ExpressionError for one that names a question unreadably."""
    counts = kind in NUMBER_TYPES and not _NUMBER.fullmatch(text.strip())
    if not counts and not _MAY_BE_EXPRESSION.search(text):
        return None
    try:
        node = parse_expression(text)
    except ExpressionError:
        if _IS_EXPRESSION.search(text):
            raise
        return None
    if counts and not _MAY_BE_EXPRESSION.search(text):
        reckons = all(isinstance(part, (Path, Number, Operation, Negation)) for part in walk(node))
        return node if reckons else None
    return node if any(isinstance(part, (Call, Answer, Path)) for part in walk(node)) else None
