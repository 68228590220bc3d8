"""When two people have changed the same piece: both versions side by side, and nothing overwritten unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.designer.parts import KEY, Row

TITLES = {
    "label": "Question", "name": "Name", "type": "Type", "hint": "Help", "guidance_hint": "Guidance",
    "required": "Must be answered", "required_message": "When left blank", "relevant": "Asked only if",
    "constraint": "The answer must fit", "constraint_message": "When it does not fit", "calculation": "Calculation",
    "default": "Answer to begin with", "appearance": "Look", "parameters": "Parameters", "rubric": "Rubric",
    "choice_filter": "Offered choices", "entry_name": "Name of one entry", "repeat_count": "How many times",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: what is there now, and what was about to be saved."""

    title: str
    theirs: str
    mine: str


class Conflicting(Exception):
    """The piece was changed since the page was opened."""

    def __init__(self, differences: Sequence[Difference], *, seen: str, fields: list[tuple[str, str]]) -> None:
        super().__init__("changed meanwhile")
        self.differences = tuple(differences)
        self.seen = seen
        self.fields = fields


def compared(theirs: Row, mine: Row) -> list[Difference]:
    """The columns in which two states of a row differ."""
    return list(_compared(theirs, mine))


def _compared(theirs: Row, mine: Row) -> Iterator[Difference]:
    for column in dict.fromkeys([*theirs, *mine]):
        one, other = theirs.get(column), mine.get(column)
        if column != KEY and one != other:
            yield Difference(TITLES.get(column, column), _said(one), _said(other))


def compared_lists(theirs: Sequence[Row], mine: Sequence[Row]) -> list[Difference]:
    """The choices in which two states of a list differ."""
    one = {str(row.get("name")): row for row in theirs}
    other = {str(row.get("name")): row for row in mine}
    found = [
        Difference(f"Choice {name}", _choice(one.get(name)), _choice(other.get(name)))
        for name in dict.fromkeys([*one, *other])
        if one.get(name) != other.get(name)
    ]
    if list(one) != list(other):
        found.append(Difference("Order", ", ".join(one), ", ".join(other)))
    return found


def _choice(row: Row | None) -> str:
    if row is None:
        return "not there"
    marks = [str(row[mark]) if mark == "missing" else mark for mark in ("missing", "exclusive") if row.get(mark)]
    return " ".join([str(row.get("label", "")), *(f"({mark.replace('_', ' ')})" for mark in marks)])


def _said(value: Any) -> str:
    if value in (None, "", {}, []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
