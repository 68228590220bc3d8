"""What to hide of one cross-table: whole columns, and a rectangle of counts in those that are left.

A general search for single cells (:mod:`analysis.disclosure.cells`) loses a little less, and takes seconds for what
must be there at once for every question by every breakdown. Two shapes are enough, and safety can be read off them.

- Columns of which nothing is shown: small groups, and groups with several small counts.
- In the other columns that have a small count, the same rows of all of them: a rectangle.

Of a multiple choice whole columns only are hidden, since the choices of one group overlap and tell of each other.
People of the hidden groups could change places with each other without any total changing, whatever they ticked, so
there too each count may lie anywhere between the limits of its own row.

A reader who knew even the sums of each row over the hidden columns, and over the rectangle, could place each count no
closer than between max(0, row + column − total) and min(row, column), and each whole number between these is possible:
these are the limits of a table with known margins (Fréchet). So it is enough to look at each shape by itself, with its
own sums. In the rectangle each count carries a mark that says "at least one", so one is taken from each before.

Of a sensitive question a group of which nobody, or everybody, gave some answer is hidden whole, and no zero is shown of
hidden columns. Where few blanks are no secret, a group of those few has a known size; then each count of it that this
size allows must stay possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.cross_counts import Counts, CrossCounts
from analysis.cross_tables import CrossHidden, Mask

MOST_SMALL = 2
"""A column with more small counts than this is hidden whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRule:
    """What is special about a cross-table.

    Attributes
    ----------
    absences_secret : bool
        Whether few of a group who gave no answer that counts are a small count like any other.
    sensitive : bool
        Whether it also tells something that nobody, or everybody, of a group gave an answer.
    tiny : frozenset of int
        Groups of few whose size is no secret, though what they answered is.
    """

    absences_secret: bool = True
    sensitive: bool = False
    tiny: frozenset[int] = frozenset()


PLAIN = CrossRule()


def hide_in_single_choice(
    table: CrossCounts, aside: frozenset[int], threshold: int, rule: CrossRule = PLAIN
) -> CrossHidden | None:
    """What to hide of a question with one choice by group; None where the whole table must go.

    Parameters
    ----------
    table : CrossCounts
    aside : frozenset of int
        Groups whose size is not known to the reader: of these nothing is shown.
    threshold : int
        Counts from 1 to this are hidden.
    rule : CrossRule
        What else is special about the table; nothing by default.
    """
    # The last row are those of the group who gave no answer that counts.
    counts = np.vstack([table.counts, table.asked - table.base])
    liked = np.array([option.favourable for option in table.options], dtype=np.bool_)
    return _Search(table, counts, liked, aside, threshold, rule, most_small=MOST_SMALL).run()


def hide_in_multiple_choice(
    table: CrossCounts, aside: frozenset[int], threshold: int, rule: CrossRule = PLAIN
) -> CrossHidden | None:
    """What to hide of a question with several choices by group; the parameters are those of the other.

    For each choice there is a row of those who ticked it, and further down one of those who answered and did not.
    """
    counts = np.vstack([table.counts, table.base - table.counts, table.asked - table.base])
    liked = np.zeros(len(table.options), dtype=np.bool_)
    return _Search(table, counts, liked, aside, threshold, rule, most_small=0).run()


class _Search:
    """Columns are moved from the rectangle to the hidden ones until both are safe."""

    def __init__(
        self,
        table: CrossCounts,
        counts: Counts,
        liked: Mask,
        aside: frozenset[int],
        threshold: int,
        rule: CrossRule,
        *,
        most_small: int,
    ) -> None:
        self.threshold = threshold
        self.rule = rule
        self.options = len(table.options)
        self.liked: Mask = np.zeros(len(counts), dtype=np.bool_)
        self.liked[: len(liked)] = liked
        self.counts = counts
        self.sizes = table.asked
        self.small: Mask = (self.counts >= 1) & (self.counts <= threshold)
        self.small[-1] &= rule.absences_secret
        self.aside = _mask(aside, len(table.asked))
        self.tiny = _mask(rule.tiny - aside, len(table.asked))
        few = (table.base >= 1) & (table.base <= threshold)
        many: Mask = self.small.sum(axis=0) > most_small
        self.columns: Mask = self.aside | self.tiny | few | many
        if rule.sensitive:
            self.columns |= (self.counts[:-1] == 0).any(axis=0) | (self.counts[: self.options] == table.base).any(
                axis=0
            )
        self.rows: Mask = np.zeros(len(self.counts), dtype=np.bool_)
        self.partly: Mask = np.zeros(len(table.asked), dtype=np.bool_)

    def run(self) -> CrossHidden | None:
        while not self.columns.all():
            if self._settle_rectangle() and self._settle_columns():
                return self._hidden()
        return None

    def _settle_rectangle(self) -> bool:
        """Choose rows and columns of the rectangle; False where a column had to be hidden whole instead."""
        left = ~self.columns
        small = self.small & left
        self.rows = np.asarray(small.any(axis=1))
        self.partly = np.asarray(small.any(axis=0))
        if not self.partly.any():
            return True
        if self.rows.sum() == 1:
            more = self._second_row()
            if more is None:
                return self._hide_whole(self.partly)
            self.rows[more] = True
        if self.partly.sum() == 1:
            more = self._second_column()
            if more is None:
                return self._hide_whole(self.partly)
            self.partly[more] = True
        wrong = self._wrong_in_rectangle()
        return self._hide_whole(wrong) if wrong.any() else True

    def _second_row(self) -> int | None:
        """The row whose counts are missed least: an unfavourable choice, so that the favourable share stays."""
        inside = self.counts[:, self.partly]
        usable = (inside >= 1).all(axis=1) & ~self.rows
        usable[self.options :] = False
        for wanted in (~self.liked, self.liked):
            rows = np.flatnonzero(usable & wanted)
            if len(rows):
                return int(rows[np.argmin(inside[rows].sum(axis=1))])
        return None

    def _second_column(self) -> int | None:
        columns = np.flatnonzero((self.counts[self.rows] >= 1).all(axis=0) & ~self.columns & ~self.partly)
        return int(columns[np.argmin(self.sizes[columns])]) if len(columns) else None

    def _wrong_in_rectangle(self) -> Mask:
        """The columns of the rectangle in which some count is not protected."""
        wrong = np.zeros(len(self.sizes), dtype=np.bool_)
        inside = self.counts[np.ix_(self.rows, self.partly)]
        low, high = frechet_limits(inside - 1)
        bad = self._unprotected(inside, low + 1, high + 1, self.threshold, self.rows) | (inside == 0)
        wrong[np.flatnonzero(self.partly)[bad.any(axis=0)]] = True
        return wrong

    def _settle_columns(self) -> bool:
        """Whether the hidden columns protect each other; False where another one had to join them."""
        if not self.columns.any():
            return True
        if self.columns.sum() > 1 and not self._wrong_in_columns():
            return True
        left = np.flatnonzero(~self.columns)
        # One with something hidden anyway is missed least, and among these the smallest.
        order = np.lexsort((self.sizes[left], ~self.partly[left]))
        self.columns[left[order[0]]] = True
        return False

    def _wrong_in_columns(self) -> bool:
        inside = self.counts[:, self.columns]
        low, high = self._column_limits(inside)
        never: Mask = (inside.sum(axis=1) == 0)[:, None]
        # That nobody of large groups chose something may be known, not of groups too small to be seen.
        known_zero: Any = never & ~(self.aside | self.tiny)[self.columns] | (self.counts.sum(axis=1) == 0)[:, None]
        if self.rule.sensitive:
            known_zero[:-1] = False
        most = np.where(self.tiny, self.sizes, self.threshold)[self.columns]
        return bool((self._unprotected(inside, low, high, most) & ~known_zero).any())

    def _column_limits(self, inside: Counts) -> tuple[Counts, Counts]:
        """As Fréchet has them; groups aside may be of any size up to what they have together."""
        unknown = self.aside[self.columns]
        # Of a multiple choice each option by itself: ticked, not ticked and absent add up to the group.
        rows, sizes = inside.sum(axis=1)[:, None], self.sizes[self.columns]
        total = sizes.sum()
        together = sizes[unknown].sum()
        low = np.maximum(0, rows + np.where(unknown, 0, sizes) - total)
        return low, np.minimum(rows, np.where(unknown, together, sizes))

    def _unprotected(
        self, inside: Counts, low: Counts, high: Counts, most: Counts | int, rows: Mask | None = None
    ) -> Mask:
        """Small counts of which not every hidden value is possible, and others that are known exactly."""
        small: Mask = (inside >= 1) & (inside <= self.threshold)
        if not self.rule.absences_secret and (rows is None or rows[-1]):
            small[-1] = False
        return np.where(small, (low > 1) | (high < most), low >= high)

    def _hide_whole(self, columns: Mask) -> bool:
        self.columns |= columns
        return False

    def _hidden(self) -> CrossHidden:
        """The masks; of hidden columns a row that nobody there chose is shown as 0."""
        nobody = (self.counts[:, self.columns].sum(axis=1) == 0) & (not self.rule.sensitive)
        counts = np.outer(self.rows, self.partly) | np.outer(~nobody, self.columns) | self.aside
        options = counts[: self.options]
        base = self.columns | (self.partly & self.rows[-1])
        favourable = self.columns | (self.partly & self.rows[self.liked].any())
        return CrossHidden(counts=options, base=base, asked=self.aside, favourable=favourable, withheld=self.columns)


def _mask(places: frozenset[int], length: int) -> Mask:
    found = np.zeros(length, dtype=np.bool_)
    found[list(places)] = True
    return found


def frechet_limits(inside: Counts) -> tuple[Counts, Counts]:
    """Between what each count of a table lies, for one who knows its margins and nothing else."""
    rows: Any = inside.sum(axis=1)[:, None]
    columns: Any = inside.sum(axis=0)[None, :]
    return np.maximum(0, rows + columns - inside.sum()), np.minimum(rows, columns)
