"""Proportions and how sure one can be of them.

Two intervals, which answer two questions. The Wilson interval takes the answers as a sample from a population without
end; the finite-population interval knows that the population has a size, and narrows as the answers come nearer to
all of it. Both take the answers for a random sample: neither covers the bias of those who did not answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

NOBODY = "Nobody answered, so there is no proportion."
CENSUS = "All of the population answered: a census has no sampling error, so there is no interval."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionInterval:
    """A proportion with its confidence interval, or the reason why there is none.

    Attributes
    ----------
    estimate : float or None
        The proportion itself, between 0 and 1; None where nobody answered.
    low, high : float or None
        The limits of the interval, between 0 and 1; None where there is no interval.
    n_used : int
        How many answers the estimate rests on.
    population : int or None
        The size of the population, for a finite-population interval.
    confidence : float
        The confidence level, for example 0.95.
    method : str
        What the interval is and what it assumes, for people.
    why_not : str or None
        Why there is no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n_used: int
    population: int | None
    confidence: float
    method: str
    why_not: str | None = None


def wilson_interval(count: int, n: int, *, confidence: float = 0.95) -> ProportionInterval:
    """Wilson's score interval for a proportion.

    Parameters
    ----------
    count : int
        How many of the answers are of the kind in question.
    n : int
        How many answers there are. Absences are left out before this is called.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    ProportionInterval
        Without limits, and with the reason, where ``n`` is 0.

    Raises
    ------
    ValueError
        Where ``count`` is not between 0 and ``n``, or ``confidence`` not between 0 and 1.

    Notes
    -----
    With p = count/n and z the normal quantile of the confidence level, the limits are

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).

    Unlike the textbook interval it never leaves 0 to 1, and it has a width even where nobody, or everybody, answered
    alike.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22, 209-212. Recommended in Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872.

    Examples
    --------
    36 of the 39 evaluations of the Hertfordshire Learning Hub said that they understood the theme better:

    >>> interval = wilson_interval(36, 39)
    >>> f"{interval.estimate:.1%}, {interval.low:.1%} to {interval.high:.1%}"
    '92.3%, 79.7% to 97.3%'
    """
    check_counts(count, n, confidence)
    method = f"Wilson {confidence:.0%}"
    if n == 0:
        return without_interval(count, n, None, confidence, method, NOBODY)
    low, high = score_limits(count / n, n, normal_quantile(confidence))
    return ProportionInterval(
        estimate=count / n, low=low, high=high, n_used=n, population=None, confidence=confidence, method=method
    )


def finite_population_interval(count: int, n: int, population: int, *, confidence: float = 0.95) -> ProportionInterval:
    """Wilson's interval for a proportion of a population whose size is known.

    Parameters
    ----------
    count : int
        How many of the answers are of the kind in question.
    n : int
        How many answers there are. Absences are left out before this is called.
    population : int
        How many there are in all, answered or not.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    ProportionInterval
        Without limits, and with the reason, where ``n`` is 0 and where all of the population answered.

    Raises
    ------
    ValueError
        Where ``count`` is not between 0 and ``n``, ``n`` is more than ``population``, or ``confidence`` is not
        between 0 and 1.

    Notes
    -----
    Drawing n of N without replacement leaves the variance p(1 − p)/n · (N − n)/(N − 1), which is the variance of a
    sample of n* = n(N − 1)/(N − n) from a population without end. Wilson's limits are computed with n* for n. Where
    n = N there is nothing left to be unsure of but wrong answers: a census has no interval.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 3.2 (the variance under sampling without
    replacement). Wilson (1927), as for :func:`wilson_interval`.

    Examples
    --------
    The same 36 of 39, of 225 who had attended:

    >>> interval = finite_population_interval(36, 39, 225)
    >>> f"{interval.low:.1%} to {interval.high:.1%}"
    '81.1% to 97.1%'
    >>> finite_population_interval(9, 12, 12).why_not
    'All of the population answered: a census has no sampling error, so there is no interval.'
    """
    check_counts(count, n, confidence)
    check_population(n, population)
    method = f"Wilson {confidence:.0%}, finite population of {population:,}"
    if n == 0:
        return without_interval(count, n, population, confidence, method, NOBODY)
    if n == population:
        return without_interval(count, n, population, confidence, method, CENSUS)
    low, high = score_limits(count / n, effective_answers(n, population), normal_quantile(confidence))
    return ProportionInterval(
        estimate=count / n, low=low, high=high, n_used=n, population=population, confidence=confidence, method=method
    )


def effective_answers(n: int, population: int) -> float:
    """How many answers from a population without end are as good as ``n`` drawn at random from ``population``."""
    return n * (population - 1) / (population - n)


def check_counts(count: int, n: int, confidence: float) -> None:
    """Refuse counts that cannot be, and a confidence level that is none."""
    if not 0 <= count <= n:
        raise ValueError(f"count is {count}, which is not between 0 and n, {n}")
    check_confidence(confidence)


def check_population(n: int, population: int) -> None:
    """Refuse more answers than there are people."""
    if n > population:
        raise ValueError(f"n is {n}, more than the population of {population}")


def check_confidence(confidence: float) -> None:
    """Refuse a confidence level that is none."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")


def normal_quantile(confidence: float) -> float:
    """How many standard errors to either side the confidence level is: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def score_limits(p: float, n: float, quantile: float) -> tuple[float, float]:
    """Wilson's two limits for a proportion ``p`` of ``n`` answers; ``n`` need not be whole."""
    z = quantile
    centre = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The limits at p = 0 and p = 1 are exactly 0 and 1; rounding must not put them a hair outside, or past p.
    return max(0.0, min(p, (centre - spread) / scale)), min(1.0, max(p, (centre + spread) / scale))


def without_interval(
    count: int, n: int, population: int | None, confidence: float, method: str, why_not: str
) -> ProportionInterval:
    """The proportion alone, with the reason why it has no interval."""
    return ProportionInterval(
        estimate=count / n if n else None,
        low=None,
        high=None,
        n_used=n,
        population=population,
        confidence=confidence,
        method=method,
        why_not=why_not,
    )
