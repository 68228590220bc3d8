"""Do proportions rise or fall over ordered groups, such as rounds? Cochran and Armitage's test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.tables import Counts, whole_counts

METHOD = "Cochran-Armitage test for trend, two-sided, without continuity correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionTrend:
    """A test for a trend of proportions, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        z; its square is chi-square with one degree of freedom. Above 0 where proportions rise with the scores.
    p_value : float or None
        Two-sided.
    estimate : float or None
        By how much the proportion changes with one step of the scores, by a line through the groups weighted by size.
    scores : tuple of float
        The scores of the groups that have answers.
    proportions : tuple of float
        Their proportions.
    left_out : tuple of int
        Positions of the groups without answers.
    n_used, n_missing : int
        How many answers there are, and how many are missing, where that is told.
    caution : str or None
        Why the p-value is only rough, where counts are small.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    p_value: float | None = None
    estimate: float | None = None
    scores: tuple[float, ...]
    proportions: tuple[float, ...]
    left_out: tuple[int, ...]
    n_used: int
    n_missing: int
    caution: str | None = None
    method: str = METHOD
    why_not: str | None = None


def cochran_armitage_test(
    counts: ArrayLike, totals: ArrayLike, *, scores: ArrayLike | None = None, n_missing: int = 0
) -> ProportionTrend:
    """Test whether proportions rise or fall with the scores of their groups.

    Parameters
    ----------
    counts, totals : arrays of int, shape (groups,)
        How many of how many answers are of the kind in question, in each group.
    scores : array of float, shape (groups,), optional
        Where the groups stand, for example the dates of rounds in months. Without them 1, 2, 3, …, which takes the
        groups for evenly spaced.
    n_missing : int, default 0
        How many answers are missing; only recorded.

    Returns
    -------
    ProportionTrend
        Groups without answers are left out and named. Without a statistic, and with the reason, where fewer than two
        groups have answers, all have one score, or all or none of the answers are of the kind in question.

    Raises
    ------
    ValueError
        Where the lengths differ, a count is negative, missing, not whole or more than its total, or a score is not
        finite.

    Notes
    -----
    With p the overall proportion and s̄ the mean score of all answers, z = Σ x_i(s_i − s̄)/√(p(1 − p) Σ n_i(s_i − s̄)²);
    the slope is Σ x_i(s_i − s̄)/Σ n_i(s_i − s̄)². It is a test for a straight line: proportions that rise and fall again
    need not be found. The p-value is rough where fewer than five answers are of the kind in question, or are not.

    References
    ----------
    Cochran, W. G. (1954). Biometrics 10, 417-451, section 6.1. Armitage, P. (1955). Biometrics 11, 375-386.

    Examples
    --------
    Smokers among patients in four studies, Fleiss (1981), page 139, as in R's help of prop.trend.test:

    >>> trend = cochran_armitage_test([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(trend.statistic**2, 4), round(trend.p_value, 5), round(trend.estimate, 4)
    (8.2249, 0.00413, -0.0334)
    """
    successes, sizes = whole_counts(counts), whole_counts(totals)
    if successes.ndim != 1 or successes.shape != sizes.shape:
        raise ValueError(f"counts has shape {successes.shape} and totals {sizes.shape}; one list of each is wanted")
    places = np.arange(1.0, len(sizes) + 1) if scores is None else np.asarray(scores, dtype=np.float64)
    if places.shape != sizes.shape or not np.isfinite(places).all():
        raise ValueError(f"scores is {places.tolist()}; a number for each of {len(sizes)} groups is wanted")
    if (successes > sizes).any():
        group = int(np.argmax(successes > sizes))
        raise ValueError(f"counts is {successes[group]} in group {group + 1}, more than its total of {sizes[group]}")
    present = sizes > 0
    return _tested(successes[present], sizes[present], places[present], np.flatnonzero(~present).tolist(), n_missing)


def _tested(
    successes: Counts, sizes: Counts, places: NDArray[np.float64], left_out: list[int], n_missing: int
) -> ProportionTrend:
    n, total = int(sizes.sum()), int(successes.sum())
    plain = ProportionTrend(
        scores=tuple(places.tolist()),
        proportions=tuple((successes / sizes).tolist()),
        left_out=tuple(left_out),
        n_used=n,
        n_missing=n_missing,
        why_not=_why_not(n, total, places),
    )
    if plain.why_not is not None:
        return plain
    from scipy.special import ndtr

    away = places - float(sizes @ places) / n
    covariance, spread = float(successes @ away), float(sizes @ (away * away))
    z = covariance / sqrt(total / n * (1 - total / n) * spread)
    rough = (
        f"Only {min(total, n - total)} answers of one kind: the p-value is rough."
        if min(total, n - total) < 5
        else None
    )
    return replace(
        plain, statistic=z, p_value=min(1.0, 2 * float(ndtr(-abs(z)))), estimate=covariance / spread, caution=rough
    )


def _why_not(n: int, total: int, places: NDArray[np.float64]) -> str | None:
    if n == 0:
        return "Nobody answered, so there is no trend."
    if len(places) < 2:
        return "Only one group has answers, so there is no trend."
    if places.min() == places.max():
        return "All groups have the same score, so there is no trend."
    if total in (0, n):
        return f"{'None' if total == 0 else 'All'} of the answers are of the kind in question, so there is no trend."
    return None
