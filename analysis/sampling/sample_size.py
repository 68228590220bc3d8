"""How many answers a wanted margin takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

#: What the rounding of the machine may add to a margin that is met exactly.
_SLACK = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize:
    """How many answers are needed, and how many must be asked to get them.

    Attributes
    ----------
    n : int
        The answers needed.
    n_to_ask : int or None
        How many must be asked; None where the population is too small for it.
    margin, expected, confidence, response_rate : float
        What was asked for.
    margin_reached : float
        Half the width of the interval that ``n`` answers give, at the expected share.
    population : int or None
        Its size, where it is known.
    method : str
        The interval that the margin is half of.
    why_not : str or None
        Why ``n_to_ask`` is not given.
    """

    n: int
    n_to_ask: int | None
    margin: float
    margin_reached: float
    expected: float
    confidence: float
    response_rate: float
    population: int | None
    method: str
    why_not: str | None = None


def sample_size_for_proportion(
    margin: float,
    *,
    population: int | None = None,
    expected: float = 0.5,
    confidence: float = 0.95,
    interval: Literal["wilson", "textbook"] = "wilson",
    response_rate: float = 1.0,
) -> SampleSize:
    """The fewest answers whose interval for a share is no wider than wanted.

    Parameters
    ----------
    margin : float
        Half the width wanted, between 0 and 1: 0.05 for "five percentage points either way".
    population : int, optional
        How many there are in all; without it the population is taken for endless.
    expected : float, default 0.5
        The share expected, from 0 to 1. One half needs the most answers but for very wide margins.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.
    interval : {"wilson", "textbook"}, default "wilson"
        The interval that the answers will be shown with. "textbook" is the normal approximation, which most calculators
        use; it is not to be trusted for shares near 0 or 1.
    response_rate : float, default 1
        The share of those asked who are expected to answer, above 0 and at most 1.

    Returns
    -------
    SampleSize
        Without ``n_to_ask``, and with the reason, where more would have to be asked than there are.

    Raises
    ------
    ValueError
        Where an argument is out of its range; where ``expected`` is 0 or 1 with the textbook's interval, which then has
        no width.

    Notes
    -----
    With z the normal quantile, p the expected share and d the margin, the textbook's n₀ = z²p(1 − p)/d². Half of
    Wilson's interval is z √(n p(1 − p) + z²/4)/(n + z²), which falls as n grows; solved for n it gives

        n₀ = z² ((v + √(v² + d²(1 − 4v)))/(2d²) − 1), with v = p(1 − p).

    Of a population of N, n = n₀/(1 + (n₀ − 1)/N) answers do the same, see
    :func:`analysis.proportions.finite_population_interval`. n is rounded up. The interval covers chance only: that
    those who answer differ from the others is not made good by more answers.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 4.4 and 4.5. Wilson, E. B. (1927), Journal of the
    American Statistical Association 22, 209-212.

    Examples
    --------
    Cochran's 3,200 islanders, a margin of 5 points, p = 50% and z = 2:

    >>> two = 2 * NormalDist().cdf(2) - 1
    >>> size = sample_size_for_proportion(0.05, population=3200, confidence=two, interval="textbook")
    >>> size.n
    356
    """
    _check(margin, population, expected, confidence, response_rate)
    if interval not in ("wilson", "textbook"):
        raise ValueError(f"interval is {interval!r}, not 'wilson' or 'textbook'")
    if interval == "textbook" and expected in (0, 1):
        raise ValueError(f"expected is {expected}: the textbook's interval then has no width; use interval='wilson'")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    half_width = wilson_half_width if interval == "wilson" else textbook_half_width
    n = _fewest(
        _endless(margin, expected, z, interval),
        population,
        lambda n: half_width(n, expected, z, population) <= margin + _SLACK,
    )
    n_to_ask = ceil(n / response_rate - 1e-9)
    enough = population is None or n_to_ask <= population
    name = "Wilson's interval" if interval == "wilson" else "the normal approximation"
    return SampleSize(
        n=n,
        n_to_ask=n_to_ask if enough else None,
        margin=margin,
        margin_reached=half_width(n, expected, z, population),
        expected=expected,
        confidence=confidence,
        response_rate=response_rate,
        population=population,
        method=f"{name}, {confidence:.0%}" + ("" if population is None else f", finite population of {population:,}"),
        why_not=None if enough else _too_few(n, population, response_rate),
    )


def wilson_half_width(n: int, p: float, z: float, population: int | None) -> float:
    """Half the width of Wilson's interval at a share of p, of a population of that size if it has one."""
    if population is not None and n >= population:
        return 0.0
    effective = n if population is None else n * (population - 1) / (population - n)
    return z * sqrt(effective * p * (1 - p) + z * z / 4) / (effective + z * z)


def textbook_half_width(n: int, p: float, z: float, population: int | None) -> float:
    """Half the width of the normal approximation's interval at a share of p."""
    if population is not None and n >= population:
        return 0.0
    effective = n if population is None else n * (population - 1) / (population - n)
    return z * sqrt(p * (1 - p) / effective)


def _check(margin: float, population: int | None, expected: float, confidence: float, response_rate: float) -> None:
    for name, value in (("margin", margin), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}, which is not between 0 and 1")
    if not 0 <= expected <= 1:
        raise ValueError(f"expected is {expected}, which is not from 0 to 1")
    if not 0 < response_rate <= 1:
        raise ValueError(f"response_rate is {response_rate}, which is not above 0 and at most 1")
    if population is not None and population < 1:
        raise ValueError(f"population is {population}, which is not at least 1")


def _endless(margin: float, p: float, z: float, interval: str) -> float:
    """n₀, the answers needed of a population without end; it need not be whole, or positive."""
    variance = p * (1 - p)
    if interval == "textbook":
        return z * z * variance / margin**2
    root = sqrt(variance**2 + margin**2 * (1 - 4 * variance))
    return z * z * ((variance + root) / (2 * margin**2) - 1)


def _fewest(endless: float, population: int | None, is_enough: Callable[[int], bool]) -> int:
    """The smallest n that is enough, near where the formula says; the check makes rounding harmless."""
    start = endless if population is None else endless / (1 + (endless - 1) / population) if endless > 1 else 1
    n = max(1, ceil(start) - 1)
    while not is_enough(n):
        n += 1
    return n


def _too_few(n: int, population: int | None, response_rate: float) -> str:
    return (
        f"{n:,} answers are needed. Even if all {population:,} were asked, at a response rate of {response_rate:.0%} "
        f"only {int((population or 0) * response_rate):,} would answer."
    )
