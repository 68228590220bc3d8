"""Cell suppression."""

from __future__ import annotations

from collections.abc import Callable

from analysis.disclosure.cells import possible_ranges, two_way
from tests.analysis.reference_table import Reference

EXAMPLE = (
    "introductory example of Fischetti and Salazar (2001), Management Science 47:1008-1027, from memory; by arithmetic"
)
CASE = "investment by activity and region, four cells hidden"


def _end(row: str, column: str, end: str) -> Callable[[], float | None]:
    def compute() -> float | None:
        system = two_way([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
        hidden = [system.at(row=one, column=two) for one in "23" for two in "13"]
        ranges = possible_ranges(system.values, system.relations, hidden, threshold=0, mark_at_least=0)
        found: float | None = getattr(ranges[system.at(row=row, column=column)], end)
        return found

    return compute


REFERENCES = tuple(
    Reference(
        statistic="analysis.disclosure.cells.possible_ranges",
        case=f"{CASE}: {what}",
        expected=expected,
        compute=_end(row, column, end),
        tolerance=0,
        source=EXAMPLE,
    )
    for what, row, column, end, expected in (
        ("least of the sensitive 22", "2", "3", "low", 5),
        ("greatest of the sensitive 22", "2", "3", "high", 30),
        ("least of the 8 beside it", "2", "1", "low", 0),
        ("greatest of the 8 beside it", "2", "1", "high", 25),
    )
)
