"""What to hide so that small numbers stay hidden: cells, what can be worked out, and the cheapest safe choice.

The published counts of one question form a tree: those asked are those who did not answer, who found it not
applicable, who did not know, and the base; the base is the favourable and the other answers; each of these is its
choices. On a tree, what a reader can work out of the hidden counts is found exactly by passing the possible ranges up
from the choices and down from the top once. A choice of hidden cells is safe when, after that,

- no hidden cell has a single possible value, and
- every small count could still be any of the numbers that the policy hides.

:func:`choose_hidden` searches for the safe choice that costs the reader least.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

Rule = Literal["sum", "cover"]
Hidden = frozenset[str]

NEIGHBOURS = 2  # how many of a group's smallest shown cells the search considers hiding
MAXIMUM_TRIALS = 20_000  # the search gives up after so many, and the whole block is hidden instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A count, and the counts it is made of.

    ``rule`` says how: the parts of a "sum" add up to the whole; the parts of a "cover" overlap, as the options of a
    multiple choice do, so that none is more than the whole and together they are at least the whole. ``printed`` is
    False for a count that no table prints but that anyone can add up. ``fixed`` marks a count that is known from
    elsewhere, so that hiding it would protect nothing. ``secret`` is False for a count that the policy shows even where
    it is small. ``cost`` is what its loss costs the reader.
    """

    name: str
    value: int
    parts: tuple[Cell, ...] = ()
    rule: Rule = "sum"
    printed: bool = True
    fixed: bool = False
    secret: bool = True
    cost: int = 1

    def walk(self) -> Iterator[Cell]:
        """The cell and all that it is made of, wholes before parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest that a count can be, as far as a reader can tell."""

    low: int
    high: int

    def meet(self, low: int, high: int) -> Range:
        """What is left when the count must also lie between two more limits."""
        return Range(max(self.low, low), min(self.high, high))


def choose_hidden(top: Cell, threshold: int, also: Hidden = frozenset()) -> Hidden | None:
    """The names of the cells to hide, small ones and ``also`` included; None where no choice is safe.

    The top cell stays shown: whoever calls hides the whole block where the top itself is small.
    """
    small = also.union(cell.name for cell in find_small(top, threshold))
    candidates = sorted(_candidates(top, small), key=lambda cell: (cell.cost, cell.value, cell.name))
    order = count()
    queue: list[tuple[int, int, int, int, Hidden]] = [(0, 0, next(order), 0, small)]
    for _ in range(MAXIMUM_TRIALS):
        if not queue:
            return None
        cost, people, _, position, hidden = heapq.heappop(queue)
        if is_safe(top, hidden, threshold):
            return hidden
        for index in range(position, len(candidates)):
            more = candidates[index]
            entry = (cost + more.cost, people + more.value, next(order), index + 1, hidden | {more.name})
            heapq.heappush(queue, entry)
    return None


def find_small(top: Cell, threshold: int) -> Iterator[Cell]:
    """The printed cells that the policy hides by itself: a small count, or all but a small count of a group.

    In a "sum" the people left over are the other cells, which are small themselves where it matters. The options of a
    "cover" overlap, so there the people who did *not* choose an option are looked at too.
    """
    for whole in (Cell(name="", value=0, parts=(top,)), *top.walk()):
        for cell in whole.parts:
            left_over = whole.value - cell.value if whole.rule == "cover" else 0
            if cell.printed and (_is_secret(cell, threshold) or _is_small(left_over, threshold)):
                yield cell


def is_safe(top: Cell, hidden: Hidden, threshold: int) -> bool:
    """Whether hiding these cells protects every small count in the tree."""
    ranges = possible_ranges(top, hidden)
    for whole in top.walk():
        if not _is_protected(whole, ranges[whole.name], hidden, threshold):
            return False
        if whole.rule == "cover" and not _complements_protected(whole, ranges, hidden, threshold):
            return False
    return True


def possible_ranges(top: Cell, hidden: Hidden) -> Mapping[str, Range]:
    """Exactly what each count can be, for one who knows all that is shown and that a hidden count is at least 1."""
    ranges: dict[str, Range] = {}
    _pass_up(top, hidden, ranges, top.value)
    _pass_down(top, ranges)
    return ranges


def _candidates(top: Cell, small: Hidden) -> Iterator[Cell]:
    """Of each group the smallest cells that may be hidden too: a shown one is large enough to hide behind."""
    for whole in top.walk():
        shown = [p for p in whole.parts if p.printed and not p.fixed and p.value > 0 and p.name not in small]
        yield from sorted(shown, key=lambda cell: (cell.value, cell.name))[:NEIGHBOURS]


def _is_small(value: int, threshold: int) -> bool:
    return 1 <= value <= threshold


def _is_secret(cell: Cell, threshold: int) -> bool:
    return cell.secret and _is_small(cell.value, threshold)


def _is_protected(cell: Cell, known: Range, hidden: Hidden, threshold: int) -> bool:
    if cell.name in hidden:
        if known.low == known.high:
            return False
        return not _is_secret(cell, threshold) or (known.low <= 1 and known.high >= threshold)
    if not cell.printed and _is_secret(cell, threshold):
        # Anyone can see that a sum of two hidden counts is at least two; beyond that it must stay open.
        return known.low < known.high and known.high >= threshold
    return not _is_secret(cell, threshold)


def _complements_protected(whole: Cell, ranges: Mapping[str, Range], hidden: Hidden, threshold: int) -> bool:
    """Whether a small number who did *not* choose an option stays hidden, even from one who knows the base."""
    if not whole.parts:
        return True
    parts = [ranges[part.name].meet(0, whole.value) for part in whole.parts]
    for index, part in enumerate(whole.parts):
        if not _is_small(whole.value - part.value, threshold):
            continue
        known = _part_of_cover(index, Range(whole.value, whole.value), parts)
        if part.name not in hidden or known.low > whole.value - threshold or known.high < whole.value - 1:
            return False
    return True


def _pass_up(cell: Cell, hidden: Hidden, ranges: dict[str, Range], limit: int) -> Range:
    """The range of each cell from itself and from its parts."""
    known = cell.printed and cell.name not in hidden
    own = Range(cell.value, cell.value) if known else Range(int(cell.name in hidden), limit)
    parts = [_pass_up(part, hidden, ranges, limit) for part in cell.parts]
    if parts:
        low = sum(part.low for part in parts) if cell.rule == "sum" else max(part.low for part in parts)
        own = own.meet(low, sum(part.high for part in parts))
    ranges[cell.name] = own
    return own


def _pass_down(cell: Cell, ranges: dict[str, Range]) -> None:
    """The range of each part from the whole and from the other parts."""
    whole = ranges[cell.name]
    parts = [ranges[part.name] for part in cell.parts]
    if cell.rule == "sum":
        least, most = sum(part.low for part in parts), sum(part.high for part in parts)
        narrowed = [part.meet(whole.low - (most - part.high), whole.high - (least - part.low)) for part in parts]
    else:
        narrowed = [_part_of_cover(index, whole, parts) for index in range(len(parts))]
    for part, known in zip(cell.parts, narrowed, strict=True):
        ranges[part.name] = known
        _pass_down(part, ranges)


def _part_of_cover(index: int, whole: Range, parts: list[Range]) -> Range:
    """What one option of a multiple choice can be: no more than the base, and enough that all have chosen something."""
    others = parts[:index] + parts[index + 1 :]
    base = max([whole.low, *(other.low for other in others)])  # the smallest base asks the least of this option
    chosen_elsewhere = sum(min(other.high, base) for other in others)
    return parts[index].meet(base - chosen_elsewhere, whole.high)
