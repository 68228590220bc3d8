"""An indicator over time: its shares with small numbers hidden, and the limits of chance round them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.comparison.p_chart import METHOD, Arrow, ChartPoint, p_chart
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.rounding import round_count
from analysis.indicators.definitions import Indicator, Period
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
        Their ratio.
    mark : {"c", "z"} or None
        "c" where a small number is hidden, "z" where there is no base or nothing was submitted.
    low, high : float or None
        The limits within which chance alone would keep it.
    is_beyond, is_in_run : bool
        Whether it is outside these, or one of eight or more on one side of the centre.
    arrow : {"up", "down", "level"} or None
        Against the period before; none where either base is below ten.
    meets_target : bool or None
        None without a share or a target.
    """

    start: date
    label: str
    count: int | None
    base: int | None
    share: float | None
    mark: Mark | None = None
    low: float | None = None
    high: float | None = None
    is_beyond: bool = False
    is_in_run: bool = False
    arrow: Arrow | None = None
    meets_target: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSeries:
    """An indicator and its periods.

    Attributes
    ----------
    indicator : Indicator
    points : tuple of IndicatorPoint
        Every period from the first submitted to the one that is due, without gaps.
    centre : float or None
        The share of all shown periods together. Hidden periods are not in it: their counts could otherwise be worked
        out from it.
    missing : tuple of str
        Periods for which nothing was submitted.
    method : str
        What the limits are.
    why_not : str or None
        Why there is no centre.
    """

    indicator: Indicator
    points: tuple[IndicatorPoint, ...]
    centre: float | None
    missing: tuple[str, ...]
    method: str = METHOD
    why_not: str | None = None

    @property
    def latest(self) -> IndicatorPoint | None:
        """The last period with a share that is shown."""
        return next((point for point in reversed(self.points) if point.share is not None), None)

    @property
    def signals(self) -> tuple[IndicatorPoint, ...]:
        """The periods that chance alone would hardly bring."""
        return tuple(point for point in self.points if point.is_beyond or point.is_in_run)


def indicator_series(
    indicator: Indicator, submitted: pd.DataFrame, policy: DisclosurePolicy, *, due: date
) -> IndicatorSeries:
    """Put an indicator's periods in order and find what chance does not explain.

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
        return IndicatorSeries(
            indicator=indicator, points=(), centre=None, missing=(), why_not="Nothing has been submitted yet."
        )
    last = max(_period_of(due, indicator.period), max(counts))
    periods = _periods(min(counts), last, indicator.period)
    shown = [_shown(counts.get(period), policy) for period in periods]
    labels = [_label(period, indicator.period) for period in periods]
    plotted = [(0, 0) if count is None or base is None else (count, base) for count, base, _ in shown]
    chart = p_chart([count for count, _ in plotted], [base for _, base in plotted], labels=labels)
    points = tuple(
        _point(indicator, period, one, at) for period, one, at in zip(periods, shown, chart.points, strict=True)
    )
    missing = tuple(label for period, label in zip(periods, labels, strict=True) if period not in counts)
    why_not = "No period has figures that are shown." if chart.centre is None else None
    return IndicatorSeries(indicator=indicator, points=points, centre=chart.centre, missing=missing, why_not=why_not)


_Shown = tuple[int | None, int | None, Mark | None]


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
        period = _period_of(day.date(), indicator.period)
        if period in found:
            raise ValueError(f"{_label(period, indicator.period)} of {indicator.key} is there twice")
        found[period] = _checked(indicator, period, numerator, denominator)
    return found


def _checked(indicator: Indicator, period: date, numerator: object, denominator: object) -> tuple[int, int]:
    where = f"{_label(period, indicator.period)} of {indicator.key}"
    numbers = pd.to_numeric(pd.Series([numerator, denominator]), errors="coerce")
    if not np.isfinite(numbers).all() or (numbers != numbers.round()).any() or (numbers < 0).any():
        raise ValueError(f"{where} has {numerator} of {denominator}; both are whole numbers from 0")
    count, base = (int(number) for number in numbers)
    if count > base:
        raise ValueError(f"{where} has a numerator of {count}, more than its denominator of {base}")
    return count, base


def _shown(counts: tuple[int, int] | None, policy: DisclosurePolicy) -> _Shown:
    """The counts as they are published, or the mark in their place."""
    if counts is None or counts[1] == 0:
        return None, None, "z"
    count, base = counts
    small = range(1, policy.threshold + 1)
    if base in small:
        return None, None, "c"
    if count in small or base - count in small:
        return None, round_count(base, policy.rounding), "c"
    return round_count(count, policy.rounding), round_count(base, policy.rounding), None


def _point(indicator: Indicator, period: date, shown: _Shown, at: ChartPoint) -> IndicatorPoint:
    count, base, mark = shown
    label = _label(period, indicator.period)
    if at.proportion is None:
        return IndicatorPoint(start=period, label=label, count=count, base=base, share=None, mark=mark or "z")
    return IndicatorPoint(
        start=period,
        label=label,
        count=count,
        base=base,
        share=at.proportion,
        low=at.low,
        high=at.high,
        is_beyond=at.is_beyond,
        is_in_run=at.is_in_run,
        arrow=at.arrow,
        meets_target=indicator.meets(at.proportion),
    )


def _period_of(day: date, period: Period) -> date:
    """The first day of the period in which a day lies."""
    month = day.month if period == "month" else day.month - (day.month - 1) % 3
    return day.replace(month=month, day=1)


def _periods(first: date, last: date, period: Period) -> list[date]:
    starts = pd.date_range(first, last, freq="MS" if period == "month" else "QS")
    return [start.date() for start in starts]


def _label(start: date, period: Period) -> str:
    if period == "month":
        return f"{start:%B %Y}"
    end = start.replace(month=start.month + 2)
    return f"{start:%B} to {end:%B %Y}"
