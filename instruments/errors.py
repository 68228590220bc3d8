"""What can be wrong with an instrument or an expression, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
"""An error stands in the way of using a form; a warning does not, and says what is kept and not used, or looks odd."""


class InstrumentsError(Exception):
    """Base of the errors this package raises on bad input."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: where it is, and what to do about it.

    ``line`` is the line of a text, or the row of a ``sheet``; ``column`` is the sheet's column.
    """

    file: str
    line: int | None
    question: str | None
    message: str
    severity: Severity = "error"
    sheet: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.sheet is not None:
            place += f", sheet {self.sheet}"
        if self.line is not None:
            place += f", {'line' if self.sheet is None else 'row'} {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        if self.question is not None:
            place += f", question '{self.question}'"
        return f"{place}: {self.message}"


Place = tuple[str | int, ...]
"""Where something stands inside an instrument: ``("survey", 0, "children", 2, "label")``."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place inside an instrument; a reader turns the place into a line, or a row and a column."""

    place: Place
    question: str | None
    message: str
    severity: Severity = "error"


class InstrumentError(InstrumentsError):
    """An instrument cannot be used. Carries every problem found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ExpressionError(InstrumentsError):
    """An expression cannot be read. ``position`` counts characters from 1."""

    def __init__(self, message: str, position: int | None = None) -> None:
        self.message = message
        self.position = position
        super().__init__(message if position is None else f"at character {position}: {message}")
