"""What each case of a stratified sample stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumWeight:
    """The weight of one stratum.

    Attributes
    ----------
    stratum : str
        Its name.
    population : int
        How many it holds.
    n_used : int
        How many of them were assessed.
    share_of_population, share_of_sample : float or None
        What part of the whole, and of the sample, it is. They differ where strata were drawn at different rates.
    weight : float or None
        How many each one assessed stands for; None where none was.
    """

    stratum: str
    population: int
    n_used: int
    share_of_population: float
    share_of_sample: float | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignWeights:
    """The weights of all strata, and what they cost.

    Attributes
    ----------
    strata : tuple of StratumWeight
        In the order in which the populations were given.
    population, n_used : int
        The sums.
    effective_n : float or None
        Kish's effective sample size: a simple random sample of so many is about as good for the whole, if the strata
        do not differ. None where there are no weights.
    method : str
        What the weights are.
    why_not : str or None
        Why nothing can be said of the whole.
    """

    strata: tuple[StratumWeight, ...]
    population: int
    n_used: int
    effective_n: float | None
    method: str = "Inverse of the rate at which the stratum was assessed"
    why_not: str | None = None

    @property
    def by_stratum(self) -> dict[str, float | None]:
        """The weights by the stratum's name, to be mapped on a column."""
        return {one.stratum: one.weight for one in self.strata}


def design_weights(populations: Mapping[str, int], used: Mapping[str, int]) -> DesignWeights:
    """Weights for a figure for the whole from strata that were assessed at different rates.

    Parameters
    ----------
    populations : mapping of str to int
        How many each stratum holds.
    used : mapping of str to int
        How many of each were assessed in the end; a stratum that is not named has none.

    Returns
    -------
    DesignWeights
        With the reason why nothing can be said of the whole where a stratum that holds some was not assessed at all.

    Raises
    ------
    ValueError
        Where ``used`` names a stratum that has no population, or more were assessed than there are.

    Notes
    -----
    w_h = N_h/n_h, so that Σ n_h w_h = N. The effective size is (Σ n_h w_h)²/Σ n_h w_h². Cases that were drawn and could
    not be assessed are made good within their stratum: that takes them for missing by chance.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 5.3. Kish, L. (1965). Survey Sampling, section
    11.7.

    Examples
    --------
    Cambridgeshire drew 3 × 20 of 2,471 referrals, of which 57 were assessed. How the 2,471 and the 57 fell to the three
    outcomes is constructed here:

    >>> result = design_weights(
    ...     {"assessment": 1471, "early help": 600, "no further action": 400},
    ...     {"assessment": 19, "early help": 20, "no further action": 18},
    ... )
    >>> {stratum: round(weight, 1) for stratum, weight in result.by_stratum.items()}, round(result.effective_n, 1)
    ({'assessment': 77.4, 'early help': 30.0, 'no further action': 22.2}, 43.4)
    """
    _check(populations, used)
    population = sum(populations.values())
    n_used = sum(used.values())
    strata = tuple(_stratum(name, size, used.get(name, 0), population, n_used) for name, size in populations.items())
    unseen = [one for one in strata if one.population and not one.n_used]
    why_not = _why_not(unseen, population)
    squares = sum(one.n_used * one.weight**2 for one in strata if one.weight is not None)
    return DesignWeights(
        strata=strata,
        population=population,
        n_used=n_used,
        effective_n=None if why_not else population**2 / squares,
        why_not=why_not,
    )


def _check(populations: Mapping[str, int], used: Mapping[str, int]) -> None:
    for name, size in populations.items():
        if size < 0:
            raise ValueError(f"the population of stratum {name!r} is {size}, which is negative")
    for name, number in used.items():
        if name not in populations:
            raise ValueError(f"used names stratum {name!r}, of which no population is given: {sorted(populations)}")
        if not 0 <= number <= populations[name]:
            raise ValueError(f"used is {number} for stratum {name!r}, not between 0 and its {populations[name]}")


def _stratum(name: str, size: int, number: int, population: int, n_used: int) -> StratumWeight:
    return StratumWeight(
        stratum=name,
        population=size,
        n_used=number,
        share_of_population=size / population if population else 0.0,
        share_of_sample=number / n_used if n_used else None,
        weight=size / number if number else None,
    )


def _why_not(unseen: list[StratumWeight], population: int) -> str | None:
    if not population:
        return "The strata hold nobody."
    if not unseen:
        return None
    names = ", ".join(f"{one.stratum} ({one.population:,})" for one in unseen)
    return f"None was assessed of: {names}. Nothing can be said of the whole of {population:,}, only of the rest."
