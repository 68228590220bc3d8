"""An indicator over time: its figures with small numbers hidden, and the limits of chance round them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.comparison.p_chart import LEAST_FOR_ARROW, METHOD, Arrow, ChartPoint, p_chart
from analysis.disclosure.policy import DisclosurePolicy
from analysis.indicators.definitions import Indicator
from analysis.indicators.periods import period_label, period_of, periods_between
from analysis.indicators.protection import ABSENT, Counted, Shown, protect_period
from analysis.indicators.xmr import XmRChart, XmRPoint, xmr_chart
from analysis.report import Mark
from analysis.working_days.counting import as_days

COLUMNS = ("indicator", "period_start", "numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPoint:
    """One period.

    Attributes
    ----------
    start : date
        Its first day.
    label : str
        "October 2026", "July to September 2026".
    count, base : int or None
        Numerator and denominator; None where they are hidden or were not submitted.
    share : float or None
        Their ratio; None for counts and values.
    value : float or None
        The count or value of an indicator that is no share.
    mark : {"c", "z"} or None
        "c" where a small number is hidden, "z" where there is no base or nothing was submitted.
    low, high : float or None
        The limits within which chance alone would keep it.
    moving_range : float or None
        On an XmR chart, how far it is from the period before.
    is_beyond, is_in_run : bool
        Whether it is outside these, or one of eight or more on one side of the centre.
    is_range_beyond : bool
        Whether it moved further from the period before than chance explains.
    arrow : {"up", "down", "level"} or None
        Against the period before; none where either base is below ten, or unknown.
    meets_target : bool or None
        None without a figure or a target.
    """

    start: date
    label: str
    count: int | None
    base: int | None
    share: float | None
    value: float | None = None
    mark: Mark | None = None
    low: float | None = None
    high: float | None = None
    moving_range: float | None = None
    is_beyond: bool = False
    is_in_run: bool = False
    is_range_beyond: bool = False
    arrow: Arrow | None = None
    meets_target: bool | None = None

    @property
    def figure(self) -> float | None:
        """What the chart shows of it: the share, count or value."""
        return self.share if self.share is not None else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSeries:
    """An indicator and its periods.

    Attributes
    ----------
    indicator : Indicator
    points : tuple of IndicatorPoint
        Every period from the first submitted to the one that is due, without gaps.
    centre : float or None
        The share of all shown periods together, or the mean of all shown values. Hidden periods are not in it: their
        counts could otherwise be worked out from it.
    missing : tuple of str
        Periods for which nothing was submitted.
    method : str
        What the limits are.
    why_not : str or None
        Why there is no centre, or none with limits.
    range_limit : float or None
        Of an XmR chart, the upper limit of moving ranges.
    """

    indicator: Indicator
    points: tuple[IndicatorPoint, ...]
    centre: float | None
    missing: tuple[str, ...]
    method: str = METHOD
    why_not: str | None = None
    range_limit: float | None = None

    @property
    def latest(self) -> IndicatorPoint | None:
        """The last period with a figure that is shown."""
        return next((point for point in reversed(self.points) if point.figure is not None), None)

    @property
    def signals(self) -> tuple[IndicatorPoint, ...]:
        """The periods that chance alone would hardly bring."""
        return tuple(point for point in self.points if point.is_beyond or point.is_in_run)


def indicator_series(
    indicator: Indicator, submitted: pd.DataFrame, policy: DisclosurePolicy, *, due: date
) -> IndicatorSeries:
    """Put the periods of a share that one agency submits in order, and find what chance does not explain.

    Parameters
    ----------
    indicator : Indicator
    submitted : DataFrame
        Columns ``indicator`` (its key), ``period_start`` (a day within the period: datetime64, date or ISO text),
        ``numerator`` and ``denominator`` (whole numbers); rows of other indicators are passed over.
    policy : DisclosurePolicy
        Numerators, their complements and denominators from 1 to its threshold are hidden, others rounded.
    due : date
        A day within the last period that should have been submitted.

    Returns
    -------
    IndicatorSeries
        A period in which nothing was submitted has a point without figures, and so has one with hidden figures; both
        are gaps in the chart. No figure is made of a hidden one: neither the centre nor a limit.

    Raises
    ------
    ValueError
        Where a column is missing, a period stands there twice, or a count is negative, not whole, or more than its
        denominator; the message names the period.

    Notes
    -----
    The limits are those of :func:`analysis.comparison.p_chart`, computed from the counts as they are shown.

    Examples
    --------
    Constructed:

    >>> asked = Indicator(key="d1", title="Decision within one working day", why="", numerator="decided in time",
    ...                   denominator="referrals", source="", owner="Council", direction="higher", target=0.9)
    >>> rows = pd.DataFrame({"indicator": ["d1"] * 3, "period_start": ["2026-08-01", "2026-09-01", "2026-10-01"],
    ...                      "numerator": [45, 48, 40], "denominator": [50, 50, 50]})
    >>> found = indicator_series(asked, rows, DisclosurePolicy.default(), due=date(2026, 10, 31))
    >>> [(point.label, point.count, point.mark) for point in found.points]
    [('August 2026', 45, None), ('September 2026', None, 'c'), ('October 2026', 40, None)]
    >>> found.centre
    0.85
    """
    counts = _counts_by_period(indicator, submitted)
    if not counts:
        return empty_series(indicator)
    last = max(period_of(due, indicator.period), max(counts))
    periods = periods_between(min(counts), last, indicator.period)
    shown = {
        period: protect_period(indicator, {"": Counted(value=n, base=base)}, policy, total=False)[1][""]
        for period, (n, base) in counts.items()
    }
    return series_of_shown(indicator, shown, periods)


def empty_series(indicator: Indicator) -> IndicatorSeries:
    """The series of an indicator for which nothing was submitted."""
    return IndicatorSeries(
        indicator=indicator, points=(), centre=None, missing=(), why_not="Nothing has been submitted yet."
    )


def series_of_shown(
    indicator: Indicator, shown: Mapping[date, Shown], periods: Sequence[date]
) -> IndicatorSeries:  # fmt: skip
    """A series of what is shown of each period; one that is not among ``shown`` was not submitted."""
    labels = [period_label(period, indicator.period) for period in periods]
    kept = [shown.get(period, ABSENT) for period in periods]
    missing = tuple(label for period, label in zip(periods, labels, strict=True) if period not in shown)
    if indicator.measure == "share":
        return _p_series(indicator, periods, labels, kept, missing)
    values = [np.nan if one.value is None else one.value for one in kept]
    chart = xmr_chart(values, labels=labels)
    arrows = [None, *(_arrow(*pair, indicator) for pair in pairwise(kept))]
    points = tuple(
        _xmr_point(indicator, chart, period, one, at, arrow)
        for period, one, at, arrow in zip(periods, kept, chart.points, arrows, strict=True)
    )
    why_not = "No period has figures that are shown." if chart.centre is None else chart.why_not
    return IndicatorSeries(
        indicator=indicator, points=points, centre=chart.centre, missing=missing, method=chart.method,
        why_not=why_not, range_limit=chart.range_limit,
    )  # fmt: skip


def _p_series(
    indicator: Indicator, periods: Sequence[date], labels: list[str], kept: list[Shown], missing: tuple[str, ...]
) -> IndicatorSeries:
    plotted = [(0, 0) if one.value is None or one.base is None else (int(one.value), one.base) for one in kept]
    chart = p_chart([count for count, _ in plotted], [base for _, base in plotted], labels=labels)
    points = tuple(
        _point(indicator, period, one, at) for period, one, at in zip(periods, kept, chart.points, strict=True)
    )
    why_not = "No period has figures that are shown." if chart.centre is None else None
    return IndicatorSeries(indicator=indicator, points=points, centre=chart.centre, missing=missing, why_not=why_not)


def _counts_by_period(indicator: Indicator, submitted: pd.DataFrame) -> dict[date, tuple[int, int]]:
    absent = [column for column in COLUMNS if column not in submitted.columns]
    if absent:
        raise ValueError(
            f"submitted has no column {', '.join(absent)}; it has {', '.join(map(str, submitted.columns))}"
        )
    rows = submitted[submitted["indicator"] == indicator.key]
    days = as_days(rows["period_start"], "period_start")
    found: dict[date, tuple[int, int]] = {}
    for day, numerator, denominator in zip(pd.DatetimeIndex(days), rows["numerator"], rows["denominator"], strict=True):
        if pd.isna(day):
            raise ValueError(f"period_start of a row of {indicator.key} is missing")
        period = period_of(day.date(), indicator.period)
        if period in found:
            raise ValueError(f"{period_label(period, indicator.period)} of {indicator.key} is there twice")
        found[period] = _checked(indicator, period, numerator, denominator)
    return found


def _checked(indicator: Indicator, period: date, numerator: object, denominator: object) -> tuple[int, int]:
    where = f"{period_label(period, indicator.period)} of {indicator.key}"
    numbers = pd.to_numeric(pd.Series([numerator, denominator]), errors="coerce")
    if not np.isfinite(numbers).all() or (numbers != numbers.round()).any() or (numbers < 0).any():
        raise ValueError(f"{where} has {numerator} of {denominator}; both are whole numbers from 0")
    count, base = (int(number) for number in numbers)
    if count > base:
        raise ValueError(f"{where} has a numerator of {count}, more than its denominator of {base}")
    return count, base


def _point(indicator: Indicator, period: date, shown: Shown, at: ChartPoint) -> IndicatorPoint:
    label = period_label(period, indicator.period)
    count = None if shown.value is None else int(shown.value)
    if at.proportion is None:
        mark = shown.mark or "z"
        return IndicatorPoint(start=period, label=label, count=count, base=shown.base, share=None, mark=mark)
    return IndicatorPoint(
        start=period,
        label=label,
        count=count,
        base=shown.base,
        share=at.proportion,
        low=at.low,
        high=at.high,
        is_beyond=at.is_beyond,
        is_in_run=at.is_in_run,
        arrow=at.arrow,
        meets_target=indicator.meets(at.proportion),
    )


def _xmr_point(
    indicator: Indicator, chart: XmRChart, period: date, shown: Shown, at: XmRPoint, arrow: Arrow | None
) -> IndicatorPoint:
    label = period_label(period, indicator.period)
    count = int(at.value) if at.value is not None and indicator.measure == "count" else None
    if at.value is None:
        return IndicatorPoint(
            start=period, label=label, count=None, base=shown.base, share=None, mark=shown.mark or "z"
        )
    return IndicatorPoint(
        start=period,
        label=label,
        count=count,
        base=shown.base,
        share=None,
        value=at.value,
        low=None if chart.low is None else max(0.0, chart.low),  # nothing that is counted or timed is below nothing
        high=chart.high,
        moving_range=at.moving_range,
        is_beyond=at.is_beyond,
        is_in_run=at.is_in_run,
        is_range_beyond=at.is_range_beyond,
        arrow=arrow,
        meets_target=indicator.meets(at.value),
    )


def _arrow(before: Shown, after: Shown, indicator: Indicator) -> Arrow | None:
    """Which of two values is larger; a count is its own base, and a value of an unknown base has no arrow."""
    if before.value is None or after.value is None:
        return None
    bases = [one.value if indicator.measure == "count" else one.base for one in (before, after)]
    if any(base is None or base < LEAST_FOR_ARROW for base in bases):
        return None
    return "level" if before.value == after.value else "up" if after.value > before.value else "down"
