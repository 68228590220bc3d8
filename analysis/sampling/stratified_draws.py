"""Draws from each stratum by itself, with a record from which they can be drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from analysis.sampling.allocation import AllocationMethod, allocate
from analysis.sampling.draw_order import ALGORITHM, check_seed, order_of_chance
from analysis.sampling.exclusions import check_n, checked_exclusions, eligible_rows
from analysis.sampling.frames import SamplingFrame, sampling_frame
from analysis.sampling.records import DrawRecord, Exclusion, StratumDraw


def draw_stratified(
    rows: pd.DataFrame,
    n: int | Mapping[str, int],
    *,
    key: str,
    stratum: str,
    seed: int,
    allocation: AllocationMethod = "proportional",
    minimum: int = 0,
    spreads: Mapping[str, float] | None = None,
    exclusions: Mapping[str, str] | None = None,
) -> DrawRecord:
    """Draw from each stratum by itself.

    Parameters
    ----------
    rows, key, seed, exclusions
        As for :func:`draw_simple`.
    n : int or mapping of str to int
        How many to draw in all, to be shared out; or how many from each stratum, all of them named.
    stratum : str
        The column that names the case's stratum, none missing.
    allocation, minimum, spreads
        As ``method``, ``minimum`` and ``spreads`` of :func:`analysis.sampling.allocate`; without effect where ``n``
        states the numbers.

    Returns
    -------
    DrawRecord
        The keys stratum after stratum, in the order of the strata's names. Where strata are drawn at different rates,
        figures for the whole need the weights of :func:`analysis.sampling.design_weights`.

    Raises
    ------
    ValueError
        As for :func:`draw_simple` and :func:`analysis.sampling.allocate`; where the stated numbers name other strata
        than the list has, or are not between 0 and what the stratum holds.

    Notes
    -----
    In each stratum, the first n_h in the order of :func:`analysis.sampling.order_of_chance`: a case of stratum h is
    drawn with probability n_h/N_h. N_h counts those that may be drawn.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 5.

    Examples
    --------
    Constructed:

    >>> rows = pd.DataFrame({"case": range(1, 101), "outcome": ["assessment"] * 80 + ["early help"] * 20})
    >>> record = draw_stratified(rows, 10, key="case", stratum="outcome", seed=7)
    >>> [(one.stratum, one.n, one.weight) for one in record.strata]
    [('assessment', 8, 10.0), ('early help', 2, 10.0)]
    """
    check_seed(seed)
    frame = sampling_frame(rows, key=key, stratum=stratum)
    left_out = checked_exclusions(frame, exclusions)
    members = _members(frame, left_out)
    sizes = {name: len(keys) for name, keys in members.items()}
    if isinstance(n, Mapping):
        numbers, spreads, minimum = _stated(n, sizes), None, 0
    else:
        numbers = allocate(sizes, n, method=allocation, minimum=minimum, spreads=spreads).by_stratum
    return DrawRecord(
        method="stratified",
        algorithm=ALGORITHM,
        seed=seed,
        frame_hash=frame.frame_hash,
        frame_size=len(frame.keys),
        key_column=key,
        stratum_column=stratum,
        n=sum(numbers.values()),
        allocation="stated" if isinstance(n, Mapping) else allocation,
        minimum=minimum,
        strata=_stratum_draws(frame, sizes, numbers, spreads),
        exclusions=left_out,
        drawn=tuple(one for name, keys in members.items() for one in order_of_chance(seed, keys)[: numbers[name]]),
    )


def _members(frame: SamplingFrame, exclusions: tuple[Exclusion, ...]) -> dict[str, list[str]]:
    """The keys that may be drawn, by stratum in the order of their names; a stratum may have none left."""
    strata = frame.strata or ()
    found: dict[str, list[str]] = {name: [] for name in sorted(set(strata))}
    for row in eligible_rows(frame, exclusions):
        found[strata[row]].append(frame.keys[row])
    return found


def _stratum_draws(
    frame: SamplingFrame, sizes: Mapping[str, int], numbers: Mapping[str, int], spreads: Mapping[str, float] | None
) -> tuple[StratumDraw, ...]:
    in_frame = Counter(frame.strata)
    return tuple(
        StratumDraw(
            stratum=name,
            size=in_frame[name],
            n_excluded=in_frame[name] - size,
            n=numbers[name],
            spread=None if spreads is None else spreads[name],
        )
        for name, size in sizes.items()
    )


def _stated(numbers: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, int]:
    if set(numbers) != set(sizes):
        raise ValueError(f"n names the strata {sorted(numbers)}; the frame has {sorted(sizes)}")
    for name, number in numbers.items():
        if not 0 <= number <= sizes[name]:
            raise ValueError(f"n is {number} for stratum {name!r}, which is not between 0 and the {sizes[name]} there")
    check_n(sum(numbers.values()), sum(sizes.values()))
    return {name: int(numbers[name]) for name in sizes}
