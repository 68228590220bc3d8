"""The expression language of ``relevant`` and ``constraint``: XLSForm's, with the meaning ODK Collect gives it.

An expression is parsed once to a tree (:func:`parse_expression`). Python evaluates the tree here, and a browser
evaluates its JSON form (:func:`to_json`) in ``survey_app/browser/expressions.js``; one table of cases holds both to
the same results. Evaluating reads answers and nothing else, never fails, and takes time bounded by the size of the
expression and of the answers it names.
"""

from instruments.expressions.evaluation import evaluate, holds
from instruments.expressions.json_form import to_json
from instruments.expressions.parsing import parse_expression
from instruments.expressions.tree import Node, has_self, references
from instruments.expressions.values import Nodes, PlainScope, Scope, Value, from_answer, to_text

__all__ = [
    "Node",
    "Nodes",
    "PlainScope",
    "Scope",
    "Value",
    "evaluate",
    "from_answer",
    "has_self",
    "holds",
    "parse_expression",
    "references",
    "to_json",
    "to_text",
]
