"""Exact intervals for a proportion: they hold their confidence level whatever the true proportion is.

They are wider than Wilson's for that. Use them where a guarantee matters more than a short interval, for example where
a threshold decides; Wilson's is the usual choice.
"""

from __future__ import annotations

from collections.abc import Callable

from scipy.special import betaincinv

from analysis.proportions import (
    CENSUS,
    NOBODY,
    ProportionInterval,
    check_counts,
    check_population,
    without_interval,
)


def clopper_pearson_interval(count: int, n: int, *, confidence: float = 0.95) -> ProportionInterval:
    """The exact binomial interval for a proportion.

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
    With a = 1 − confidence, x = count and B(q; a, b) the quantile q of the beta distribution, the limits are
    B(a/2; x, n − x + 1) and B(1 − a/2; x + 1, n − x). The lower limit of x = 0 is 0, the upper limit of x = n is 1.
    The true proportion is covered with at least the confidence level. R: ``binom.test(x, n)$conf.int``.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 26, 404-413.

    Examples
    --------
    81 of 263 (Newcombe 1998, table I, method 5):

    >>> interval = clopper_pearson_interval(81, 263)
    >>> f"{interval.low:.4f} to {interval.high:.4f}"
    '0.2527 to 0.3676'
    """
    check_counts(count, n, confidence)
    method = f"Clopper–Pearson {confidence:.0%}"
    if n == 0:
        return without_interval(count, n, None, confidence, method, NOBODY)
    tail = (1 - confidence) / 2
    low = float(betaincinv(count, n - count + 1, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return ProportionInterval(
        estimate=count / n, low=low, high=high, n_used=n, population=None, confidence=confidence, method=method
    )


def hypergeometric_interval(count: int, n: int, population: int, *, confidence: float = 0.95) -> ProportionInterval:
    """The exact interval for a proportion of a population whose size is known.

    Parameters
    ----------
    count : int
        How many of the answers are of the kind in question.
    n : int
        How many answers there are, drawn without replacement. Absences are left out before this is called.
    population : int
        How many there are in all, answered or not.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    ProportionInterval
        Its limits are whole numbers of people ÷ ``population``. Without limits, and with the reason, where ``n`` is 0
        and where all of the population answered.

    Raises
    ------
    ValueError
        Where ``count`` is not between 0 and ``n``, ``n`` is more than ``population``, or ``confidence`` is not
        between 0 and 1.

    Notes
    -----
    With N people, K of them of the kind in question, X, the number among the n drawn, is hypergeometric. With
    a = 1 − confidence the limits are, ÷ N, the least K with P(X ≥ count | K) > a/2 and the greatest with
    P(X ≤ count | K) > a/2: those that the answers do not contradict. This is Clopper and Pearson's construction with
    the distribution of drawing without replacement; the true proportion is covered with at least the confidence level.
    In R: ``K <- 0:N; range(K[phyper(x - 1, K, N - K, n, lower.tail = FALSE) > .025 & phyper(x, K, N - K, n) > .025])``.
    The R package samplingbook ends its interval one person further out on either side, at the first K that the answers
    do contradict.

    References
    ----------
    Buonaccorsi, J. P. (1987). A note on confidence intervals for proportions in finite populations. The American
    Statistician 41, 215-218. Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 3.6.

    Examples
    --------
    3 of 10 drawn from 50; the command above gives 5 to 31:

    >>> interval = hypergeometric_interval(3, 10, 50)
    >>> interval.low, interval.high
    (0.1, 0.62)
    """
    check_counts(count, n, confidence)
    check_population(n, population)
    method = f"Exact hypergeometric {confidence:.0%}, finite population of {population:,}"
    if n == 0:
        return without_interval(count, n, population, confidence, method, NOBODY)
    if n == population:
        return without_interval(count, n, population, confidence, method, CENSUS)
    least, greatest = _compatible_counts(count, n, population, (1 - confidence) / 2)
    return ProportionInterval(
        estimate=count / n,
        low=least / population,
        high=greatest / population,
        n_used=n,
        population=population,
        confidence=confidence,
        method=method,
    )


def _compatible_counts(count: int, n: int, population: int, tail: float) -> tuple[int, int]:
    """The least and the greatest number in the population that the answers do not contradict."""
    # scipy.stats takes a second to load, and a page without this interval does not need it.
    from scipy.stats import hypergeom

    tail *= 1 + 1e-9  # a probability that equals the tail but for rounding is not over it
    fewest, most = count, population - (n - count)
    least = _first(fewest, most, lambda k: bool(hypergeom.sf(count - 1, population, k, n) > tail))
    beyond = _first(fewest, most + 1, lambda k: bool(hypergeom.cdf(count, population, k, n) <= tail))
    return least, beyond - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least whole number from ``low`` for which a condition holds that holds ever after; ``high`` if none below."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
