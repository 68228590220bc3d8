"""Saying where and why an expression cannot be read, and what to write instead."""

from __future__ import annotations

import re
from typing import NoReturn

from lark.exceptions import UnexpectedInput, UnexpectedToken

from instruments.errors import ExpressionError

# What people write who come from elsewhere, and what to write here instead; the first that fits is said.
_ADVICE: tuple[tuple[str, str], ...] = (
    (r"[‘’“”]", "use straight quotes (' or \"), not curly ones"),
    (r"['\"]", "a text in quotes is not closed; add the closing quote, or a sign is missing before it"),
    (r"(?<==)=", "write a single = for 'equals'"),
    (r"(?<=<)>|!", "write != for 'is not equal to', or not(…)"),
    (r"\|(?!\|)", "joining sets with '|' is not supported; count or sum each of them and add the results"),
    (r"[&|]", "write 'and' or 'or' in words"),
    (r"(?i:and|or|div|mod)(?![\w.-])", "'and', 'or', 'div' and 'mod' are written small and stand between two values"),
    (r"(?i:not)(?![\w.-])", "write not(…), with brackets round what it turns round"),
    (r"\$\{[^}]*$", "a closing '}' is missing"),
    (r"\$\{", "a question is written ${name}: a letter first, then letters, digits, '_', '.' or '-', and a '}'"),
    (r"\$", "a question is written ${name}, with curly brackets"),
    (r"(?<=/)/", "'//' is not supported; write the whole path, or ${name}"),
    (r"/", "divide with div; a path goes on with the name of a question or group"),
    (r"@", "attributes ('@') are not supported; name a question as ${name}"),
    (r"::?", "a path has only steps to names, '.' and '..'; axes and prefixes are not supported"),
    (r"\[", "square brackets choose among the answers of a path or ${name}"),
    (r"[^\W\d]", "a question is written ${name} and a text is written in quotes; this is neither"),
    (r"%", "write mod for the remainder of a division, and a percentage as a number"),
    (r"[×·]", "write * for 'times'"),
    (r"[÷]", "write div for 'divided by'"),
    (r"[−–—]", "write a hyphen (-) for 'minus'"),
    (r"[≤≥≠]", "write <=, >= or !="),
    (r"\)", "there is no '(' that it closes, or nothing between the two"),
    (r"\]", "there is no '[' that it closes, or nothing between the two"),
)
_WRONG_WORD = re.compile(r"(?i:\b(?:not|and|or|div|mod))\s*$")
_CLOSING = {"(": ")", "[": "]"}


def explain(text: str, error: UnexpectedInput) -> NoReturn:
    """Turn the parser's complaint into a sentence with a place."""
    at = error.pos_in_stream
    if at is None or not text[at:].strip() or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        if not text.strip():
            raise ExpressionError("it is empty; write a condition or remove it") from None
        missing = "a bracket is not closed" if _opens(text) else "something is missing after the last sign"
        raise ExpressionError(f"it ends too early: {missing}", len(text.rstrip())) from None
    before = _WRONG_WORD.search(text[:at])
    if before and _is_misplaced(before[0].strip(), text[: before.start()]):
        at = before.start()
    found = re.compile(r"\$\{?[\w-]*|\w+|\S").match(text, at)
    shown = found[0] if found else text[at]
    for pattern, advice in _ADVICE:
        if re.compile(pattern).match(text, at):
            raise ExpressionError(f"{shown} cannot stand here: {advice}", at + 1) from None
    raise ExpressionError(f"{shown} cannot stand here; check the brackets and signs before it", at + 1) from None


def _is_misplaced(word: str, before: str) -> bool:
    """Whether a word before the complaint is what is wrong: ``not`` without brackets, or an operator in capitals."""
    return word.lower() == "not" or not word.islower() or not before.strip()


def _opens(text: str) -> bool:
    """Whether a bracket is left open, outside texts in quotes."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return any(bare.count(opening) > bare.count(closing) for opening, closing in _CLOSING.items())
