"""Does a measure rise or fall over time, however unevenly? Mann and Kendall's test and Sen's slope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.ordered_values import as_numbers
from analysis.comparison.rank_distributions import concordance_p_value

Method = Literal["auto", "exact", "normal"]
Floats = NDArray[np.float64]
EXACT_BELOW = 50
LONGEST = 5_000
EXACT = "Mann-Kendall test, exact"
NORMAL = "Mann-Kendall test, normal approximation corrected for ties and continuity"


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendallTest:
    """A test for a trend over time, or the reason why there is none.

    Attributes
    ----------
    statistic : int or None
        S: of all pairs of points, those that rise less those that fall.
    p_value : float or None
        Two-sided.
    tau : float or None
        Kendall's tau-b, from -1 (always falls) to 1 (always rises).
    estimate : float or None
        Sen's slope: the median of the slopes of all pairs, in units of the measure per unit of time.
    low, high : float or None
        Its limits; None where there are too few points for any at this confidence level.
    confidence : float
        The confidence level of the limits.
    n_used, n_missing : int
        How many points there are, and how many were left out because value or time is missing.
    method : str
        Whether the p-value is exact.
    why_not : str or None
        Why there is no test.
    """

    statistic: int | None = None
    p_value: float | None = None
    tau: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def mann_kendall_test(
    values: ArrayLike | pd.Series,
    times: ArrayLike | pd.Series | None = None,
    *,
    method: Method = "auto",
    confidence: float = 0.95,
) -> MannKendallTest:
    """Test whether a measure rises or falls over time.

    Parameters
    ----------
    values : array of numbers, shape (points,)
        The measure. Missing points are left out and counted.
    times : array of numbers, shape (points,), optional
        When each was taken; no two alike. Without them 1, 2, 3, …, missing points included.
    method : {"auto", "exact", "normal"}, default "auto"
        Exact for fewer than 50 points without ties, else the normal approximation. An exact test is not computed where
        values are tied.
    confidence : float, default 0.95
        The confidence level of the slope's limits.

    Returns
    -------
    MannKendallTest
        Without a statistic, and with the reason, where there are fewer than three points or all values are the same.

    Raises
    ------
    ValueError
        Where the lengths differ, values are not numbers, two times are alike, there are more than 5,000 points, the
        method is unknown, or an exact test is asked of ties or of 50 points and more.

    Notes
    -----
    S = Σ sign(y_j − y_i) over all pairs i before j. The approximation takes S for normal with variance
    (n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5))/18, moved one towards 0. The slope's limits are the slopes of ranks
    (N − C)/2 and (N + C)/2 + 1 in order, rounded, of N slopes, with C = z √variance. Points are taken for independent:
    where a high point makes the next one likely to be high, the p-value is too small.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245-259.
    Kendall, M. G. (1975). Rank Correlation Methods, 4th edition, section 4.4 (ties).
    Sen, P. K. (1968). Journal of the American Statistical Association 63, 1379-1389.

    Examples
    --------
    Constructed:

    >>> trend = mann_kendall_test([62, 65, 63, 70, 71, 75])
    >>> trend.statistic, round(trend.p_value, 4), trend.estimate
    (13, 0.0167, 2.5)
    """
    if method not in ("auto", "exact", "normal"):
        raise ValueError(f"method is {method!r}; it must be 'auto', 'exact' or 'normal'")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    measured, moments = _in_time(values, times)
    n = len(measured)
    if n > LONGEST:
        raise ValueError(f"there are {n} points; a trend is computed for at most {LONGEST}")
    ties = np.unique(measured, return_counts=True)[1]
    exact = method == "exact" or (method == "auto" and n < EXACT_BELOW and len(ties) == n)
    if method == "exact" and (n >= EXACT_BELOW or len(ties) < n):
        raise ValueError(
            f"an exact test is asked of {n} points with {n - len(ties)} ties; it needs under 50 without any"
        )
    plain = MannKendallTest(
        confidence=confidence,
        n_used=n,
        n_missing=len(as_numbers(values, "values")) - n,
        method=EXACT if exact else NORMAL,
    )
    if n < 3:
        return replace(plain, why_not=f"There {'is 1 point' if n == 1 else f'are {n} points'}; a trend needs three.")
    if len(ties) == 1:
        return replace(plain, why_not="All values are the same, so there is no trend.")
    return _tested(plain, measured, moments, ties.astype(np.float64), exact)


def _in_time(values: ArrayLike | pd.Series, times: ArrayLike | pd.Series | None) -> tuple[Floats, Floats]:
    """The values and times of the points that have both, in order of time."""
    measured = as_numbers(values, "values")
    moments = np.arange(1.0, len(measured) + 1) if times is None else as_numbers(times, "times")
    if len(moments) != len(measured):
        raise ValueError(f"values has {len(measured)} points and times has {len(moments)}")
    present = ~(np.isnan(measured) | np.isnan(moments))
    order = np.argsort(moments[present], kind="stable")
    measured, moments = measured[present][order], moments[present][order]
    alike = np.flatnonzero(np.diff(moments) == 0)
    if len(alike):
        raise ValueError(f"times holds {moments[alike[0]]:g} more than once")
    return measured, moments


def _tested(plain: MannKendallTest, values: Floats, times: Floats, ties: Floats, exact: bool) -> MannKendallTest:
    first, second = np.triu_indices(len(values), 1)
    rises = values[second] - values[first]
    s, n, pairs = int(np.sign(rises).sum()), len(values), len(rises)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    untied = pairs - float((ties * (ties - 1)).sum()) / 2
    slopes = np.sort(rises / (times[second] - times[first]))
    low, high = _slope_limits(slopes, variance, plain.confidence)
    return replace(
        plain,
        statistic=s,
        p_value=concordance_p_value(n, s) if exact else _normal_p_value(s, variance),
        tau=s / sqrt(pairs * untied),
        estimate=float(np.median(slopes)),
        low=low,
        high=high,
    )


def _slope_limits(slopes: Floats, variance: float, confidence: float) -> tuple[float | None, float | None]:
    wide = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(variance)
    below, above = round((len(slopes) - wide) / 2), round((len(slopes) + wide) / 2)
    if below < 1 or above >= len(slopes):
        return None, None
    return float(slopes[below - 1]), float(slopes[above])


def _normal_p_value(s: int, variance: float) -> float:
    from scipy.special import ndtr

    return min(1.0, 2 * float(ndtr(-max(0, abs(s) - 1) / sqrt(variance))))
