"""Whether one breakdown of a question tells what another hides.

Two breakdowns of the same people overlap: who is in a group of the one is in some group of the other, and how many are
in both may be known to anyone who knows the agencies. Where a locality consists of three agencies and two of them are
shown, the third is what is left. So of every small count that is hidden the limits are worked out that each other
breakdown sets, for a reader who knows how many are in both groups, whichever these are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.cross_counts import Counts, CrossCounts
from analysis.cross_tables import CrossHidden

Gated = tuple[CrossCounts, CrossHidden]


def tells_too_much(tables: Sequence[Gated], threshold: int, *, sensitive: bool = False) -> int | None:
    """The place of a table that must go, since with it a small count of another could be worked out; None if none.

    Of two tables the later one goes: breakdowns stand in the order in which the round names them. Of a sensitive
    question hidden counts of nobody, and of everybody, are protected as well.
    """
    for first, secret in enumerate(tables):
        for second, known in enumerate(tables):
            if first != second and _tells(known, secret, threshold, sensitive):
                return max(first, second)
    return None


def _tells(known: Gated, secret: Gated, threshold: int, sensitive: bool) -> bool:
    """Whether the first table narrows a hidden small count of the second down, or gives another hidden one away."""
    table, hidden = secret
    if not hidden.counts.any():
        return False
    low, high = _ranges(_limits(*secret), _limits(*known), _in_both(table, known[0]), table.asked)
    few, rest = _few(table.counts, threshold), _few(table.asked - table.counts, threshold)
    # Whoever knows how many are in both groups knows small groups' sizes, and that no more can have chosen anything.
    most = np.minimum(threshold, table.asked)
    known_exactly = low >= high
    wrong = few & ((low > 1) | (high < most)) | ~few & (table.counts > 0) & known_exactly
    if sensitive:
        wrong |= known_exactly & (table.asked > 0)
    if table.is_multiple:
        wrong |= rest & ((low > table.asked - most) | (high < table.asked - 1))
    return bool((wrong & hidden.counts).any())


def _few(counts: Counts, threshold: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (counts >= 1) & (counts <= threshold)


def _limits(table: CrossCounts, hidden: CrossHidden) -> tuple[Counts, Counts]:
    """The least and the greatest that each count may be before the tables are put together."""
    return np.where(hidden.counts, 0, table.counts), np.where(hidden.counts, table.asked, table.counts)


def _in_both(first: CrossCounts, second: CrossCounts) -> Counts:
    """How many are in each group of the one and of the other."""
    shape = len(first.breakdown.groups), len(second.breakdown.groups)
    places = first.breakdown.codes * shape[1] + second.breakdown.codes
    return np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)


def _ranges(
    own: tuple[Counts, Counts], other: tuple[Counts, Counts], both: Counts, sizes: Counts
) -> tuple[Counts, Counts]:
    """Between what each count of the one table must lie, option by group, given the other.

    Its people are in the groups of the other breakdown. Of those in both groups, at most as many chose the option as
    there are, and as are left of the other group's choosers when as few as possible of its other members chose it; and
    at least what is left when as many as possible of them did. The axes are option, group, group of the other.
    """
    most = np.minimum(own[1][:, :, None], both)
    least = np.maximum(0, own[0][:, :, None] - (sizes[:, None] - both))
    most_of_rest = most.sum(axis=1, keepdims=True) - most
    least_of_rest = least.sum(axis=1, keepdims=True) - least
    low = np.maximum(0, other[0][:, None, :] - most_of_rest).sum(axis=2)
    high = np.minimum(both, other[1][:, None, :] - least_of_rest).sum(axis=2)
    return low, high
