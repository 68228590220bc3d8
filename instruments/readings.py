"""What reading a file comes to: the instrument, where there is one, and all there is to say about the file."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.errors import Problem
from instruments.model import Instrument


@dataclass(frozen=True, slots=True)
class Reading:
    """The instrument is None when any problem is an error; warnings may stand beside an instrument."""

    instrument: Instrument | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "warning")
