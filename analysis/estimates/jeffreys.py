"""The Jeffreys interval for a proportion."""

from __future__ import annotations

from scipy.special import betaincinv

from analysis.proportions import NOBODY, ProportionInterval, check_counts, without_interval


def jeffreys_interval(count: int, n: int, *, confidence: float = 0.95) -> ProportionInterval:
    """The equal-tailed interval of the Jeffreys prior for a proportion.

    Parameters
    ----------
    count : int
        How many of the answers are of the kind in question.
    n : int
        How many answers there are. Absences are left out before this is called.
    confidence : float, default 0.95
        The probability that the interval holds, between 0 and 1.

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
    With a = 1 − confidence the limits are the quantiles a/2 and 1 − a/2 of the beta distribution with parameters
    count + ½ and n − count + ½; the lower limit of count = 0 is 0 and the upper limit of count = n is 1. It is as a
    rule close to Wilson's interval. R: ``qbeta(c(.025, .975), x + .5, n - x + .5)``.

    References
    ----------
    Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical
    Science 16, 101-133, section 3.1.3 (with the limits at the ends as there).

    Examples
    --------
    36 of the 39 evaluations of the Hertfordshire Learning Hub:

    >>> interval = jeffreys_interval(36, 39)
    >>> f"{interval.low:.1%} to {interval.high:.1%}"
    '80.9% to 97.8%'
    """
    check_counts(count, n, confidence)
    method = f"Jeffreys {confidence:.0%}"
    if n == 0:
        return without_interval(count, n, None, confidence, method, NOBODY)
    tail = (1 - confidence) / 2
    low = float(betaincinv(count + 0.5, n - count + 0.5, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 0.5, n - count + 0.5, 1 - tail)) if count < n else 1.0
    return ProportionInterval(
        estimate=count / n, low=low, high=high, n_used=n, population=None, confidence=confidence, method=method
    )
