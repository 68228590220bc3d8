"""What is wrong with a draft, each problem with the row that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from instruments.errors import Finding, Place
from instruments.loading import check_data
from instruments.model import Instrument
from survey_app.designer.parts import KEY, Parts, Row, kind_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProblem:
    """One thing to put right, and the piece of the draft where that is done."""

    message: str
    severity: str  # error · warning
    piece: str  # question · list · scale · settings · form
    key: str  # of the row, or the list's name
    column: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as an instrument, if it is one, and everything wrong with it in the order of the form."""

    instrument: Instrument | None
    problems: tuple[DraftProblem, ...]

    @property
    def errors(self) -> tuple[DraftProblem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[DraftProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def usable(self) -> Instrument | None:
        """The instrument, when nothing keeps it from being asked."""
        return None if self.errors else self.instrument

    def of(self, piece: str, key: str) -> tuple[DraftProblem, ...]:
        """The problems of one question, list or scale."""
        return tuple(problem for problem in self.problems if (problem.piece, problem.key) == (piece, key))

    def at(self, piece: str, key: str) -> Mapping[str, str]:
        """The first error of each column of one piece."""
        found: dict[str, str] = {}
        for problem in self.of(piece, key):
            if problem.is_error:
                found.setdefault(problem.column, sentence(problem.message))
        return found


def check_parts(parts: Parts) -> Checked:
    """Read the rows as an instrument and say what is wrong with them."""
    return _check(parts.text())


@lru_cache(maxsize=64)
def _check(text: str) -> Checked:
    """Checked once for each state of a draft: every page of the designer asks for it."""
    parts = Parts(json.loads(text))
    if not parts.survey:
        message = "There are no questions yet. Add the first one."
        return Checked(None, (DraftProblem(message=message, severity="error", piece="form", key=""),))
    instrument, findings = check_data(parts.plain())
    problems = [_problem(parts, finding) for finding in dict.fromkeys(findings)]
    problems.sort(key=lambda problem: not problem.is_error)
    return Checked(instrument, tuple(problems[:MOST_SHOWN]))


def _problem(parts: Parts, finding: Finding) -> DraftProblem:
    piece, key, column = _piece_at(parts, finding.place)
    message = finding.message
    if piece == "question" and not column and _is_empty_section(parts.find(key).row):
        message = "There are no questions in it yet. Add one, or delete it."
    return DraftProblem(message=message, severity=finding.severity, piece=piece, key=key, column=column)


def _is_empty_section(row: Row) -> bool:
    return kind_of(row) in ("group", "repeat") and not row.get("children")


def _piece_at(parts: Parts, place: Place) -> tuple[str, str, str]:
    """Which piece a place lies in: what it is, its key, and the column."""
    if place[:1] == ("survey",):
        return _question_at(parts, place)
    if place[:1] in (("choices",), ("scales",)) and len(place) > 1:
        column = next((str(part) for part in place[2:] if isinstance(part, str)), "")
        return ("list" if place[0] == "choices" else "scale"), str(place[1]), column
    if place[:1] == ("settings",):
        return "settings", "", str(place[1]) if len(place) > 1 else ""
    return "form", "", ""


def _question_at(parts: Parts, place: Place) -> tuple[str, str, str]:
    current: Any = parts.survey
    row: Row | None = None
    column = ""
    for part in place[1:]:
        if isinstance(part, int) and isinstance(current, list) and part < len(current):
            current = row = current[part]
            column = ""
        elif part == "children" and isinstance(current, dict):
            current = current.get("children")
        else:
            column = str(part)
            break
    return ("question", str(row[KEY]), column) if row is not None else ("form", "", "")


def sentence(message: str) -> str:
    """A message as a sentence of its own."""
    text = message.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
