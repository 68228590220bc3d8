"""Which answers the interval of a median runs between, and how often it then holds the median."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import bdtr

from analysis.proportions import CENSUS, check_population

NOBODY = "Nobody answered, so there is no median."


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianRanks:
    """The ranks of the two answers, the least having rank 1, or the reason why there are none."""

    low: int | None
    high: int | None
    coverage: float | None
    method: str
    why_not: str | None = None


def median_ranks(n: int, confidence: float, population: int | None) -> MedianRanks:
    """Which answers the interval runs between."""
    method = f"Order statistics, at least {confidence:.0%}"
    if population is not None:
        check_population(n, population)
        method = f"{method}, finite population of {population:,}"
    if n == 0:
        return MedianRanks(low=None, high=None, coverage=None, method=method, why_not=NOBODY)
    if n == population:
        return MedianRanks(low=None, high=None, coverage=None, method=method, why_not=CENSUS)
    below = _chance_below(n, population)
    k = _greatest_rank(n, below, (1 - confidence) / 2)
    if k == 0:
        widest = 1 - 2 * below(1)
        answers = "1 answer is" if n == 1 else f"{n} answers are"
        why = f"{answers} too few: from the least to the greatest covers the median in {widest:.1%} of samples."
        return MedianRanks(low=None, high=None, coverage=widest, method=method, why_not=why)
    return MedianRanks(low=k, high=n + 1 - k, coverage=1 - 2 * below(k), method=method)


def _chance_below(n: int, population: int | None) -> Callable[[int], float]:
    """The probability that fewer than k answers are at or below the median, so that x_k is above it."""
    if population is None:
        return lambda k: float(bdtr(k - 1, n, 0.5))
    # scipy.stats takes a second to load, and only a finite population needs it.
    from scipy.stats import hypergeom

    lower_half = (population + 1) // 2
    return lambda k: float(hypergeom.cdf(k - 1, population, lower_half, n))


def _greatest_rank(n: int, below: Callable[[int], float], tail: float) -> int:
    """The greatest k with P(B < k) ≤ tail, at most in the middle; 0 where there is none."""
    tail *= 1 + 1e-9  # a probability that equals the tail but for rounding is not over it
    low, high = 0, (n + 1) // 2
    while low < high:
        middle = (low + high + 1) // 2
        if below(middle) <= tail:
            low = middle
        else:
            high = middle - 1
    return low
