"""How many to draw, and from which strata, for a wanted margin of a figure for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

from analysis.sampling.allocation import Allocation, AllocationMethod, allocate


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSampleSize:
    """A stratified sample that meets a margin.

    Attributes
    ----------
    n : int
        How many to draw in all.
    allocation : Allocation
        How many from each stratum.
    margin, confidence : float
        What was asked for.
    margin_reached : float
        Half the width of the interval that the allocation gives, if the strata are as expected.
    population : int
        How many there are in all strata.
    method : str
        The interval that the margin is half of.
    """

    n: int
    allocation: Allocation
    margin: float
    margin_reached: float
    confidence: float
    population: int
    method: str


def stratified_sample_size(
    sizes: Mapping[str, int],
    margin: float,
    *,
    expected: float | Mapping[str, float] = 0.5,
    allocation: AllocationMethod = "proportional",
    minimum: int = 2,
    confidence: float = 0.95,
) -> StratifiedSampleSize:
    """The size and the allocation of a stratified sample for a share of the whole.

    Parameters
    ----------
    sizes : mapping of str to int
        How many each stratum holds.
    margin : float
        Half the width wanted for the share of the whole, between 0 and 1.
    expected : float or mapping of str to float, default 0.5
        The share expected in every stratum, or in each.
    allocation : {"proportional", "equal", "neyman"}, default "proportional"
        See :func:`analysis.sampling.allocate`. Neyman's takes the spread √(p(1 − p)) from ``expected``.
    minimum : int, default 2
        The least from each stratum. With two, the stratum's own variance can be estimated afterwards.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    StratifiedSampleSize
        In the end all strata are drawn out, and the margin is 0: every margin can be met.

    Raises
    ------
    ValueError
        Where an argument is out of its range, ``expected`` does not name the strata of ``sizes``, or all strata are
        empty.

    Notes
    -----
    With W_h = N_h/N, the variance of the whole's share is Σ W_h² (N_h − n_h)/(N_h − 1) · p_h(1 − p_h)/n_h, and the
    margin z times its root. n is the smallest that meets the margin with the quotas before rounding, or the first after
    it that meets it with whole numbers. A stratum of which nothing is drawn makes the variance infinite, not 0.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5.10 to 5.12 (stratified sampling for proportions
    and the size of the sample).

    Examples
    --------
    Constructed: 2,471 referrals by outcome, the share of good decisions to within 10 points.

    >>> referrals = {"assessment": 1471, "early help": 600, "no further action": 400}
    >>> size = stratified_sample_size(referrals, 0.10)
    >>> size.n, size.allocation.by_stratum
    (93, {'assessment': 55, 'early help': 23, 'no further action': 15})
    """
    shares = _shares(sizes, margin, expected, confidence)
    spreads = {name: sqrt(p * (1 - p)) for name, p in shares.items()} if allocation == "neyman" else None
    z = NormalDist().inv_cdf((1 + confidence) / 2)

    def at(n: int) -> Allocation:
        return allocate(sizes, n, method=allocation, minimum=minimum, spreads=spreads)

    def margin_of(numbers: Mapping[str, float]) -> float:
        return z * sqrt(_variance(sizes, shares, numbers))

    low, high = max(1, sum(min(minimum, size) for size in sizes.values())), sum(sizes.values())
    while low < high:
        middle = (low + high) // 2
        quotas = {one.stratum: one.quota for one in at(middle).strata}
        low, high = (low, middle) if margin_of(quotas) <= margin else (middle + 1, high)
    chosen = at(low)
    while margin_of(chosen.by_stratum) > margin:
        chosen = at(chosen.n + 1)
    return StratifiedSampleSize(
        n=chosen.n,
        allocation=chosen,
        margin=margin,
        margin_reached=margin_of(chosen.by_stratum),
        confidence=confidence,
        population=sum(sizes.values()),
        method=f"Normal approximation of the stratified estimate, {confidence:.0%}, {allocation} allocation",
    )


def _shares(
    sizes: Mapping[str, int], margin: float, expected: float | Mapping[str, float], confidence: float
) -> dict[str, float]:
    for name, value in (("margin", margin), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}, which is not between 0 and 1")
    if not sum(sizes.values()):
        raise ValueError(f"the strata {sorted(sizes)} hold nobody")
    shares = dict(expected) if isinstance(expected, Mapping) else dict.fromkeys(sizes, expected)
    if set(shares) != set(sizes):
        raise ValueError(f"expected names the strata {sorted(shares)}; sizes names {sorted(sizes)}")
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(f"expected is {share} for stratum {name!r}, which is not from 0 to 1")
    return shares


def _variance(sizes: Mapping[str, int], shares: Mapping[str, float], numbers: Mapping[str, float]) -> float:
    whole = sum(sizes.values())
    total = 0.0
    for name, size in sizes.items():
        n, p = numbers[name], shares[name]
        if n >= size:
            continue
        if n == 0:
            return inf
        # A stratum of one is either drawn or not; with a fraction of it drawn there is no finite correction to make.
        total += (size / whole) ** 2 * (size - n) / max(1, size - 1) * p * (1 - p) / n
    return total
