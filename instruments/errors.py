"""What can be wrong with an instrument or an expression, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class InstrumentsError(Exception):
    """Base of the errors this package raises on bad input."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: where it is, and what to do about it."""

    file: str
    line: int | None
    question: str | None
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
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
