"""How many to draw so that a fault that is there is very likely seen."""

from __future__ import annotations

from dataclasses import dataclass

#: What the rounding of the machine may take from a probability that is just enough, such as 4 of 5 for 80%.
_SLACK = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverySize:
    """A sample that finds what there is to find.

    Attributes
    ----------
    n : int or None
        How many to draw; None where it cannot be.
    chance : float or None
        The probability that at least so many of the cases are among n.
    population, in_population, at_least : int
        What was asked for.
    confidence : float
        The probability wanted.
    method : str
        The distribution.
    why_not : str or None
        Why there is no n.
    """

    n: int | None
    chance: float | None
    population: int
    in_population: int
    at_least: int
    confidence: float
    method: str = "Hypergeometric: simple random sampling without replacement"
    why_not: str | None = None


def discovery_sample_size(
    population: int, in_population: int, *, at_least: int = 1, confidence: float = 0.95
) -> DiscoverySize:
    """The smallest simple random sample that very likely holds at least k of the cases that have something.

    Parameters
    ----------
    population : int
        How many there are in all.
    in_population : int
        How many of them have it: the least number that must not go unnoticed.
    at_least : int, default 1
        How many of these the sample should hold.
    confidence : float, default 0.95
        The probability wanted, between 0 and 1.

    Returns
    -------
    DiscoverySize
        Without n, and with the reason, where fewer than ``at_least`` have it.

    Raises
    ------
    ValueError
        Where ``in_population`` is not between 0 and ``population``, ``at_least`` or ``population`` is below 1, or
        ``confidence`` is not between 0 and 1.

    Notes
    -----
    The number X of such cases in a sample of n is hypergeometric; n is the smallest with P(X ≥ k) at least the
    probability wanted. P(X ≥ k) never falls as n grows.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 3.5 (the hypergeometric distribution). Arkin, H.
    (1963). Handbook of Sampling for Auditing and Accounting (discovery sampling).

    Examples
    --------
    Were 5 of 100 cases unsafe, how many must be read to come across one of them with 95%?

    >>> discovery_sample_size(100, 5).n
    45
    """
    _check(population, in_population, at_least, confidence)
    if at_least > in_population:
        return DiscoverySize(
            n=None,
            chance=None,
            population=population,
            in_population=in_population,
            at_least=at_least,
            confidence=confidence,
            why_not=f"Only {in_population} of the {population:,} have it, so no sample holds {at_least}.",
        )
    low, high = at_least, population - in_population + at_least
    while low < high:
        middle = (low + high) // 2
        enough = _chance(population, in_population, at_least, middle) >= confidence - _SLACK
        low, high = (low, middle) if enough else (middle + 1, high)
    return DiscoverySize(
        n=low,
        chance=_chance(population, in_population, at_least, low),
        population=population,
        in_population=in_population,
        at_least=at_least,
        confidence=confidence,
    )


def _check(population: int, in_population: int, at_least: int, confidence: float) -> None:
    if population < 1 or not 0 <= in_population <= population:
        raise ValueError(f"in_population is {in_population}, which is not between 0 and the population, {population}")
    if at_least < 1:
        raise ValueError(f"at_least is {at_least}, which is not at least 1")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")


def _chance(population: int, in_population: int, at_least: int, n: int) -> float:
    from scipy.stats import hypergeom  # here, since loading it takes longer than all the rest of sampling

    return float(hypergeom.sf(at_least - 1, population, in_population, n))
