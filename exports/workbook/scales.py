"""How a scale is drawn: from its worse end to its better, divided at the middle, each choice with its look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.report import OptionRow
from exports.formats import GRADE_LOOKS

MOST_CHOICES = 6
_STEPS = {1: (0,), 2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 5, 2, 3, 4)}
_GRADE_STEPS = {**_STEPS, 4: (0, 1, 2, 4)}
Look = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverging:
    """The choices of a scale in the order in which they are drawn: left of the line, across it, right of it."""

    order: tuple[int, ...]  # places among the rows, the worst first
    negative: int
    neutral: int

    def left(self, shares: Sequence[float]) -> float:
        """How much of a bar stands left of the line, half of the neutral part included."""
        drawn = [shares[place] for place in self.order]
        return sum(drawn[: self.negative]) + sum(drawn[self.negative : self.negative + self.neutral]) / 2


def diverging(rows: Sequence[OptionRow]) -> Diverging | None:
    """How a scale divides, or None where its favourable choices do not stand together at one end.

    As many choices as are favourable count as unfavourable from the other end; what is between is neutral.
    """
    flags = [row.favourable for row in rows]
    good = sum(flags)
    if not 0 < good < len(rows) <= MOST_CHOICES:
        return None
    order = tuple(range(len(rows)))
    if all(flags[:good]):
        order = order[::-1]
    elif not all(flags[-good:]):
        return None
    negative = min(good, len(rows) - good)
    return Diverging(order=order, negative=negative, neutral=len(rows) - good - negative)


def looks(rows: Sequence[OptionRow], *, grades: bool) -> list[Look]:
    """Fill, ink and pattern of each choice: the better end solid and dark, the other end hatched."""
    steps = (_GRADE_STEPS if grades else _STEPS)[len(rows)]
    worst_first = rows[-1].favourable and not rows[0].favourable
    return [GRADE_LOOKS[step] for step in (reversed(steps) if worst_first else steps)]
