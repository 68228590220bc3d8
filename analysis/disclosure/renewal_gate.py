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
from dataclasses import replace

import numpy as np

from analysis.disclosure.earlier import Shown
from analysis.disclosure.facts import Question, System, all_open
from analysis.disclosure.suppression import Cell, Hidden


def safe_together(
    top: Cell,
    hidden: Hidden,
    threshold: int,
    earlier: Sequence[Shown],
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
    """
    if not earlier or not (hidden or any(None in shown.values() for shown in earlier)):
        return True
    return _Attack(top, hidden, threshold, earlier).fails()


def safe_unseen(top: Cell, threshold: int, earlier: Sequence[Shown]) -> bool:
    """Whether it is enough to show nothing of a table, where its total is known from elsewhere.

    The parameters are those of :func:`safe_together`. Where few more are counted than before, whatever is small now can
    be no more than it was then and these few.
    """
    return not earlier or _Attack(_unseen(top), frozenset(), threshold, earlier).fails()


def _unseen(top: Cell) -> Cell:
    """The same counts, of which only the whole is known."""

    def parts(cell: Cell) -> tuple[Cell, ...]:
        return tuple(replace(part, printed=False, parts=parts(part)) for part in cell.parts)

    return replace(top, parts=parts(top))


class _Attack:
    """All releases of a table as one system, the new one last."""

    def __init__(self, top: Cell, hidden: Hidden, threshold: int, earlier: Sequence[Shown]) -> None:
        self.top = top
        self.hidden = hidden
        self.threshold = threshold
        self.cells = list(top.walk())
        self.now: Shown = {c.name: None if c.name in hidden else c.value for c in self.cells if c.printed}
        self.shown = [*earlier, self.now]

    def fails(self) -> bool:
        """Whether nothing that is hidden is narrowed down."""
        after, places = self._system(len(self.shown))
        if not after.hold():
            return True  # somebody's answers were changed or erased: then nobody can put the releases together
        before = self._system(len(self.shown) - 1)[0]
        return all_open(self._questions(places), after, before)

    def _system(self, releases: int) -> tuple[System, list[dict[str, int]]]:
        system = System()
        places: list[dict[str, int]] = []
        for shown in self.shown[:releases]:
            places.append({cell.name: system.count(*self._limits(cell, shown)) for cell in self.cells})
            self._relate(system, places[-1], {})
            if len(places) > 1:
                self._follow(system, places[-2], places[-1])
        return system, places

    def _limits(self, cell: Cell, shown: Shown) -> tuple[float, float]:
        if cell.name not in shown:
            # A choice that an older version of the form did not have was chosen by nobody.
            return (0, 0) if cell.printed and shown is not self.now else (0, np.inf)
        value = shown[cell.name]
        return (1, np.inf) if value is None else (value, value)

    def _relate(self, system: System, new: Mapping[str, int], old: Mapping[str, int]) -> None:
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

    def _follow(self, system: System, old: Mapping[str, int], new: Mapping[str, int]) -> None:
        """Everybody in the older release is in the newer one."""
        for name in new:
            system.know(_difference(new, old, [name]), 0, np.inf)
        if any(cell.rule == "cover" and cell.parts for cell in self.cells):
            self._relate(system, new, old)

    def _questions(self, places: Sequence[Mapping[str, int]]) -> Iterator[Question]:
        last = self.shown[-2]
        more = any(count is None and self.now.get(name, count) is not None for name, count in last.items())
        for place, shown in zip(places, self.shown, strict=True):
            is_new = shown is self.now
            # While nothing is shown that was hidden last, those who came since can be added to whatever was possible.
            if not is_new and not more:
                continue
            yield from self._about_counts(place, shown, is_new=is_new)
            yield from self._about_others(place, shown, is_new=is_new)

    def _about_counts(self, place: Mapping[str, int], shown: Shown, *, is_new: bool) -> Iterator[Question]:
        for cell in self.cells:
            terms = {place[cell.name]: 1}
            small = 1 <= cell.value <= self.threshold and cell.secret
            if cell.printed and cell.name in shown and shown[cell.name] is None:
                if not is_new:
                    yield Question(terms=terms, low=1, high=self.threshold, old=True)
                elif small:
                    yield Question(terms=terms, low=1, high=self.threshold)
                else:
                    yield Question(terms=terms)
            elif is_new and small and not cell.printed:
                # A sum of several hidden counts is seen to be at least so many; beyond that it must stay open.
                yield Question(terms=terms, low=cell.value, high=self.threshold)

    def _about_others(self, place: Mapping[str, int], shown: Shown, *, is_new: bool) -> Iterator[Question]:
        """Those who answered and did not tick an option."""
        for whole in self.cells:
            for part in whole.parts if whole.rule == "cover" else ():
                few = 1 <= whole.value - part.value <= self.threshold
                if shown.get(part.name, 0) is None and (few or not is_new):
                    terms = {place[whole.name]: 1, place[part.name]: -1}
                    yield Question(terms=terms, low=1, high=self.threshold, old=not is_new)


def _difference(new: Mapping[str, int], old: Mapping[str, int], names: Sequence[str]) -> dict[int, int]:
    return {new[name]: 1 for name in names} | {old[name]: -1 for name in names if name in old}
