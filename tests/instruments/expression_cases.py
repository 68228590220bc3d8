"""The table of cases that Python and JavaScript both run, and how its contexts and values are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from instruments.expressions import Nodes, PlainScope, Value, from_answer

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("expression_cases.json").read_text(encoding="utf-8"))


def case_name(case: dict[str, Any]) -> str:
    return f"{case['about']}: {case['expression']}"


def scope_of(context: dict[str, Any]) -> PlainScope:
    """The scope of a context: answers as they stand in a document, sets of them under "nodes"."""
    given = {**context, "values": {name: _value(answer) for name, answer in context.get("values", {}).items()}}
    if "itself" in given:
        given["itself"] = from_answer(given["itself"])
    return PlainScope(**given)


def _value(answer: Any) -> Value | Nodes:
    if isinstance(answer, dict):
        return Nodes(tuple(map(from_answer, answer["nodes"])))
    return from_answer(answer)


def comparable(value: Any) -> Any:
    """A value of either language, or an expected one, in a form in which equal ones are equal."""
    if isinstance(value, Nodes):
        return {"nodes": [comparable(one) for one in value.values]}
    if isinstance(value, dict):
        return {"nodes": [comparable(one) for one in value["nodes"]]} if "nodes" in value else _number(value["number"])
    return value if isinstance(value, (str, bool)) else _number(value)


def _number(value: Any) -> tuple[str, str]:
    return ("number", repr(float(value) + 0.0).replace("-0.0", "0.0") if float(value) == 0 else repr(float(value)))
