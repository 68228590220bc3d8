"""Differences of two proportions with Newcombe's intervals, for two samples and for pairs."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from analysis.proportions import wilson_interval

METHOD_INDEPENDENT = "Newcombe's hybrid score interval (method 10 of 1998), independent samples"
METHOD_PAIRED = "Newcombe's hybrid score interval (method 10 of 1998), pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionDifference:
    """The first of two proportions less the second, or the reason why there is none.

    Attributes
    ----------
    estimate : float or None
        The difference, from -1 to 1.
    low, high : float or None
        Its limits.
    first, second : float or None
        The two proportions.
    n_used : int
        How many answers the difference rests on; pairs count once.
    n_missing : int
        How many are left out, where that is told.
    confidence : float
        The confidence level.
    method : str
        What the interval is.
    why_not : str or None
        Why there is no difference.
    """

    estimate: float | None
    low: float | None
    high: float | None
    first: float | None
    second: float | None
    n_used: int
    n_missing: int
    confidence: float
    method: str
    why_not: str | None = None


def newcombe_difference(
    count1: int, n1: int, count2: int, n2: int, *, n_missing: int = 0, confidence: float = 0.95
) -> ProportionDifference:
    """The difference of the proportions of two independent samples.

    Parameters
    ----------
    count1, n1 : int
        How many of how many answers of the first sample are of the kind in question.
    count2, n2 : int
        The same of the second.
    n_missing : int, default 0
        How many answers are missing in both together; only recorded.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    ProportionDifference
        Without values, and with the reason, where nobody answered in one of the samples.

    Raises
    ------
    ValueError
        Where a count is not between 0 and its n, or the confidence not between 0 and 1.

    Notes
    -----
    With d = p1 − p2 and Wilson's limits l and u of each proportion, the limits are

        d − √((p1 − l1)² + (u2 − p2)²)   and   d + √((u1 − p1)² + (p2 − l2)²).

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17, 873-890, method 10 and table II.

    Examples
    --------
    >>> result = newcombe_difference(56, 70, 48, 80)
    >>> f"{result.estimate:.2f}, {result.low:.4f} to {result.high:.4f}"
    '0.20, 0.0524 to 0.3339'
    """
    one = wilson_interval(count1, n1, confidence=confidence)
    other = wilson_interval(count2, n2, confidence=confidence)
    if n1 == 0 or n2 == 0:
        which = "either sample" if n1 == n2 else "the first sample" if n1 == 0 else "the second sample"
        why_not = f"Nobody answered in {which}, so there is no difference."
        return _undefined(n1 + n2, n_missing, confidence, METHOD_INDEPENDENT, why_not)
    limits = _limits(
        (one.estimate or 0.0, one.low or 0.0, one.high or 0.0),
        (other.estimate or 0.0, other.low or 0.0, other.high or 0.0),
        phi=0.0,
    )
    return _result(count1 / n1, count2 / n2, limits, n1 + n2, n_missing, confidence, METHOD_INDEPENDENT)


def newcombe_paired_difference(
    both: int, first_only: int, second_only: int, neither: int, *, n_missing: int = 0, confidence: float = 0.95
) -> ProportionDifference:
    """The difference of two proportions of the same cases.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        How many cases are of the kind in question both times, only the first time, only the second, and never.
    n_missing : int, default 0
        How many cases lack one of the two; only recorded.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    ProportionDifference
        Without values, and with the reason, where there are no pairs.

    Raises
    ------
    ValueError
        Where a count is negative, or the confidence not between 0 and 1.

    Notes
    -----
    As for independent samples, but with the correlation φ of the two: the limits are

        d − √((p1 − l1)² − 2φ(p1 − l1)(u2 − p2) + (u2 − p2)²)   and
        d + √((u1 − p1)² − 2φ(u1 − p1)(p2 − l2) + (p2 − l2)²).

    With e, f, g, h the four counts, φ = c/√((e + f)(g + h)(e + g)(f + h)), where c is eh − fg if that is negative, and
    eh − fg − n/2, but not below 0, if it is positive. φ is 0 where one of the four sums is 0.

    References
    ----------
    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions based on
    paired data. Statistics in Medicine 17, 2635-2650, method 10.
    Fagerland, M. W., Lydersen, S. and Laake, P. (2017). Statistical Analysis of Contingency Tables, chapter 8.

    Examples
    --------
    Complete response before and after consolidation therapy (Cavo 2012), as in the R package contingencytables:

    >>> result = newcombe_paired_difference(59, 6, 16, 80)
    >>> f"{result.estimate:.4f}, {result.low:.4f} to {result.high:.4f}"
    '-0.0621, -0.1186 to -0.0046'
    """
    counts = {"both": both, "first_only": first_only, "second_only": second_only, "neither": neither}
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"{name} is {count}, which is negative")
    n = sum(counts.values())
    one = wilson_interval(both + first_only, n, confidence=confidence)
    other = wilson_interval(both + second_only, n, confidence=confidence)
    if n == 0:
        return _undefined(0, n_missing, confidence, METHOD_PAIRED, "There are no pairs, so there is no difference.")
    limits = _limits(
        (one.estimate or 0.0, one.low or 0.0, one.high or 0.0),
        (other.estimate or 0.0, other.low or 0.0, other.high or 0.0),
        phi=_phi(both, first_only, second_only, neither),
    )
    first, second = (both + first_only) / n, (both + second_only) / n
    return _result(first, second, limits, n, n_missing, confidence, METHOD_PAIRED)


def _phi(both: int, first_only: int, second_only: int, neither: int) -> float:
    """The correlation of the two answers, with Newcombe's continuity correction."""
    sums = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if sums == 0:
        return 0.0
    excess = both * neither - first_only * second_only
    n = both + first_only + second_only + neither
    return (excess if excess < 0 else max(0.0, excess - n / 2)) / sqrt(sums)


def _limits(first: tuple[float, float, float], second: tuple[float, float, float], phi: float) -> tuple[float, float]:
    """The limits from each proportion with its own; ``phi`` is how the two go together."""
    (p1, l1, u1), (p2, l2, u2) = first, second
    below = sqrt(max(0.0, (p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2))
    above = sqrt(max(0.0, (u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2))
    return max(-1.0, p1 - p2 - below), min(1.0, p1 - p2 + above)


def _result(
    first: float,
    second: float,
    limits: tuple[float, float],
    n_used: int,
    n_missing: int,
    confidence: float,
    method: str,
) -> ProportionDifference:
    return ProportionDifference(
        estimate=first - second,
        low=limits[0],
        high=limits[1],
        first=first,
        second=second,
        n_used=n_used,
        n_missing=n_missing,
        confidence=confidence,
        method=method,
    )


def _undefined(n_used: int, n_missing: int, confidence: float, method: str, why_not: str) -> ProportionDifference:
    return ProportionDifference(
        estimate=None,
        low=None,
        high=None,
        first=None,
        second=None,
        n_used=n_used,
        n_missing=n_missing,
        confidence=confidence,
        method=method,
        why_not=why_not,
    )
