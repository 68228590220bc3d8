"""Which response rates to hide: the search, and what a reader could work out of what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.rate_groups import Group
from analysis.response_rates import FrameCell

Place = tuple[int, int]  # a table and a row of it


class RateSearch:
    """The search for rows to hide; the state is which rows are hidden and which tables are given up."""

    def __init__(self, frame: tuple[FrameCell, ...], tables: tuple[tuple[Group, ...], ...], threshold: int) -> None:
        self.tables = tables
        self.threshold = threshold
        self.answered = np.array([cell.answered for cell in frame], dtype=float)
        total = self.answered.sum()
        invited = [total if cell.invited is None else max(cell.invited, cell.answered) for cell in frame]
        self.limits = np.minimum(np.array(invited, dtype=float), total)
        self.dropped: set[int] = set()
        self.hidden: set[Place] = set(self._small())

    def run(self) -> Mapping[int, frozenset[int]]:
        """The hidden rows of each table that can be shown."""
        while not self._is_safe():
            if not self._widen():
                return {}
        self._narrow()
        return {
            table: frozenset(row for owner, row in self.hidden if owner == table)
            for table in range(len(self.tables))
            if table not in self.dropped
        }

    def _small(self) -> Iterator[Place]:
        for table, groups in enumerate(self.tables):
            for row, group in enumerate(groups):
                if self._is_small(group.answered) or self._is_small(group.silent):
                    yield table, row

    def _is_small(self, count: int | None) -> bool:
        return count is not None and 1 <= count <= self.threshold

    def _widen(self) -> bool:
        """Hide one row more, the smallest that helps, or give up the table with the fewest rows left to hide."""
        candidates = sorted(self._candidates(), key=lambda place: (self._group(place).answered, place))
        for place in candidates:
            self.hidden.add(place)
            if self._is_safe():
                return True
            self.hidden.discard(place)
        if candidates:
            self.hidden.add(candidates[0])
            return True
        left = [table for table in range(len(self.tables)) if table not in self.dropped]
        if not left:
            return False
        troubled = [table for table in left if any(owner == table for owner, _ in self.hidden)]
        self.dropped.add(troubled[-1] if troubled else left[-1])
        self.hidden = {place for place in self.hidden if place[0] not in self.dropped}
        return True

    def _candidates(self) -> Iterator[Place]:
        for table, groups in enumerate(self.tables):
            if table in self.dropped:
                continue
            for row, group in enumerate(groups):
                if (table, row) not in self.hidden and group.answered > 0:
                    yield table, row

    def _narrow(self) -> None:
        """Show again whatever need not be hidden, the largest first."""
        needed = set(self._small())
        for place in sorted(self.hidden - needed, key=lambda place: (-self._group(place).answered, place)):
            self.hidden.discard(place)
            if not self._is_safe():
                self.hidden.add(place)

    def _group(self, place: Place) -> Group:
        return self.tables[place[0]][place[1]]

    def _is_safe(self) -> bool:
        constraint = self._constraint()
        return all(self._is_protected(place, constraint) for place in self.hidden)

    def _is_protected(self, place: Place, constraint: LinearConstraint) -> bool:
        group = self._group(place)
        low, high = self._range(group, constraint)
        if low == high:
            return False
        if self._is_small(group.answered) and (low > 1 or high < self.threshold):
            return False
        if group.invited is None or not self._is_small(group.silent):
            return True
        return low <= group.invited - self.threshold and high >= group.invited - 1

    def _constraint(self) -> LinearConstraint:
        """What a reader knows: the total, the shown rows, and that a hidden row is at least one."""
        rows = [np.ones(len(self.answered))]
        low, high = [self.answered.sum()], [self.answered.sum()]
        for table, groups in enumerate(self.tables):
            if table in self.dropped:
                continue
            for row, group in enumerate(groups):
                rows.append(self._indicator(group))
                is_hidden = (table, row) in self.hidden
                low.append(1 if is_hidden else group.answered)
                high.append(np.inf if is_hidden else group.answered)
        return LinearConstraint(np.array(rows), np.array(low, dtype=float), np.array(high, dtype=float))

    def _indicator(self, group: Group) -> np.ndarray:
        indicator = np.zeros(len(self.answered))
        indicator[list(group.cells)] = 1
        return indicator

    def _range(self, group: Group, constraint: LinearConstraint) -> tuple[int, int]:
        """The least and the greatest that a reader can take a row's answers for."""
        objective = self._indicator(group)
        low = self._least(objective, constraint)
        return low, -self._least(-objective, constraint)

    def _least(self, objective: np.ndarray, constraint: LinearConstraint) -> int:
        """The least that a sum of cells can be; whole numbers are asked for only where they do not come by themselves.

        Without presolve, which in HiGHS (seen with scipy 1.17) misses the optimum of an integer problem now and then.
        """
        bounds = Bounds(np.zeros(len(objective)), self.limits)
        for integrality in (0, 1):
            found = milp(
                objective,
                constraints=constraint,
                integrality=np.full(len(objective), integrality),
                bounds=bounds,
                options={"presolve": False},
            )
            if found.x is None:
                raise ArithmeticError(f"the response rates could not be checked: {found.message}")
            if np.allclose(found.x, np.round(found.x), atol=1e-6):
                break
        return round(float(objective @ found.x))
