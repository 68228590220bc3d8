"""A value period by period with its natural limits: the chart of individual values and moving ranges (XmR)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

METHOD = (
    "XmR chart: limits 2.66 mean moving ranges from the mean of all values; a moving range is beyond chance above "
    "3.267 times their mean"
)
LIMIT_FACTOR = 2.66
RANGE_FACTOR = 3.267
RUN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class XmRPoint:
    """One point of an XmR chart.

    Attributes
    ----------
    label : str
        Which period it is.
    value : float or None
        What was measured; None for a gap.
    moving_range : float or None
        How far it is from the value of the period before, without sign. None for the first value and after a gap.
    is_beyond : bool
        Whether it is outside the natural limits.
    is_in_run : bool
        Whether it is one of eight or more values running that are on one side of the mean.
    is_range_beyond : bool
        Whether its moving range is above the upper range limit.
    """

    label: str
    value: float | None
    moving_range: float | None
    is_beyond: bool
    is_in_run: bool
    is_range_beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class XmRChart:
    """An XmR chart, or the reason why it has no limits.

    Attributes
    ----------
    centre : float or None
        The mean of all values.
    mean_range : float or None
        The mean of the moving ranges; None where no two values follow one another.
    low, high : float or None
        The natural limits. They may lie where no value can, such as below 0.
    range_limit : float or None
        The upper limit of the moving ranges.
    points : tuple of XmRPoint
        In the order given.
    n_used, n_missing : int
        How many values there are, and how many gaps.
    method : str
        What the limits are.
    why_not : str or None
        Why there is no centre, or a centre without limits.
    """

    centre: float | None
    mean_range: float | None
    low: float | None
    high: float | None
    range_limit: float | None
    points: tuple[XmRPoint, ...]
    n_used: int
    n_missing: int
    method: str = METHOD
    why_not: str | None = None


def xmr_chart(values: ArrayLike, *, labels: Sequence[str] | None = None) -> XmRChart:
    """A single value over time with its natural limits.

    Parameters
    ----------
    values : array of float, shape (periods,)
        One value for each period, in order of time. NaN is a gap: no moving range reaches over it, and it neither
        breaks a run nor counts in one.
    labels : sequence of str, optional
        What to call the periods; without them 1, 2, 3, …

    Returns
    -------
    XmRChart
        Without a centre where there is no value, and without limits where no two values follow one another; each with
        the reason.

    Raises
    ------
    ValueError
        Where a value is infinite, ``values`` has more than one dimension, or the lengths differ.

    Notes
    -----
    With x̄ the mean of the values and R̄ that of the moving ranges |xᵢ − xᵢ₋₁|, the limits are x̄ ± 2.66 R̄ (3 over
    d₂ = 1.128, the expected range of two standard normal values) and the upper range limit is 3.267 R̄. Two rules find
    signals: a value outside the limits, and eight or more values running on one side of the mean; a value on the mean
    ends a run. A range above its limit is told apart from these.

    References
    ----------
    Wheeler, D. J. (1993). Understanding Variation. Montgomery, D. C. (2005). Introduction to Statistical Quality
    Control, 5th ed., section 5-4. NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2. (From memory.)

    Examples
    --------
    NIST's e-Handbook, section 6.3.2.2, with limits of 45.8159 and 55.8041 from the unrounded 3/1.128:

    >>> flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    >>> found = xmr_chart(flow)
    >>> round(found.centre, 2), round(found.mean_range, 4), round(found.low, 2), round(found.high, 2)
    (50.81, 1.8778, 45.82, 55.8)
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1:
        raise ValueError(f"values has {numbers.ndim} dimensions; it is one value for each period")
    if np.isinf(numbers).any():
        raise ValueError(f"values has an infinite value at place {int(np.flatnonzero(np.isinf(numbers))[0])}")
    names = [str(place + 1) for place in range(len(numbers))] if labels is None else list(labels)
    if len(names) != len(numbers):
        raise ValueError(f"labels has {len(names)} entries for {len(numbers)} values")
    given = numbers[~np.isnan(numbers)]
    ranges = np.abs(np.diff(numbers, prepend=np.nan))
    known = ranges[~np.isnan(ranges)]
    centre = float(given.mean()) if given.size else None
    mean_range = float(known.mean()) if known.size else None
    return _chart(numbers, ranges, names, centre, mean_range)


def _chart(
    numbers: NDArray[np.float64],
    ranges: NDArray[np.float64],
    names: Sequence[str],
    centre: float | None,
    mean_range: float | None,
) -> XmRChart:
    low = high = range_limit = None
    if centre is not None and mean_range is not None:
        low, high = centre - LIMIT_FACTOR * mean_range, centre + LIMIT_FACTOR * mean_range
        range_limit = RANGE_FACTOR * mean_range
    running = _runs(numbers, centre)
    points = tuple(
        XmRPoint(
            label=name,
            value=None if np.isnan(value) else float(value),
            moving_range=None if np.isnan(moved) else float(moved),
            is_beyond=bool(low is not None and high is not None and (_under(value, low) or _under(high, value))),
            is_in_run=in_run,
            is_range_beyond=bool(range_limit is not None and _under(range_limit, moved)),
        )
        for name, value, moved, in_run in zip(names, numbers, ranges, running, strict=True)
    )
    used = int((~np.isnan(numbers)).sum())
    return XmRChart(
        centre=centre, mean_range=mean_range, low=low, high=high, range_limit=range_limit, points=points,
        n_used=used, n_missing=len(numbers) - used, why_not=_why_not(centre, mean_range),
    )  # fmt: skip


def _why_not(centre: float | None, mean_range: float | None) -> str | None:
    if centre is None:
        return "No period has a value."
    if mean_range is None:
        return "No two periods that follow one another have values, so that nothing says how much is chance."
    return None


def _under(value: float, limit: float) -> bool:
    """Whether a value is less than a limit by more than a rounding error of the arithmetic."""
    return bool(value < limit - 1e-9 * max(1.0, abs(limit)))


def _runs(numbers: NDArray[np.float64], centre: float | None) -> list[bool]:
    """For each value whether it is one of eight or more running on one side of the mean."""
    marked = [False] * len(numbers)
    run: list[int] = []
    side_of_run = 0
    for place, value in enumerate(numbers):
        if centre is None or np.isnan(value):
            continue
        side = int(_under(centre, value)) - int(_under(value, centre))
        run = [*run, place] if side and side == side_of_run else [place] if side else []
        side_of_run = side
        if len(run) >= RUN:
            for member in run:
                marked[member] = True
    return marked
