"""Ranks of grades or values, added up for each group: what the rank tests are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison.tables import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class RankSums:
    """Ranks from 1, tied values sharing the mean of theirs, added up for each group.

    ``sums`` and ``sizes`` have an element for each group; ``ties`` is Σ(t³ − t) over the t cases of each value.
    """

    sums: NDArray[np.float64]
    sizes: Counts
    ties: float

    @property
    def n(self) -> int:
        """How many cases there are."""
        return int(self.sizes.sum())


def rank_sums_of_table(counts: Counts) -> RankSums:
    """From the number of cases at each grade (rows, in order) in each group (columns)."""
    totals = counts.sum(axis=1).astype(float)
    midranks = np.cumsum(totals) - (totals - 1) / 2
    return RankSums(
        sums=midranks @ counts.astype(float),
        sizes=counts.sum(axis=0),
        ties=float((totals * (totals * totals - 1)).sum()),
    )


def rank_sums_of_values(values: NDArray[np.float64], codes: Counts, groups: int) -> RankSums:
    """From a value for each case, none missing, and the number of its group."""
    ranks = pd.Series(values).rank().to_numpy(dtype=float)
    totals = np.unique(values, return_counts=True)[1].astype(float)
    return RankSums(
        sums=np.bincount(codes, weights=ranks, minlength=groups).astype(np.float64),
        sizes=np.bincount(codes, minlength=groups).astype(np.int64),
        ties=float((totals * (totals * totals - 1)).sum()),
    )


def kruskal_wallis_statistic(ranks: RankSums) -> float:
    """H, corrected for ties; all groups have cases, and not all cases are tied."""
    n = ranks.n
    mean = (n + 1) / 2
    spread = float((ranks.sizes * (ranks.sums / ranks.sizes - mean) ** 2).sum())
    return 12 * spread / (n * (n + 1)) / (1 - ranks.ties / (float(n) ** 3 - n))


def mann_whitney_statistic(ranks: RankSums) -> float:
    """U of the first of two groups: the pairs in which its case has the higher value, and half of those tied."""
    size = int(ranks.sizes[0])
    return float(ranks.sums[0]) - size * (size + 1) / 2


def mann_whitney_z(ranks: RankSums) -> float:
    """U less its mean, a half nearer to nought, over its standard deviation corrected for ties."""
    first, second, n = int(ranks.sizes[0]), int(ranks.sizes[1]), ranks.n
    variance = first * second / 12 * (n + 1 - ranks.ties / (n * (n - 1.0)))
    off = mann_whitney_statistic(ranks) - first * second / 2
    return float((off - 0.5 * np.sign(off)) / np.sqrt(variance))
