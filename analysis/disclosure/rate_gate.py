"""The gate for response rates: breakdowns that share their totals, protected together.

A reader knows how many were invited from each group and how many answered in all; what must stay hidden is how many of
a group answered, or did not, where either is small. Groups too small to be shown at all are joined first. Then rows
are hidden until no table, nor all of them together, gives a small number away. What can be worked out is found by
integer programming over the cells of the frame, for a reader who knows even how many were invited in each cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.report import RateRow, RateTable
from analysis.response_rates import FrameCell, rate_row

JOINED = "Groups too small to be shown on their own are taken together."
HIDDEN = "[c]: hidden because it is about very few people, or because such a figure could be worked out from it."

Place = tuple[int, int]  # a table and a row of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row of a breakdown: its label, the cells of the frame it covers, and its two counts."""

    label: str
    cells: tuple[int, ...]
    invited: int | None
    answered: int
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedRates:
    """The tables as they may be shown; ``touched`` names the breakdowns of which anything is hidden or joined."""

    tables: tuple[RateTable, ...]
    touched: frozenset[str]


def gate_rates(tables: tuple[RateTable, ...], frame: tuple[FrameCell, ...], threshold: int) -> GatedRates:
    """Protect all breakdowns of a round jointly.

    Parameters
    ----------
    tables : tuple of RateTable
        Unsuppressed, one for each breakdown.
    frame : tuple of FrameCell
        The cells that the tables add up.
    threshold : int
        Counts from 1 to this are hidden.
    """
    grouped = {table.name: _groups(table.name, frame, threshold) for table in tables}
    usable = {name: groups for name, groups in grouped.items() if len(groups) > 1 or not _is_joined(groups)}
    hidden = _Search(frame, tuple(usable.values()), threshold).run()
    shown: list[RateTable] = []
    touched = set(grouped) - set(usable)
    for index, (name, groups) in enumerate(usable.items()):
        rows = hidden.get(index)
        if rows is None:
            touched.add(name)
            continue
        if rows or _is_joined(groups):
            touched.add(name)
        shown.append(_table(next(table for table in tables if table.name == name), groups, rows))
    return GatedRates(tables=tuple(shown), touched=frozenset(touched))


def _is_joined(groups: tuple[Group, ...]) -> bool:
    return any(group.joined for group in groups)


def _groups(name: str, frame: tuple[FrameCell, ...], threshold: int) -> tuple[Group, ...]:
    """The rows of a breakdown, those of very few invited joined with one another and, if need be, the next larger."""
    labels = dict.fromkeys(cell.groups[name] for cell in frame)
    groups = [
        _group(label, tuple(i for i, cell in enumerate(frame) if cell.groups[name] == label), frame) for label in labels
    ]
    small = [group for group in groups if group.invited is not None and 1 <= group.invited <= threshold]
    if not small:
        return tuple(groups)
    others = sorted((g for g in groups if g not in small and g.invited), key=lambda g: (g.invited or 0, g.label))
    while sum(group.invited or 0 for group in small) <= threshold or len(small) < 2:
        if not others:
            break
        small.append(others.pop(0))
    label = " and ".join(sorted(group.label for group in small))
    together = _group(label, tuple(cell for group in small for cell in group.cells), frame, joined=True)
    return (*(group for group in groups if group not in small), together)


def _group(label: str, cells: tuple[int, ...], frame: tuple[FrameCell, ...], *, joined: bool = False) -> Group:
    row = rate_row(label, [frame[index] for index in cells])
    return Group(label=label, cells=cells, invited=row.invited, answered=row.answered or 0, joined=joined)


def _table(table: RateTable, groups: tuple[Group, ...], hidden: frozenset[int]) -> RateTable:
    rows = tuple(_row(group, hide=index in hidden) for index, group in enumerate(groups))
    notes = [table.note, JOINED if _is_joined(groups) else None, HIDDEN if hidden else None]
    return replace(table, rows=rows, note=" ".join(note for note in notes if note) or None)


def _row(group: Group, *, hide: bool) -> RateRow:
    if hide:
        return RateRow(label=group.label, invited=group.invited, answered=None, rate=None, mark="c")
    rate = group.answered / group.invited if group.invited and group.answered <= group.invited else None
    return RateRow(
        label=group.label,
        invited=group.invited,
        answered=group.answered,
        rate=rate,
        mark="z" if rate is None else None,
    )


class _Search:
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
                if self._is_small(group.answered) or self._is_small(_silent(group)):
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
        if group.invited is None or not self._is_small(_silent(group)):
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
        whole = np.ones(len(objective), dtype=int)
        bounds = Bounds(np.zeros(len(objective)), self.limits)
        ends = []
        for sign in (1, -1):
            found = milp(sign * objective, constraints=constraint, integrality=whole, bounds=bounds)
            if found.x is None:
                raise ArithmeticError(f"the response rates could not be checked: {found.message}")
            ends.append(round(float(objective @ found.x)))
        return ends[0], ends[1]


def _silent(group: Group) -> int | None:
    """How many of a group did not answer; None where that is not known."""
    return None if group.invited is None else group.invited - group.answered
