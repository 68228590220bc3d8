"""A proportion round by round, with the limits within which chance alone would keep it: the p-chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.comparison.tables import Counts, whole_counts

METHOD = "p-chart: limits three standard errors from the proportion of all points together"
RUN = 8
LEAST_FOR_ARROW = 10
Arrow = Literal["up", "down", "level"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One point of a p-chart.

    Attributes
    ----------
    label : str
        Which round or month it is.
    count, n : int
        How many of how many.
    proportion : float or None
        Their ratio; None where n is 0.
    low, high : float or None
        Its control limits, within 0 and 1; they are nearer for a larger n. None where n is 0.
    is_beyond : bool
        Whether it is outside its limits.
    is_in_run : bool
        Whether it is one of eight or more points running that are on one side of the centre.
    arrow : {"up", "down", "level"} or None
        Against the point before. None for the first point and where either n is under 10.
    """

    label: str
    count: int
    n: int
    proportion: float | None
    low: float | None
    high: float | None
    is_beyond: bool
    is_in_run: bool
    arrow: Arrow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PChart:
    """A p-chart, or the reason why there is none.

    Attributes
    ----------
    centre : float or None
        The proportion of all points together.
    points : tuple of ChartPoint
        In the order given; those with n = 0 are gaps.
    n_used : int
        How many answers there are in all.
    n_missing : int
        How many points have no answers.
    method : str
        What the limits are.
    why_not : str or None
        Why there is no chart.
    """

    centre: float | None
    points: tuple[ChartPoint, ...]
    n_used: int
    n_missing: int
    method: str = METHOD
    why_not: str | None = None

    @property
    def signals(self) -> tuple[str, ...]:
        """The labels of the points that chance alone would hardly bring: beyond the limits, or in a run."""
        return tuple(point.label for point in self.points if point.is_beyond or point.is_in_run)


def p_chart(counts: ArrayLike, totals: ArrayLike, *, labels: Sequence[str] | None = None) -> PChart:
    """A proportion over time with its control limits.

    Parameters
    ----------
    counts, totals : arrays of int, shape (points,)
        How many of how many at each point, in order of time. A total of 0 is a gap: it neither breaks a run nor counts
        in one, and the point after it has no arrow.
    labels : sequence of str, optional
        What to call the points; without them 1, 2, 3, …

    Returns
    -------
    PChart
        Without a centre, and with the reason, where no point has answers.

    Raises
    ------
    ValueError
        Where the lengths differ, or a count is negative, missing, not whole or more than its total.

    Notes
    -----
    With p̄ the proportion of all points together, the limits of a point are p̄ ± 3√(p̄(1 − p̄)/n), cut off at 0 and 1. A
    run is eight or more points running on one side of p̄; a point on p̄ ends it. An arrow only says which of two
    proportions is larger, and none is given where either rests on fewer than ten: one person would turn it round. The
    limits are rough where n p̄ or n(1 − p̄) is under about five, and mean little for fewer than some ten points.

    References
    ----------
    Shewhart, W. A. (1931). Economic Control of Quality of Manufactured Product.
    Montgomery, D. C. (2009). Introduction to Statistical Quality Control, 6th edition, sections 5.3 (runs) and 7.2.

    Examples
    --------
    Constructed: decisions within one working day, of the referrals of six months.

    >>> chart = p_chart([45, 47, 44, 46, 30, 5], [50, 50, 50, 50, 50, 6])
    >>> f"{chart.centre:.3f}", chart.signals
    ('0.848', ('5',))
    >>> [point.arrow for point in chart.points]
    [None, 'up', 'down', 'up', 'down', None]
    """
    successes, sizes = whole_counts(counts), whole_counts(totals)
    if successes.ndim != 1 or successes.shape != sizes.shape:
        raise ValueError(f"counts has shape {successes.shape} and totals {sizes.shape}; one list of each is wanted")
    if (successes > sizes).any():
        point = int(np.argmax(successes > sizes))
        raise ValueError(f"counts is {successes[point]} at point {point + 1}, more than its total of {sizes[point]}")
    names = [str(number) for number in range(1, len(sizes) + 1)] if labels is None else list(labels)
    if len(names) != len(sizes):
        raise ValueError(f"labels has {len(names)} names for {len(sizes)} points")
    n = int(sizes.sum())
    centre = int(successes.sum()) / n if n else None
    in_run = _runs(successes, sizes)
    points = tuple(_point(names[index], successes, sizes, index, centre, in_run[index]) for index in range(len(sizes)))
    why_not = None if n else "No point has answers, so there is no chart."
    return PChart(centre=centre, points=points, n_used=n, n_missing=int((sizes == 0).sum()), why_not=why_not)


def _point(
    label: str, successes: Counts, sizes: Counts, index: int, centre: float | None, is_in_run: bool
) -> ChartPoint:
    count, n = int(successes[index]), int(sizes[index])
    low = high = proportion = None
    if n and centre is not None:
        proportion, room = count / n, 3 * sqrt(centre * (1 - centre) / n)
        low, high = max(0.0, centre - room), min(1.0, centre + room)
    return ChartPoint(
        label=label,
        count=count,
        n=n,
        proportion=proportion,
        low=low,
        high=high,
        # A hair of rounding is no signal: all points alike have limits on the centre.
        is_beyond=proportion is not None
        and low is not None
        and high is not None
        and not low - 1e-12 <= proportion <= high + 1e-12,
        is_in_run=is_in_run,
        arrow=_arrow(successes[index - 1 : index + 1], sizes[index - 1 : index + 1]) if index else None,
    )


def _arrow(counts: Counts, sizes: Counts) -> Arrow | None:
    """Which of two proportions is larger, compared as whole numbers."""
    if sizes.min() < LEAST_FOR_ARROW:
        return None
    before, after = int(counts[0]) * int(sizes[1]), int(counts[1]) * int(sizes[0])
    return "level" if before == after else "up" if after > before else "down"


def _runs(successes: Counts, sizes: Counts) -> list[bool]:
    """For each point whether it is in a run; sides are compared as whole numbers, so that none is a hair off."""
    total, n = int(successes.sum()), int(sizes.sum())
    sides = [
        (int(c) * n > total * int(s)) - (int(c) * n < total * int(s)) for c, s in zip(successes, sizes, strict=True)
    ]
    marked = [False] * len(sides)
    run: list[int] = []
    for index, side in enumerate(sides):
        if sizes[index] == 0:
            continue
        run = [*run, index] if run and side and sides[run[0]] == side else [index] if side else []
        if len(run) >= RUN:
            for member in run:
                marked[member] = True
    return marked
