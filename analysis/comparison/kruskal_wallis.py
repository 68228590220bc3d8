"""Several independent groups on an ordered scale: Kruskal and Wallis' test, its effect, and the pairs of groups."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison.families import AdjustedFamily, adjust_family
from analysis.comparison.ordered_values import as_numbers
from analysis.comparison.ordinal_groups import KRUSKAL_WALLIS, ONE_GRADE, ONE_GROUP, caution
from analysis.comparison.rank_sums import RankSums, kruskal_wallis_statistic, rank_sums_of_values
from analysis.comparison.tables import NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRank:
    """A group, how many values it has, and the mean of their ranks among all values."""

    group: Hashable
    n: int
    mean_rank: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KruskalWallisTest:
    """A test of several groups, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        H, corrected for ties.
    dof : int or None
        Its degrees of freedom, one fewer than groups.
    p_value : float or None
        From the chi-square distribution.
    estimate : float or None
        ε², from 0 (no difference) to 1.
    groups : tuple of GroupRank
        Those that have values.
    n_used, n_missing : int
        How many cases were used, and how many have no value or no group.
    caution : str or None
        Why the p-value is only rough, where a group is small.
    pairs : AdjustedFamily or None
        Dunn's test of each pair of groups, with Holm's adjustment; None for two groups.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    dof: int | None = None
    p_value: float | None = None
    estimate: float | None = None
    groups: tuple[GroupRank, ...] = ()
    n_used: int
    n_missing: int
    caution: str | None = None
    pairs: AdjustedFamily | None = None
    method: str = KRUSKAL_WALLIS
    why_not: str | None = None


def kruskal_wallis_test(values: pd.Series, groups: pd.Series) -> KruskalWallisTest:
    """Test whether groups tend to different values.

    Parameters
    ----------
    values : Series of numbers or of an ordered categorical
        A value for each case.
    groups : Series of the same length
        The group of each case, matched by position. Groups without values are left out.

    Returns
    -------
    KruskalWallisTest
        Cases without a value or a group are left out and counted. Without a statistic, and with the reason, where fewer
        than two groups have values or all values are the same.

    Raises
    ------
    ValueError
        Where the two have different lengths, values are not numbers or categories have no order.

    Notes
    -----
    H = 12/(n(n + 1)) Σ n_j (r̄_j − (n + 1)/2)² ÷ (1 − Σ(t³ − t)/(n³ − n)); ε² = H/(n − 1). Dunn's test compares the mean
    ranks of two groups, z = (r̄_i − r̄_j)/√(σ²(1/n_i + 1/n_j)) with σ² = n(n + 1)/12 − Σ(t³ − t)/(12(n − 1)).

    References
    ----------
    Kruskal, W. H. and Wallis, W. A. (1952). Journal of the American Statistical Association 47, 583-621.
    Dunn, O. J. (1964). Multiple comparisons using rank sums. Technometrics 6, 241-252.
    Tomczak, M. and Tomczak, E. (2014). Trends in Sport Sciences 1(21), 19-25 (ε²).

    Examples
    --------
    Hollander and Wolfe (1973), page 116, mucociliary efficiency, as in R's help of kruskal.test:

    >>> rates = pd.Series([2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0])
    >>> test = kruskal_wallis_test(rates, pd.Series(["normal"] * 5 + ["obstructive"] * 4 + ["asbestosis"] * 5))
    >>> round(test.statistic, 4), test.dof, round(test.p_value, 4)
    (0.7714, 2, 0.68)
    """
    if len(values) != len(groups):
        raise ValueError(f"values has {len(values)} cases and groups has {len(groups)}")
    numbers = as_numbers(values, "values")
    present = ~np.isnan(numbers) & groups.notna().to_numpy()
    used = groups[present]
    is_ordered = isinstance(used.dtype, pd.CategoricalDtype)
    codes, labels = pd.factorize(used.cat.remove_unused_categories() if is_ordered else used, sort=is_ordered)
    numbers = numbers[present]
    plain = KruskalWallisTest(n_used=len(numbers), n_missing=len(values) - len(numbers))
    why_not = _why_not(numbers, len(labels))
    if why_not is not None:
        return replace(plain, why_not=why_not)
    ranks = rank_sums_of_values(numbers, codes.astype(np.int64), len(labels))
    return _tested(plain, ranks, tuple(labels))


def _why_not(numbers: NDArray[np.float64], groups: int) -> str | None:
    if not len(numbers):
        return NOBODY
    if groups < 2:
        return ONE_GROUP
    return ONE_GRADE if numbers.min() == numbers.max() else None


def _tested(plain: KruskalWallisTest, ranks: RankSums, labels: tuple[Hashable, ...]) -> KruskalWallisTest:
    from scipy.special import chdtrc

    statistic, dof = kruskal_wallis_statistic(ranks), len(labels) - 1
    means = (ranks.sums / ranks.sizes).tolist()
    groups = tuple(
        GroupRank(group=label, n=n, mean_rank=mean)
        for label, n, mean in zip(labels, ranks.sizes.tolist(), means, strict=True)
    )
    return replace(
        plain,
        statistic=statistic,
        dof=dof,
        p_value=float(chdtrc(dof, statistic)),
        estimate=min(1.0, statistic / (ranks.n - 1)),
        groups=groups,
        caution=caution(int(ranks.sizes.min())),
        pairs=_pairs(ranks, groups) if len(groups) > 2 else None,
    )


def _pairs(ranks: RankSums, groups: tuple[GroupRank, ...]) -> AdjustedFamily:
    """Dunn's test of each pair of groups."""
    from scipy.special import ndtr

    n = ranks.n
    variance = n * (n + 1) / 12 - ranks.ties / (12 * (n - 1))
    p_values = {}
    for one, other in combinations(groups, 2):
        z = (one.mean_rank - other.mean_rank) / sqrt(variance * (1 / one.n + 1 / other.n))
        p_values[f"{one.group} and {other.group}"] = min(1.0, 2 * float(ndtr(-abs(z))))
    return adjust_family("Dunn's test of each pair of groups", p_values, method="holm")
