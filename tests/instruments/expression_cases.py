"""The table of cases that Python, JavaScript and the oracles run, and how its contexts and values are read.

A case has an expression, the value expected of it, and what it is evaluated against: ``in`` names one of the table's
contexts and ``context`` gives one, or adds to it. ``at`` is the way to the question that the expression belongs to
(names, and indexes of entries); ``row`` names a list and the index of the choice that a choice filter judges.

``differs`` says for an oracle why its value is another, ``absent`` why it has none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instruments.expressions import Nodes, PlainAnswers, evaluate, parse_expression, single

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("expression_cases.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["cases"]
ORACLES = ("rxeval", "openrosa")


def case_name(case: dict[str, Any]) -> str:
    return f"{case['about']}: {case['expression']}"


@dataclass
class Setting:
    """The answers of a case and the nodes that its expression is seen from."""

    context: dict[str, Any]
    at: tuple[str | int, ...] | None
    row: tuple[str | int, ...] | None

    @property
    def answers(self) -> PlainAnswers:
        return PlainAnswers(**self.context)

    def evaluate(self, expression: str) -> Any:
        return evaluate(parse_expression(expression), self.answers, self.row or self.at, self.at)

    def for_javascript(self) -> dict[str, Any]:
        return {"context": self.context, "at": self.at, "row": self.row}


def setting_of(case: dict[str, Any]) -> Setting:
    """The setting of a case."""
    context = {**(TABLE["contexts"][case["in"]] if "in" in case else {}), **case.get("context", {})}
    at, row = case.get("at"), case.get("row")
    return Setting(context, None if at is None else tuple(at), None if row is None else (0, *row))


def comparable(value: Any, expected: Any = None) -> Any:
    """A value of either language, or an expected one, in a form in which equal ones are equal.

    Where the table does not expect a set, a set stands for the value of its first node.
    """
    if isinstance(value, Nodes):
        if not (isinstance(expected, dict) and "nodes" in expected):
            return comparable(single(value))
        value = {"nodes": list(value.values)}
    if isinstance(value, dict) and "nodes" in value:
        if expected is not None and not (isinstance(expected, dict) and "nodes" in expected):
            return comparable(value["nodes"][0] if value["nodes"] else "")
        return {"nodes": [comparable(one) for one in value["nodes"]]}
    if isinstance(value, dict):
        return _number(value["number"])
    return value if isinstance(value, (str, bool)) else _number(value)


def _number(value: Any) -> tuple[str, str]:
    return ("number", repr(float(value) + 0.0))
