"""The problems of one workbook, each with its sheet, row and column, gathered while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from instruments.errors import Problem, Severity

MAXIMUM_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Where:
    """A cell of the workbook, as far as it is known: sheet name, row number as Excel counts, column header."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def at(self, column: str | None) -> Where:
        return Where(self.sheet, self.row, column)


NOWHERE = Where()


@dataclass(slots=True)
class Report:
    """What is wrong with a workbook; the order is put right at the end."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, where: Where, message: str, question: str | None = None) -> None:
        self._add(where, message, question, "error")

    def warning(self, where: Where, message: str, question: str | None = None) -> None:
        self._add(where, message, question, "warning")

    def _add(self, where: Where, message: str, question: str | None, severity: Severity) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                line=where.row,
                question=question,
                message=message,
                severity=severity,
                sheet=where.sheet,
                column=where.column,
            )
        )

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def sorted(self, sheets: Iterable[str]) -> tuple[Problem, ...]:
        """Each said once, errors first, in the order of the sheets and rows, and no more than anyone will read."""
        order = {name: index for index, name in enumerate(sheets)}

        def key(problem: Problem) -> tuple[int, int, int]:
            sheet = order.get(problem.sheet or "", -1)
            return (problem.severity != "error", sheet, problem.line or 0)

        found = sorted(dict.fromkeys(self.problems), key=key)
        if len(found) <= MAXIMUM_PROBLEMS:
            return tuple(found)
        left = len(found) - MAXIMUM_PROBLEMS
        message = f"there are {left:,} more; put these right first"
        last = Problem(self.file, None, None, message, severity=found[MAXIMUM_PROBLEMS].severity)
        return (*found[:MAXIMUM_PROBLEMS], last)
