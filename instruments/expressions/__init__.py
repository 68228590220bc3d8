"""XLSForm's expression language, with the meaning that ODK Collect gives it.

An expression is parsed once to a tree (:func:`parse_expression`). Python evaluates the tree here, and a browser
evaluates its JSON form (:func:`to_json`) in ``survey_app/browser/expressions.js``; one table of cases holds both to
the same results. What an expression sees of the answers is told it by :class:`Answers`. Evaluating reads nothing
else, never fails, and takes time bounded by the size of the expression and of the answers it names.
"""

from instruments.expressions.evaluation import evaluate, holds
from instruments.expressions.json_form import to_json
from instruments.expressions.mentions import bare_names, has_self, is_volatile, lists, references
from instruments.expressions.parsing import parse_expression
from instruments.expressions.plain import PlainAnswers
from instruments.expressions.scope import Answers, DocumentNode
from instruments.expressions.tree import Node
from instruments.expressions.values import Nodes, Value, from_answer, single, to_text

__all__ = [
    "Answers",
    "DocumentNode",
    "Node",
    "Nodes",
    "PlainAnswers",
    "Value",
    "bare_names",
    "evaluate",
    "from_answer",
    "has_self",
    "holds",
    "is_volatile",
    "lists",
    "parse_expression",
    "references",
    "single",
    "to_json",
    "to_text",
]
