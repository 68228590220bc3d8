"""Whether releases of one round, put together, tell what each of them hides.

Everybody who is counted in one release is counted in the next one too, so no count becomes smaller. Whoever has both
can use that: of two hidden counts that were 8 together, one is shown as 6 later on; then the other was at least 2. So
what a renewal would show of a table is put beside what every earlier release showed of it, as one system of whole
numbers, and each hidden count is looked at again.

- In the new release every small count must still be able to be any of the numbers that the policy hides.
- Of the older ones it is not kept which hidden counts were small. So each hidden count that could be all of these
  numbers before the renewal must be able to be all of them afterwards.
- No hidden count may become known exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.disclosure.earlier import Shown
from analysis.disclosure.suppression import Cell, Hidden

MOST_SOLUTIONS = 400
"""A table that takes more than this to be looked at is not shown."""

Terms = Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A sum of counts that a reader may want to know: how little and how much it must be able to be.

    Without limits it must only not become known exactly. What is ``old`` was hidden in an older release: only where the
    sum could be all that before the renewal, it must be so afterwards.
    """

    terms: Terms
    low: int | None = None
    high: int | None = None
    old: bool = False


def safe_together(
    top: Cell,
    hidden: Hidden,
    threshold: int,
    earlier: Sequence[Shown],
    sizes: Mapping[str, int] | None = None,
) -> bool:
    """Whether a table may be shown like this beside what earlier releases showed of it.

    Parameters
    ----------
    top : Cell
        The table's counts now.
    hidden : frozenset of str
        The names of those that would be hidden.
    threshold : int
        Counts from 1 to this are hidden.
    earlier : sequence of Shown
        What earlier releases showed of the same table, the oldest first.
    sizes : mapping of str to int, optional
        For response rates: how many were invited in each group. Then those who did not answer are protected too.
    """
    if not earlier or not (hidden or any(None in shown.values() for shown in earlier)):
        return True
    return _Attack(top, hidden, threshold, earlier, sizes or {}).fails()


@dataclass(slots=True)
class _System:
    """Linear facts about whole numbers, and how often they were solved."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    solved: int = 0
    _matrix: Any = None

    def count(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def know(self, terms: Terms, low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def least(self, terms: Terms, sign: int) -> int | None:
        """The least (or, with sign -1, the greatest) that a sum can be; None where the facts contradict each other."""
        # Loads scipy.optimize, which takes long and which a first release does not need.
        from scipy.optimize import Bounds, LinearConstraint, milp

        low, high = [row[1] for row in self.rows] + [0.0], [row[2] for row in self.rows] + [0.0]
        objective = np.zeros(len(self.low))
        objective[list(terms)] = [sign * factor for factor in terms.values()]
        for integrality in (0, 1):
            self.solved += 1
            found = milp(
                objective,
                constraints=LinearConstraint(self._facts(), np.array(low), np.array(high)),
                integrality=np.full(len(self.low), integrality),
                bounds=Bounds(self.low, self.high),
                options={"presolve": False},  # with it, HiGHS misses an optimum now and then
            )
            if found.x is None:
                return None
            whole = np.round(found.x)
            if np.allclose(found.x, whole, atol=1e-6):
                break
        return round(sign * float(objective @ whole))

    def _facts(self) -> Any:
        if self._matrix is None:
            self._matrix = np.zeros((len(self.rows) + 1, len(self.low)))
            for number, (parts, _, _) in enumerate(self.rows):
                self._matrix[number, list(parts)] = list(parts.values())
        return self._matrix


class _Attack:
    """All releases of a table as one system, the new one last."""

    def __init__(
        self, top: Cell, hidden: Hidden, threshold: int, earlier: Sequence[Shown], sizes: Mapping[str, int]
    ) -> None:
        self.top = top
        self.hidden = hidden
        self.threshold = threshold
        self.sizes = sizes
        self.cells = list(top.walk())
        self.now: Shown = {c.name: None if c.name in hidden else c.value for c in self.cells if c.printed}
        self.shown = [*earlier, self.now]

    def fails(self) -> bool:
        """Whether nothing that is hidden is narrowed down."""
        after, places = self._system(len(self.shown))
        if after.least({}, 1) is None:
            return True  # somebody's answers were changed or erased: then nobody can put the releases together
        before = self._system(len(self.shown) - 1)[0]
        for question in self._questions(places):
            if after.solved + before.solved > MOST_SOLUTIONS or not self._is_open(question, after, before):
                return False
        return True

    def _is_open(self, question: _Question, after: _System, before: _System) -> bool:
        low, high = _range(after, question.terms)
        if low == high:
            return False
        if question.low is None or question.high is None or (low <= question.low and high >= question.high):
            return True
        if not question.old:
            return False
        was_low, was_high = _range(before, question.terms)
        return was_low > question.low or was_high < question.high

    def _system(self, releases: int) -> tuple[_System, list[dict[str, int]]]:
        system = _System()
        places: list[dict[str, int]] = []
        for shown in self.shown[:releases]:
            places.append({cell.name: system.count(*self._limits(cell, shown)) for cell in self.cells})
            self._relate(system, places[-1], {})
            if len(places) > 1:
                self._follow(system, places[-2], places[-1])
        return system, places

    def _limits(self, cell: Cell, shown: Shown) -> tuple[float, float]:
        if cell.name not in shown:
            most = self.sizes.get(cell.name, np.inf)
            return (0, most if cell.printed is False or self.sizes else 0)
        value = shown[cell.name]
        return (1, self.sizes.get(cell.name, np.inf)) if value is None else (value, value)

    def _relate(self, system: _System, new: Mapping[str, int], old: Mapping[str, int]) -> None:
        """What a whole and its parts are to each other; with ``old``, the same of those who came in between."""
        for whole in self.cells:
            if not whole.parts:
                continue
            parts = _difference(new, old, [part.name for part in whole.parts])
            own = {place: -factor for place, factor in _difference(new, old, [whole.name]).items()}
            if whole.rule == "sum":
                system.know(parts | own, 0, 0)
                continue
            system.know(parts | own, 0, np.inf)
            for part in whole.parts:
                system.know(_difference(new, old, [part.name]) | own, -np.inf, 0)

    def _follow(self, system: _System, old: Mapping[str, int], new: Mapping[str, int]) -> None:
        """Everybody in the older release is in the newer one."""
        for name in new:
            system.know(_difference(new, old, [name]), 0, np.inf)
        if any(cell.rule == "cover" and cell.parts for cell in self.cells):
            self._relate(system, new, old)

    def _questions(self, places: Sequence[Mapping[str, int]]) -> Iterator[_Question]:
        for place, shown in zip(places, self.shown, strict=True):
            is_new = shown is self.now
            yield from self._about_counts(place, shown, is_new=is_new)
            yield from self._about_others(place, shown, is_new=is_new)

    def _about_counts(self, place: Mapping[str, int], shown: Shown, *, is_new: bool) -> Iterator[_Question]:
        for cell in self.cells:
            terms = {place[cell.name]: 1}
            small = 1 <= cell.value <= self.threshold and cell.secret
            if cell.printed and cell.name in shown and shown[cell.name] is None:
                if not is_new:
                    yield _Question(terms=terms, low=1, high=self.threshold, old=True)
                elif small:
                    yield _Question(terms=terms, low=1, high=self.threshold)
                else:
                    yield _Question(terms=terms)
            elif is_new and small and not cell.printed:
                # A sum of several hidden counts is seen to be at least so many; beyond that it must stay open.
                yield _Question(terms=terms, low=cell.value, high=self.threshold)

    def _about_others(self, place: Mapping[str, int], shown: Shown, *, is_new: bool) -> Iterator[_Question]:
        """Those who are not in a part: who did not tick an option, or who were invited and did not answer."""
        for whole in self.cells:
            for part in whole.parts:
                if shown.get(part.name, 0) is not None:
                    continue
                size = self.sizes.get(part.name)
                if size is None and whole.rule != "cover":
                    continue
                left = (whole.value if size is None else size) - part.value
                if is_new and not 1 <= left <= self.threshold:
                    continue
                if size is not None:
                    terms: Terms = {place[part.name]: 1}
                    yield _Question(terms=terms, low=size - self.threshold, high=size - 1, old=not is_new)
                else:
                    terms = {place[whole.name]: 1, place[part.name]: -1}
                    yield _Question(terms=terms, low=1, high=self.threshold, old=not is_new)


def _difference(new: Mapping[str, int], old: Mapping[str, int], names: Sequence[str]) -> dict[int, int]:
    return {new[name]: 1 for name in names} | {old[name]: -1 for name in names if name in old}


def _range(system: _System, terms: Terms) -> tuple[int, int]:
    low, high = system.least(terms, 1), system.least(terms, -1)
    if low is None or high is None:
        raise ArithmeticError("what was released contradicts itself")
    return low, high
