"""The least of a sum over whole numbers, by linear programmes and branching.

HiGHS solves linear programmes here, and the branching is done below: asked for whole numbers without presolve, HiGHS
(in scipy 1.17) now and then prints to standard output, and with presolve it misses the optimum of small problems now
and then. Most programmes on tables have a solution in whole numbers at the first step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MAXIMUM_BRANCHES = 1_000
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """That a sum of variables (by their place), each with a factor, lies between two numbers."""

    factors: dict[int, int]
    least: float
    most: float

    def split(self, more: Mapping[int, tuple[int, int]]) -> Row:
        """The row where some variables have two more, which add to them and take from them."""
        added: dict[int, int] = {}
        for place, by in self.factors.items():
            if place in more:
                up, down = more[place]
                added |= {up: by, down: -by}
        return Row(self.factors | added, self.least, self.most)


class LinearProgramme:
    """Constraints on some variables; solved again and again for different aims."""

    def __init__(self, rows: Sequence[Row], size: int) -> None:
        from scipy.optimize import LinearConstraint  # takes long to load, and most systems need none of it
        from scipy.sparse import csr_array

        entries = [(number, place, by) for number, row in enumerate(rows) for place, by in row.factors.items()]
        numbers, places, factors = (np.array(column) for column in zip(*entries, strict=True)) if entries else [[]] * 3
        matrix = csr_array(cast(Any, (factors, (numbers, places))), shape=cast(Any, (len(rows), size)), dtype=float)
        self.constraint = LinearConstraint(matrix, [row.least for row in rows], [row.most for row in rows])

    def least(self, objective: Numbers, low: Numbers, high: Numbers) -> Numbers | None:
        """Where the sum is least; None where nothing is possible, or where it has no least."""
        from scipy.optimize import Bounds, milp

        return milp(objective, constraints=self.constraint, bounds=Bounds(low, high), options={"presolve": False}).x

    def least_whole(self, objective: Numbers, low: Numbers, high: Numbers) -> Numbers | None:
        """The same in whole numbers; the coefficients of ``objective`` must be whole numbers too.

        Raises
        ------
        ArithmeticError
            Where it was not found within a thousand branches.
        """
        best: Numbers | None = None
        stack = [(low, high)]
        for _ in range(MAXIMUM_BRANCHES):
            if not stack:
                return best
            low, high = stack.pop()
            found = self.least(objective, low, high)
            if found is None or (best is not None and objective @ found > objective @ best - 1 + NEARLY):
                continue
            off = np.abs(found - np.round(found))
            if off.max(initial=0) <= NEARLY:
                best = np.round(found)
                continue
            stack += _branches(low, high, int(off.argmax()), found)
        raise ArithmeticError(f"no solution in whole numbers was found within {MAXIMUM_BRANCHES} branches")


def _branches(low: Numbers, high: Numbers, place: int, found: Numbers) -> list[tuple[Numbers, Numbers]]:
    """The two halves beside a variable that is no whole number, the nearer one last, since it is tried first."""
    below, above = high.copy(), low.copy()
    below[place], above[place] = np.floor(found[place]), np.ceil(found[place])
    halves = [(low, below), (above, high)]
    return halves if found[place] % 1 > 0.5 else halves[::-1]
