"""The exact distributions of rank statistics, ties included, by adding one case or one grade after another."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.tables import Counts

Floats = NDArray[np.float64]
MOST_RANK_SUM_WORK = 200_000_000


def is_rank_sum_feasible(first: int, second: int) -> bool:
    """Whether the exact distribution for groups of these sizes is a matter of a second: two of 70, or 5 and 600."""
    smaller, n = min(first, second), first + second
    return 2 * (smaller * n) ** 2 <= MOST_RANK_SUM_WORK


def rank_sum_p_value(counts: Counts) -> float:
    """How probable a rank sum of the first group is that is at least as far from its mean, given all the values.

    Parameters
    ----------
    counts : ndarray of int, shape (grades, 2)
        How many cases of each of two groups have each value; no value without cases.

    Notes
    -----
    ``ways[k, s]`` is the number of ways in which k of the cases so far are in the smaller group and have doubled
    midranks that add up to s. A value that t cases share adds C(t, j) ways for j of them. The two groups' rank sums are
    equally far from their means.
    """
    totals, smaller = counts.sum(axis=1), counts[:, int(np.argmin(counts.sum(axis=0)))]
    size = int(smaller.sum())
    doubled = 2 * np.cumsum(totals) - totals + 1
    most = int(np.repeat(doubled, np.minimum(totals, size))[-size:].sum()) if size else 0
    ways = np.zeros((size + 1, most + 1))
    ways[0, 0] = 1.0
    for rank, total in zip(doubled.tolist(), totals.tolist(), strict=True):
        ways = _with_value(ways, rank, total)
    mean = size * (int(totals.sum()) + 1)
    off = abs(int((doubled * smaller).sum()) - mean)
    far = np.abs(np.arange(most + 1) - mean) >= off
    return min(1.0, float(ways[size, far].sum() / ways[size].sum()))


def _with_value(ways: Floats, rank: int, total: int) -> Floats:
    """The ways after a value that so many cases share."""
    grown = ways.copy()
    size, most = ways.shape[0] - 1, ways.shape[1] - 1
    for taken in range(1, min(total, size) + 1):
        shift = rank * taken
        grown[taken:, shift:] += float(comb(total, taken)) * ways[: size + 1 - taken, : most + 1 - shift]
    return grown


def signed_rank_p_value(ranks: Floats, positive: float) -> float:
    """How probable a sum of positive ranks is that is at least as far from its mean, each sign being as likely.

    ``ranks`` are whole or halves, one for each difference that is not nought.
    """
    doubled = np.rint(2 * ranks).astype(np.int64)
    most = int(doubled.sum())
    chances = np.zeros(most + 1)
    chances[0] = 1.0
    for rank in doubled.tolist():
        grown = chances / 2
        grown[rank:] += chances[: most + 1 - rank] / 2
        chances = grown
    off = abs(4 * positive - most)
    far = np.abs(2 * np.arange(most + 1) - most) >= off - 0.5
    return min(1.0, float(chances[far].sum()))


def concordance_p_value(n: int, s: int) -> float:
    """How probable a Kendall's S of n values without ties is that is at least as far from nought.

    The number of pairs in the wrong order is the sum of independent numbers, uniform from 0 to 0, 1, …, n − 1.
    """
    chances = np.ones(1)
    for size in range(2, n + 1):
        chances = np.convolve(chances, np.full(size, 1.0 / size))
    pairs = n * (n - 1) // 2
    return min(1.0, float(chances[np.abs(pairs - 2 * np.arange(pairs + 1)) >= abs(s)].sum()))
