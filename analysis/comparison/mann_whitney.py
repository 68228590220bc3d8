"""Two independent groups on an ordered scale: Mann and Whitney's test and the rank-biserial correlation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.comparison.effect_intervals import rank_biserial, rank_biserial_interval
from analysis.comparison.ordered_values import both_as_numbers
from analysis.comparison.ordinal_groups import MANN_WHITNEY, ONE_GRADE
from analysis.comparison.rank_distributions import is_rank_sum_feasible, rank_sum_p_value
from analysis.comparison.rank_sums import mann_whitney_statistic, mann_whitney_z, rank_sums_of_table
from analysis.comparison.tables import Counts

EXACT = "Mann-Whitney test, exact"
EXACT_BELOW = 50
Method = Literal["auto", "exact", "normal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MannWhitneyTest:
    """A test of two groups, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        U of the first group: of all pairs of a case of each, those in which the first is higher, and half of the ties.
    p_value : float or None
        Two-sided.
    estimate : float or None
        The rank-biserial correlation, from -1 to 1: the share of pairs in which the first group is higher less the
        share in which it is lower.
    low, high : float or None
        Its limits; None where a group has a single case.
    confidence : float
        The confidence level of the limits.
    n_first, n_second : int
        How many values each group has.
    n_used, n_missing : int
        How many values were used in all, and how many are missing.
    method : str
        Whether the p-value is exact.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    p_value: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float
    n_first: int
    n_second: int
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def mann_whitney_test(
    first: ArrayLike | pd.Series,
    second: ArrayLike | pd.Series,
    *,
    method: Method = "auto",
    confidence: float = 0.95,
) -> MannWhitneyTest:
    """Test whether one group tends to higher values than the other.

    Parameters
    ----------
    first, second : arrays of numbers, or Series of ordered categoricals
        The values of the two groups. Missing ones are left out and counted. Of categoricals the positions count, so
        both must have the same categories.
    method : {"auto", "exact", "normal"}, default "auto"
        Exact where both groups have fewer than 50 values and none are tied, else the normal approximation, as R's
        wilcox.test does. "exact" holds with ties too, for groups of up to 70 values, or of 5 and 600.
    confidence : float, default 0.95
        The confidence level of the effect's interval.

    Returns
    -------
    MannWhitneyTest
        Without a statistic, and with the reason, where a group is empty or all values are the same.

    Raises
    ------
    ValueError
        Where values are not numbers, categories are not ordered or not the same in both, the method is unknown, an
        exact test is asked of too many values, or the confidence is not between 0 and 1.

    Notes
    -----
    U = R − a(a + 1)/2 with R the first group's sum of ranks, tied values sharing the mean of theirs. The exact p-value
    is the share of all ways to pick the first group's cases from the values at hand whose U is at least as far from
    ab/2. The approximation takes U for normal with variance ab/12 (n + 1 − Σ(t³ − t)/(n(n − 1))), moved a half towards
    its mean. The rank-biserial correlation is δ = 2U/(ab) − 1, which is Cliff's delta, with limits

        (δ − δ³ ± z s √((1 − δ²)² + z² s²)) / (1 − δ² + z² s²),

    s² being the unbiased estimate from the matrix of dominances; where δ is 1 (or -1) the far limit is
    (m − z²)/(m + z²) with m the size of the smaller group.

    References
    ----------
    Mann, H. B. and Whitney, D. R. (1947). Annals of Mathematical Statistics 18, 50-60.
    Cliff, N. (1996). Ordinal Methods for Behavioral Data Analysis, equation 5.12 (the interval).
    Feng, D. and Cliff, N. (2004). Journal of Modern Applied Statistical Methods 3, 322-332 (its far limit at 1).
    Streitberg, B. and Röhmel, J. (1986). Statistical Software Newsletter 12, 10-17 (the exact distribution with ties).

    Examples
    --------
    Hollander and Wolfe (1973), pages 69 to 71, permeability at term and earlier, as in R's help of wilcox.test; the
    two-sided p-value:

    >>> at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    >>> earlier = [1.15, 0.88, 0.90, 0.74, 1.21]
    >>> test = mann_whitney_test(at_term, earlier)
    >>> test.statistic, round(test.p_value, 4), test.estimate
    (35.0, 0.2544, 0.4)
    """
    if method not in ("auto", "exact", "normal"):
        raise ValueError(f"method is {method!r}; it must be 'auto', 'exact' or 'normal'")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    values = both_as_numbers(first, second, ("first", "second"))
    used = [one[~np.isnan(one)] for one in values]
    sizes = [len(one) for one in used]
    n_used = sum(sizes)
    plain = MannWhitneyTest(
        confidence=confidence,
        n_first=sizes[0],
        n_second=sizes[1],
        n_used=n_used,
        n_missing=sum(map(len, values)) - n_used,
        method=MANN_WHITNEY,
    )
    if not min(sizes):
        return replace(plain, why_not="One of the groups has no values, so there is nothing to compare.")
    distinct, codes = np.unique(np.concatenate(used), return_inverse=True)
    counts = np.bincount(2 * codes + np.repeat([0, 1], sizes), minlength=2 * len(distinct)).reshape(-1, 2)
    return _tested(plain, counts.astype(np.int64), method)


def _tested(plain: MannWhitneyTest, counts: Counts, method: Method) -> MannWhitneyTest:
    if len(counts) < 2:
        return replace(plain, why_not=ONE_GRADE)
    exact = method == "exact"
    if method == "auto":
        exact = max(plain.n_first, plain.n_second) < EXACT_BELOW and len(counts) == plain.n_used
    if exact and not is_rank_sum_feasible(plain.n_first, plain.n_second):
        raise ValueError(f"an exact test is asked of {plain.n_first} and {plain.n_second} values, which is too many")
    ranks = rank_sums_of_table(counts)
    limits = rank_biserial_interval(counts, plain.confidence)
    return replace(
        plain,
        statistic=mann_whitney_statistic(ranks),
        p_value=rank_sum_p_value(counts) if exact else _normal_p_value(mann_whitney_z(ranks)),
        estimate=rank_biserial(counts),
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        method=EXACT if exact else MANN_WHITNEY,
    )


def _normal_p_value(z: float) -> float:
    from scipy.special import ndtr

    return min(1.0, 2 * float(ndtr(-abs(z))))
