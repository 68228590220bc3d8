"""How many to draw from each stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isfinite
from typing import Literal

AllocationMethod = Literal["proportional", "equal", "neyman"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumAllocation:
    """What falls to one stratum.

    Attributes
    ----------
    stratum : str
        Its name.
    size : int
        How many may be drawn from it.
    spread : float or None
        The standard deviation expected in it, for Neyman's allocation.
    quota : float
        Its share of the sample before rounding, within the bounds.
    n : int
        How many to draw.
    """

    stratum: str
    size: int
    spread: float | None
    quota: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A sample shared out among the strata.

    Attributes
    ----------
    method : {"proportional", "equal", "neyman"}
        The rule.
    n : int
        The size of the sample: the sum over the strata.
    minimum : int
        The least that was to be drawn from each stratum.
    strata : tuple of StratumAllocation
        In the order in which the sizes were given.
    """

    method: AllocationMethod
    n: int
    minimum: int
    strata: tuple[StratumAllocation, ...]

    @property
    def by_stratum(self) -> dict[str, int]:
        """How many to draw, by the stratum's name."""
        return {one.stratum: one.n for one in self.strata}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    weight: Fraction
    low: int
    high: int

    def at(self, rate: Fraction) -> Fraction:
        return min(max(rate * self.weight, Fraction(self.low)), Fraction(self.high))


def allocate(
    sizes: Mapping[str, int],
    n: int,
    *,
    method: AllocationMethod = "proportional",
    minimum: int = 0,
    spreads: Mapping[str, float] | None = None,
) -> Allocation:
    """Share a sample out among strata.

    Parameters
    ----------
    sizes : mapping of str to int
        How many may be drawn from each stratum.
    n : int
        How many to draw in all.
    method : {"proportional", "equal", "neyman"}, default "proportional"
        In proportion to the strata's sizes; the same from each; or in proportion to size times spread, which for the
        same n gives the narrowest interval for the whole.
    minimum : int, default 0
        The least to draw from each stratum; where a stratum holds fewer, all of it. Two are needed to say how far a
        stratum's own figure may be off.
    spreads : mapping of str to float, optional
        The standard deviation expected in each stratum, needed by ``"neyman"``: for a share p it is √(p(1 − p)).

    Returns
    -------
    Allocation
        It sums to ``n``; no stratum is asked for more than it holds.

    Raises
    ------
    ValueError
        Where there are no strata; a size, the minimum or a spread is negative; ``n`` is below 1, below what the minimum
        takes, or above what the strata hold; spreads are missing, are all 0, or are given to another method.

    Notes
    -----
    The quota of stratum h is q_h = λ w_h, held between min(minimum, N_h) and N_h, with w_h = N_h (proportional), 1
    (equal) or N_h S_h (Neyman), and λ such that the quotas sum to n. Each stratum gets the whole part of its quota;
    what is left goes to the largest remainders, one each; equal remainders go to the larger stratum, then to the name
    that comes first. Quotas are exact fractions, so no rounding of the machine decides. Where strata with a spread are
    drawn out and there is still some of n left, it goes to those without spread, in proportion to their sizes.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5.5 (optimum allocation) and 5.8 (more than 100%
    sampling). Neyman, J. (1934). On the two different aspects of the representative method. Journal of the Royal
    Statistical Society 97, 558-625.

    Examples
    --------
    Cochran's 64 cities: 16 large ones with variance 53,843 and 48 smaller ones with variance 5,581:

    >>> cities = {"large": 16, "smaller": 48}
    >>> allocate(cities, 24).by_stratum
    {'large': 6, 'smaller': 18}
    >>> allocate(cities, 24, method="neyman", spreads={"large": 53843**0.5, "smaller": 5581**0.5}).by_stratum
    {'large': 12, 'smaller': 12}
    """
    _check(sizes, n, method, minimum)
    chosen = _checked_spreads(sizes, method, spreads)
    bounds = [
        _Bounds(weight=_weight(size, method, chosen.get(name)), low=min(minimum, size), high=size)
        for name, size in sizes.items()
    ]
    quotas = _quotas(bounds, n)
    whole = _largest_remainders(quotas, [(-size, name) for name, size in sizes.items()], n)
    strata = tuple(
        StratumAllocation(stratum=name, size=size, spread=chosen.get(name), quota=float(quota), n=count)
        for (name, size), quota, count in zip(sizes.items(), quotas, whole, strict=True)
    )
    return Allocation(method=method, n=n, minimum=minimum, strata=strata)


def _check(sizes: Mapping[str, int], n: int, method: str, minimum: int) -> None:
    if method not in ("proportional", "equal", "neyman"):
        raise ValueError(f"method is {method!r}, not one of 'proportional', 'equal' and 'neyman'")
    if not sizes:
        raise ValueError("sizes is empty: there are no strata")
    for name, size in sizes.items():
        if size < 0:
            raise ValueError(f"the size of stratum {name!r} is {size}, which is negative")
    if minimum < 0:
        raise ValueError(f"minimum is {minimum}, which is negative")
    least, most = sum(min(minimum, size) for size in sizes.values()), sum(sizes.values())
    if not 1 <= n <= most:
        raise ValueError(f"n is {n}, which is not between 1 and the {most} that may be drawn")
    if n < least:
        raise ValueError(f"n is {n}, but a minimum of {minimum} from each stratum takes {least}")


def _checked_spreads(sizes: Mapping[str, int], method: str, spreads: Mapping[str, float] | None) -> Mapping[str, float]:
    if method != "neyman":
        if spreads is not None:
            raise ValueError(f"spreads are for method 'neyman'; method is {method!r}")
        return {}
    if spreads is None or set(spreads) != set(sizes):
        given = sorted(spreads or ())
        raise ValueError(f"spreads are needed for the strata {sorted(sizes)}; there are those of {given}")
    for name, spread in spreads.items():
        if not isfinite(spread) or spread < 0:
            raise ValueError(f"the spread of stratum {name!r} is {spread}, which is not a number of 0 or more")
    if not any(spreads[name] > 0 and size > 0 for name, size in sizes.items()):
        raise ValueError("all spreads are 0: Neyman's allocation has nothing to go by")
    return spreads


def _weight(size: int, method: str, spread: float | None) -> Fraction:
    if method == "equal":
        return Fraction(1)
    return size * Fraction(spread) if spread is not None else Fraction(size)


def _quotas(bounds: Sequence[_Bounds], n: int) -> list[Fraction]:
    """Shares in proportion to the weights, within the bounds, that sum to n."""
    weighted = [one for one in bounds if one.weight]
    idle = [_Bounds(weight=Fraction(one.high), low=one.low, high=one.high) for one in bounds if not one.weight]
    rest = n - sum(one.high for one in weighted)
    if rest >= sum(one.low for one in idle):  # those with a weight are drawn out
        shares = iter(_at_rate(idle, rest))
        return [Fraction(one.high) if one.weight else next(shares) for one in bounds]
    shares = iter(_at_rate(weighted, n - sum(one.low for one in idle)))
    return [next(shares) if one.weight else Fraction(one.low) for one in bounds]


def _at_rate(bounds: Sequence[_Bounds], n: int) -> list[Fraction]:
    """The clipped shares at the rate at which they sum to n: the sum is piecewise linear in it, and never falls."""
    turns = sorted({Fraction(end) / one.weight for one in bounds if one.weight for end in (one.low, one.high)})
    if not turns:
        return [Fraction(one.low) for one in bounds]
    below, above = 0, len(turns) - 1
    while below < above:  # the first turn at which the sum has reached n
        middle = (below + above) // 2
        if sum(one.at(turns[middle]) for one in bounds) >= n:
            above = middle
        else:
            below = middle + 1
    end = turns[below]
    start = turns[below - 1] if below else Fraction(0)
    reached, wanted = sum(one.at(start) for one in bounds), sum(one.at(end) for one in bounds)
    rate = end if wanted == reached else start + (end - start) * (n - reached) / (wanted - reached)
    return [one.at(rate) for one in bounds]


def _largest_remainders(quotas: Sequence[Fraction], ties: Sequence[tuple[int, str]], n: int) -> list[int]:
    whole = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda h: (whole[h] - quotas[h], ties[h]))
    for h in by_remainder[: n - sum(whole)]:
        whole[h] += 1
    return whole
