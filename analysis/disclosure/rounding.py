"""Rounding of everything that is left once small numbers are hidden.

What is hidden is chosen from the true counts, as without rounding. A rounded count tells less than the count itself,
so whatever could not be worked out before cannot be worked out afterwards. Percentages and intervals are made anew of
the rounded counts; what cannot be made of them is left out. Medians and quartiles are answers, not counts, and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.cross_tables import ROUNDED_TEST, wilson_limits
from analysis.report import (
    Absences,
    CrossGroup,
    CrossRow,
    CrossTable,
    CrossTest,
    NumberSummary,
    QuestionBlock,
    RankRow,
    RateRow,
    RateTable,
    ResponseRate,
    SectionBlock,
    Share,
    ThemeRow,
    ThemeTable,
    Unit,
)
from analysis.response_rates import rate_sentence
from analysis.shares import make_share, with_bounds

Count = int | None


def round_count(count: int, to: int) -> int:
    """The nearest multiple; half way between two, the larger one.

    >>> [round_count(n, 5) for n in (0, 7, 8, 12, 13)]
    [0, 5, 10, 10, 15]
    >>> round_count(5, 10)
    10
    """
    return (2 * count + to) // (2 * to) * to


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """Rounds the parts of a report. ``unit`` is what its responses count: organisations are never rounded."""

    to: int
    unit: Unit

    def of(self, unit: Unit) -> Callable[[Count], Count]:
        """How counts of this unit are rounded."""
        if self.to == 1 or unit == "organisations":
            return lambda count: count
        return lambda count: None if count is None else round_count(count, self.to)

    def count(self, count: Count) -> Count:
        """A count of responses."""
        return self.of(self.unit)(count)

    def rate(self, rate: ResponseRate) -> ResponseRate:
        """The response rate from a rounded count and a rounded population; its sentence too."""
        answered, size = self.count(rate.answered), self.count(rate.population)
        if (answered, size) == (rate.answered, rate.population) or answered is None:
            return replace(rate, population=size)
        if size is None:
            sentence = rate.sentence
            if rate.mark is None or rate.mark == "z":
                sentence = rate_sentence(answered, None, known=False)
            elif rate.answered is not None:
                sentence = f"{answered:,} responses; the number asked and the rate are not shown"
            return replace(rate, answered=answered, population=None, rate=None, sentence=sentence)
        if rate.rate is None:
            sentence = f"{answered:,} responses of {size:,} asked; no rate can be given"
            return replace(rate, answered=answered, population=size, sentence=sentence)
        share = answered / size if size else None
        sentence = rate_sentence(answered, size, known=rate.population_known)
        return replace(rate, answered=answered, population=size, rate=share, sentence=sentence)

    def rate_table(self, table: RateTable) -> RateTable:
        return replace(table, rows=tuple(map(self._rate_row, table.rows)))

    def _rate_row(self, row: RateRow) -> RateRow:
        answered, invited = self.count(row.answered), self.count(row.invited)
        if row.rate is None or answered is None or not invited:
            mark = row.mark if row.rate is None else "z"
            return replace(row, answered=answered, invited=invited, rate=None, mark=mark)
        return replace(row, answered=answered, invited=invited, rate=answered / invited)

    def section(self, section: SectionBlock, population: Count) -> SectionBlock:
        """A section with all its questions; ``population`` is the true number asked, where it is known."""
        return replace(
            section,
            entries=self.of(section.unit)(section.entries),
            responses_with_entries=self.count(section.responses_with_entries),
            questions=tuple(self.block(block, self.count(population)) for block in section.questions),
        )

    def block(self, block: QuestionBlock, population: Count) -> QuestionBlock:
        """A question; ``population`` is rounded already."""
        rounded = self.of(block.unit)
        if self.to == 1 or block.unit == "organisations":
            return block
        return replace(
            block,
            asked=rounded(block.asked),
            base=rounded(block.base),
            absences=self._absences(block.absences),
            rows=tuple(replace(row, share=self._share(row.share, population)) for row in block.rows),
            ranks=tuple(map(self._rank, block.ranks)),
            favourable=self._share(block.favourable, population) if block.favourable is not None else None,
            numbers=self._numbers(block.numbers),
            comments=rounded(block.comments),
        )

    def _absences(self, absences: Absences) -> Absences:
        return Absences(
            not_asked=self._people(absences.not_asked),
            not_answered=self._people(absences.not_answered),
            not_applicable=self._people(absences.not_applicable),
            dont_know=self._people(absences.dont_know),
            mark=absences.mark,
        )

    def _people(self, count: Count) -> Count:
        return None if count is None else round_count(count, self.to)

    def _share(self, share: Share, population: Count) -> Share:
        """A share made anew; what it said of the whole population only where the rounded numbers still do."""
        count, base = self._people(share.count), self._people(share.base)
        if count is None or base is None or share.share is None:
            return replace(share, count=count, base=base)
        several = population if share.population_interval is not None and population and population > base else None
        made = make_share(count, base, several)
        return with_bounds(made, several) if share.bounds is not None and several is not None else made

    def _rank(self, row: RankRow) -> RankRow:
        return replace(row, positions=tuple(map(self._people, row.positions)), unranked=self._people(row.unranked))

    def _numbers(self, numbers: NumberSummary | None) -> NumberSummary | None:
        if numbers is None:
            return None
        bars = tuple(replace(bar, count=self._people(bar.count)) for bar in numbers.histogram)
        return replace(numbers, n=self._people(numbers.n), histogram=bars)

    def themes(self, table: ThemeTable) -> ThemeTable:
        rows = sorted(map(self._theme, table.rows), key=lambda row: (row.mentions is None, -(row.mentions or 0)))
        return replace(
            table,
            comments=self._people(table.comments),
            coded=self._people(table.coded),
            respondents=self._people(table.respondents),
            rows=tuple(rows),
        )

    def _theme(self, row: ThemeRow) -> ThemeRow:
        return replace(
            row,
            mentions=self._people(row.mentions),
            respondents=self._people(row.respondents),
            strengths=self._people(row.strengths),
            concerns=self._people(row.concerns),
            neutral=self._people(row.neutral),
        )

    def cross_table(self, table: CrossTable) -> CrossTable:
        if table.unit == "organisations":
            return table
        groups = tuple(map(self._group, table.groups))
        bases = [group.base for group in groups]
        return replace(
            table,
            groups=groups,
            rows=tuple(self._cross_row(row, bases) for row in table.rows),
            favourable=self._cross_row(table.favourable, bases) if table.favourable is not None else None,
            test=None if table.test is None else CrossTest(method="none", why_not=table.test.why_not or ROUNDED_TEST),
        )

    def _group(self, group: CrossGroup) -> CrossGroup:
        return replace(group, asked=self._people(group.asked), base=self._people(group.base))

    def _cross_row(self, row: CrossRow, bases: Iterable[Count]) -> CrossRow:
        counts = tuple(map(self._people, row.counts))
        base = np.array([one or 0 for one in bases], dtype=np.int64)
        gone = [one is None or not size for one, size in zip(row.shares, base, strict=True)]
        shown = [0 if absent else one or 0 for one, absent in zip(counts, gone, strict=True)]
        limits = wilson_limits(np.array(shown, dtype=np.int64), base)
        shares, lows, highs = (_without(values, gone) for values in limits)
        return replace(row, counts=counts, shares=shares, lows=lows, highs=highs)


def _without(values: Any, gone: Iterable[bool]) -> tuple[float | None, ...]:
    return tuple(None if absent else value for value, absent in zip(values.tolist(), gone, strict=True))
