"""A reader of published tables, who solves for what is hidden.

The reader knows which counts are sums of which others, what is printed, and what the mark says. All tables are written
down together as constraints over whole numbers, and :func:`scipy.optimize.milp` tells which values a count can have.
Nothing of the engine is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MOST = 100_000
WITHOUT_PRESOLVE = {"presolve": False}  # with it, HiGHS (in scipy 1.17) misses optima now and then


@dataclass(frozen=True, slots=True)
class Sum:
    """That parts add up to a whole or, where they overlap, cover it."""

    whole: int
    parts: Sequence[int]
    overlap: bool = False


class Reader:
    """What is printed of each count, as the least and the greatest it can be, and how the counts hang together."""

    def __init__(self, limits: Sequence[tuple[int, int]], sums: Iterable[Sum]) -> None:
        self.low = np.array([low for low, _ in limits], dtype=float)
        self.high = np.array([high for _, high in limits], dtype=float)
        rows, least, most = [], [], []
        for one in sums:
            row = np.zeros(len(limits))
            row[list(one.parts)] = 1
            row[one.whole] = -1
            rows.append(row)
            least.append(0.0)
            most.append(np.inf if one.overlap else 0.0)
            for part in one.parts if one.overlap else ():
                row = np.zeros(len(limits))
                row[part], row[one.whole] = 1, -1
                rows.append(row)
                least.append(-np.inf)
                most.append(0.0)
        self.constraint = LinearConstraint(np.array(rows), least, most) if rows else None
        self.seen: list[set[int]] = [set() for _ in limits]

    def can_be(self, cell: int, value: int) -> bool:
        """Whether a count can have a value, as far as the reader knows."""
        if value in self.seen[cell]:
            return True
        return self.low[cell] <= value <= self.high[cell] and self._solve(cell, value, value)

    def is_open(self, cell: int) -> bool:
        """Whether a count can have more than one value."""
        if not self.seen[cell]:
            assert self._solve(cell, int(self.low[cell]), int(self.high[cell])), "the tables contradict themselves"
        if len(self.seen[cell]) > 1:
            return True
        (one,) = self.seen[cell]
        return self._solve(cell, int(self.low[cell]), one - 1) or self._solve(cell, one + 1, int(self.high[cell]))

    def _solve(self, cell: int, least: int, most: int) -> bool:
        if least > most:
            return False
        low, high = self.low.copy(), self.high.copy()
        low[cell], high[cell] = least, most
        # Most of these problems have a whole solution without being asked for one, and that is found much faster.
        for integrality in (0, 1):
            found = milp(
                np.zeros(len(low)),
                constraints=self.constraint,
                integrality=np.full(len(low), integrality),
                bounds=Bounds(low, high),
                options=WITHOUT_PRESOLVE,
            ).x
            if found is None:
                return False
            if np.allclose(found, np.round(found), atol=1e-6):
                break
        for place, value in enumerate(np.round(found).astype(int)):
            self.seen[place].add(int(value))
        return True
