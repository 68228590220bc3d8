"""Whether response rates of several releases, put together, tell how few of a group answered, or did not.

All breakdowns of all releases are looked at together, for a reader who knows how many were invited in each cell of the
frame, as :mod:`analysis.disclosure.rate_search` does it for one release; and that nobody takes an answer back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure.earlier import ALL, Shown
from analysis.disclosure.facts import Question, System, Terms, all_open
from analysis.report import RateTable
from analysis.response_rates import FrameCell

ShownRates = Mapping[str, Shown]
"""What a release showed of the response rates, by breakdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a table: which cells of the frame it adds up, and how many answered, if that is shown."""

    cells: tuple[int, ...]
    answered: int | None


def keep_safe_rates(
    tables: Sequence[RateTable], frame: Sequence[FrameCell], threshold: int, earlier: Sequence[ShownRates]
) -> tuple[RateTable, ...]:
    """The tables that may be shown beside those of earlier releases; where not all may, the last ones go first.

    Parameters
    ----------
    tables : sequence of RateTable
        As they have passed the gate of response rates.
    frame : sequence of FrameCell
        The cells that they add up.
    threshold : int
        Counts from 1 to this are hidden.
    earlier : sequence of ShownRates
        What earlier releases showed, the oldest first.
    """
    kept = list(tables)
    while kept and not _RatesTogether(kept, frame, threshold, earlier).are_safe():
        kept.pop()
    return tuple(kept)


class _RatesTogether:
    def __init__(
        self, tables: Sequence[RateTable], frame: Sequence[FrameCell], threshold: int, earlier: Sequence[ShownRates]
    ) -> None:
        self.frame = frame
        self.threshold = threshold
        total = sum(cell.answered for cell in frame)
        now = {table.name: {ALL: total, **{row.label: row.answered for row in table.rows}} for table in tables}
        self.releases: list[ShownRates] = [*(one for one in earlier if one), now]

    def are_safe(self) -> bool:
        counts = [count for release in self.releases for shown in release.values() for count in shown.values()]
        if len(self.releases) == 1 or None not in counts:
            return True
        rows = [list(self._rows(release)) for release in self.releases]
        if any(not row.cells for one in rows for row in one):
            return False  # groups were joined in a way that cannot be followed any more
        after, places = self._system(rows)
        if not after.hold():
            return True  # somebody's answer was taken out: then nobody can put the releases together
        before = self._system(rows[:-1])[0]
        return all_open(self._questions(rows, places), after, before)

    def _rows(self, release: ShownRates) -> Iterator[_Row]:
        for name, shown in release.items():
            for label, answered in shown.items():
                yield _Row(cells=self._members(name, label), answered=answered)

    def _members(self, name: str, label: str) -> tuple[int, ...]:
        """The cells of a row; those of a joined one, whose label names all of its groups."""
        if label == ALL:
            return tuple(range(len(self.frame)))
        labels = sorted({cell.groups[name] for cell in self.frame if name in cell.groups})
        wanted = {label} if label in labels else {one for one in labels if one in label.split(" and ")}
        if label not in labels and " and ".join(sorted(wanted)) != label:
            return ()
        return tuple(place for place, cell in enumerate(self.frame) if cell.groups[name] in wanted)

    def _system(self, releases: Sequence[Sequence[_Row]]) -> tuple[System, list[list[int]]]:
        system = System()
        total = sum(cell.answered for cell in self.frame)
        places: list[list[int]] = []
        for rows in releases:
            places.append([system.count(0, self._most(cell, total)) for cell in self.frame])
            for row in rows:
                low, high = (1, total) if row.answered is None else (row.answered, row.answered)
                system.know(_terms(places[-1], row), low, high)
            for old, new in zip(places[-2], places[-1], strict=True) if len(places) > 1 else ():
                system.know({new: 1, old: -1}, 0, total)
        return system, places

    def _most(self, cell: FrameCell, total: int) -> int:
        return total if cell.invited is None else min(total, max(cell.invited, cell.answered))

    def _questions(self, releases: Sequence[Sequence[_Row]], places: Sequence[Sequence[int]]) -> Iterator[Question]:
        last = len(releases) - 1
        for number, (rows, cells) in enumerate(zip(releases, places, strict=True)):
            for row in rows:
                if row.answered is None:
                    yield from self._about(row, _terms(cells, row), is_new=number == last)

    def _about(self, row: _Row, terms: Terms, *, is_new: bool) -> Iterator[Question]:
        answered = sum(self.frame[cell].answered for cell in row.cells)
        invited = [self.frame[cell].invited for cell in row.cells]
        size = None if None in invited else sum(one for one in invited if one is not None)
        if not is_new or 1 <= answered <= self.threshold:
            yield Question(terms=terms, low=1, high=self.threshold, old=not is_new)
        if size is not None and (not is_new or 1 <= size - answered <= self.threshold):
            yield Question(terms=terms, low=size - self.threshold, high=size - 1, old=not is_new)
        yield Question(terms=terms)


def _terms(places: Sequence[int], row: _Row) -> dict[int, int]:
    return {places[cell]: 1 for cell in row.cells}
