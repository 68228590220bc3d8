"""The cheapest safe choice for a two-way table, by integer programming over all choices.

A master programme picks cells; linear programmes ask how far each count of few could then move. Where that is not far
enough, the dual solution says which cells could have helped, and the master must pick some of them: Benders'
decomposition, as Fischetti and Salazar (2001) use it for cell suppression. Nothing of the engine is used. In two-way
tables all values between the ends of a range are possible, so the ends are all that counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Cut = tuple[np.ndarray, float]


def withheld_parts(values: Sequence[int], sums: Sequence[tuple[int, Sequence[int]]], threshold: int) -> set[int]:
    """What totals of few are made of, down to the last."""
    withheld: set[int] = set()
    more = {part for whole, parts in sums if 1 <= values[whole] <= threshold for part in parts}
    while more - withheld:
        withheld |= more
        more = {part for whole, parts in sums if whole in withheld for part in parts}
    return withheld


class Optimum:
    """A table as values and sums; ``withheld`` are the cells that carry no mark, whatever else is hidden.

    Where the reader ``sees_totals``, a hidden total is known to be of few, or not, by whether its parts are withheld.
    """

    def __init__(
        self,
        values: Sequence[int],
        sums: Sequence[tuple[int, Sequence[int]]],
        threshold: int,
        cost: Sequence[float],
        withheld: Collection[int],
        *,
        sees_totals: bool,
    ) -> None:
        size = len(values)
        self.threshold = threshold
        self.values = np.array(values, dtype=float)
        self.cost = np.array(cost, dtype=float)
        self.matrix = np.zeros((len(sums), size))
        for row, (whole, parts) in enumerate(sums):
            self.matrix[row, list(parts)] = 1
            self.matrix[row, whole] = -1
        given = {cell for cell, value in enumerate(values) if 1 <= value <= threshold} | set(withheld)
        self.given = np.isin(np.arange(size), sorted(given))
        self.can_hide = self.given | (self.values > 0)
        aside = np.isin(np.arange(size), sorted(withheld))
        self.down = np.where(self.can_hide, self.values - np.where(aside, 0, 1), 0)
        self.up = np.where(self.can_hide, np.inf, 0)
        for whole in {whole for whole, _ in sums if sees_totals} - set(withheld):
            if values[whole] > threshold:
                self.down[whole] = values[whole] - threshold - 1
            elif values[whole]:
                self.up[whole] = threshold - values[whole]
        # That nobody at all gave an answer may be shown, and then nobody of a small group did.
        self.told = {p for whole, parts in sums if not values[whole] and whole not in withheld for p in parts}

    def find(self) -> float | None:
        """What the cheapest safe choice costs; None where there is none."""
        cuts: list[Cut] = []
        while True:
            found = milp(
                self.cost,
                constraints=LinearConstraint([row for row, _ in cuts], [least for _, least in cuts]) if cuts else None,
                integrality=np.ones(len(self.cost)),
                bounds=Bounds(self.given.astype(float), self.can_hide.astype(float)),
                options={"presolve": False},
            ).x
            if found is None:
                return None
            hidden = np.round(found)
            more = list(self._cuts(hidden))
            if not more:
                return float(self.cost @ hidden)
            cuts += more

    def _cuts(self, hidden: np.ndarray) -> Iterator[Cut]:
        """What a choice lacks."""
        for cell in np.flatnonzero(hidden):
            value = self.values[cell]
            if 1 <= value <= self.threshold:
                yield from self._far_enough(cell, hidden, 1, self.threshold - value)
                yield from self._far_enough(cell, hidden, -1, value - 1)
            elif cell not in self.told:
                yield from self._not_exact(cell, hidden)

    def _far_enough(self, cell: int, hidden: np.ndarray, direction: int, far: float) -> Iterator[Cut]:
        if far:
            reached, help_by, own = self._move(cell, hidden, direction, far)
            if reached < far - 1e-6:
                least = far - own
                row = np.minimum(help_by, least)
                yield row, least

    def _not_exact(self, cell: int, hidden: np.ndarray) -> Iterator[Cut]:
        up, down = self._move(cell, hidden, 1, 1), self._move(cell, hidden, -1, 1)
        if max(up[0], down[0]) < 1 - 1e-6:
            row = np.minimum(up[1] + down[1], 1)
            row[cell] = -(1 - up[2] - down[2])
            yield row, 0.0

    def _move(self, cell: int, hidden: np.ndarray, direction: int, far: float) -> tuple[float, np.ndarray, float]:
        """How far a count can move, how much each cell could add if hidden, and what the count itself allows."""
        up, down = np.minimum(self.up, far), np.minimum(self.down, far)
        shown = hidden.copy()
        objective = np.zeros(len(shown))
        objective[cell] = -direction
        limits = np.column_stack([-down * shown, up * shown])
        solved = linprog(objective, A_eq=self.matrix, b_eq=np.zeros(len(self.matrix)), bounds=limits, method="highs")
        reduced = objective - self.matrix.T @ solved.eqlin.marginals
        help_by = np.where(reduced > 1e-9, reduced * down, np.where(reduced < -1e-9, -reduced * up, 0.0))
        own = float(help_by[cell])
        help_by[cell] = 0
        return -solved.fun, help_by, own
