"""Counting working days from one day to another, and finding the n-th one."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis.working_days.calendars import ENGLAND_AND_WALES, Days, WorkingCalendar

TriggerDay = Literal[0, 1]
OffDayTrigger = Literal["stays", "moves"]


def is_working_day(day: date, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> bool:
    """Whether a day is a working day.

    Parameters
    ----------
    day : date
        The day.
    calendar : WorkingCalendar
        Which days are off.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        Where the calendar does not know the year; the message names the years that it knows.

    Examples
    --------
    >>> is_working_day(date(2022, 9, 19))
    False
    """
    days = _single(day)
    calendar.check(days)
    return bool(np.is_busday(days, busdaycal=calendar.counting)[0])


def add_working_days(
    day: date,
    n: int,
    *,
    calendar: WorkingCalendar = ENGLAND_AND_WALES,
    trigger_day: TriggerDay = 0,
    off_day_trigger: OffDayTrigger = "stays",
) -> date:
    """The n-th working day after a day, or before it.

    Parameters
    ----------
    day : date
        The day to count from.
    n : int
        How many working days; negative ones count back. Not 0.
    calendar : WorkingCalendar
        Which days are off.
    trigger_day : {0, 1}, default 0
        0 where the count begins on the next day, 1 where the day itself is the first, if it is a working day.
    off_day_trigger : {"stays", "moves"}, default "stays"
        Where the day itself is no working day: whether it is day 0 all the same, or the next working day (counting
        back, the last one before) is. It makes no difference where the day itself is the first.

    Returns
    -------
    date
        Always a working day.

    Raises
    ------
    ValueError
        Where ``n`` is 0, a convention is unknown, or the calendar does not know the year of the day or of the result;
        the message names the years that it knows.

    References
    ----------
    gov.uk/bank-holidays; Banking and Financial Dealings Act 1971, schedule 1.

    Examples
    --------
    Aware on Friday 18 December 2026, five working days, with Christmas and Boxing Day's substitute between:

    >>> add_working_days(date(2026, 12, 18), 5)
    datetime.date(2026, 12, 29)
    >>> add_working_days(date(2026, 12, 19), 1), add_working_days(date(2026, 12, 19), 1, off_day_trigger="moves")
    (datetime.date(2026, 12, 21), datetime.date(2026, 12, 22))
    """
    found = offset_days(_single(day), n, calendar, trigger_day, off_day_trigger)
    result: date = found[0].item()
    return result


def count_working_days(
    start: date,
    end: date,
    *,
    calendar: WorkingCalendar = ENGLAND_AND_WALES,
    trigger_day: TriggerDay = 0,
) -> int:
    """How many working days lie from one day to another.

    Parameters
    ----------
    start, end : date
        The days. ``end`` is counted; ``start`` only where ``trigger_day`` is 1.
    calendar : WorkingCalendar
        Which days are off.
    trigger_day : {0, 1}, default 0
        0 where the day after ``start`` is the first that can count, 1 where ``start`` is.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        Where ``end`` is before ``start``, or the calendar does not know a year; the message names those that it knows.

    References
    ----------
    gov.uk/bank-holidays; Banking and Financial Dealings Act 1971, schedule 1.

    Examples
    --------
    >>> count_working_days(date(2026, 12, 18), date(2026, 12, 29))
    5
    """
    if end < start:
        raise ValueError(f"end is {end}, which is before start, {start}")
    return int(days_between(_single(start), _single(end), calendar, trigger_day)[0])


def offset_days(
    days: Days, n: int, calendar: WorkingCalendar, trigger_day: TriggerDay, off_day_trigger: OffDayTrigger
) -> Days:
    """:func:`add_working_days` of many days at once; missing ones stay missing."""
    if n == 0:
        raise ValueError("n is 0: there is no working day number 0")
    check_conventions(trigger_day, off_day_trigger)
    calendar.check(days)
    # A day off is first rolled away from the count, so that the first step is to the first working day on its way; or
    # along with it, so that it has moved to that day before the count.
    with_the_count, against_it = ("forward", "backward") if n > 0 else ("backward", "forward")
    moves = trigger_day == 1 or off_day_trigger == "moves"
    steps = n - trigger_day if n > 0 else n + trigger_day
    roll: Literal["forward", "backward"] = with_the_count if moves else against_it  # type: ignore[assignment]
    found = np.busday_offset(days, steps, roll=roll, busdaycal=calendar.counting)
    calendar.check(found)
    return np.asarray(found, dtype="datetime64[D]")


def days_between(starts: Days, ends: Days, calendar: WorkingCalendar, trigger_day: TriggerDay) -> np.ndarray:
    """:func:`count_working_days` of many pairs of days, none of them missing."""
    check_conventions(trigger_day, "stays")
    calendar.check(starts)
    calendar.check(ends)
    first = starts + np.timedelta64(1 - trigger_day, "D")
    return np.busday_count(first, ends + np.timedelta64(1, "D"), busdaycal=calendar.counting)


def check_conventions(trigger_day: int, off_day_trigger: str) -> None:
    """Refuse a way of counting that there is not."""
    if trigger_day not in (0, 1):
        raise ValueError(f"trigger_day is {trigger_day!r}, not 0 or 1")
    if off_day_trigger not in ("stays", "moves"):
        raise ValueError(f"off_day_trigger is {off_day_trigger!r}, not 'stays' or 'moves'")


def as_days(column: pd.Series, name: str) -> Days:
    """A column of dates as NumPy's days; times of day are dropped.

    Raises
    ------
    ValueError
        Where a value is no date, or has a time zone; the message names the column and the value.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise ValueError(f"column '{name}' has a time zone, {column.dtype.tz}; give the days as they were locally")
    if not pd.api.types.is_datetime64_any_dtype(column):
        column = pd.Series([_as_date(value, name) for value in column], dtype="datetime64[s]")
    return column.to_numpy().astype("datetime64[D]")


def _as_date(value: object, name: str) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"column '{name}' holds {value!r}, which is no date such as {date(2026, 4, 30)}") from None
    if isinstance(value, date):
        return None if pd.isna(value) else value
    if value is None or value is pd.NA or value != value:
        return None
    raise ValueError(f"column '{name}' holds {value!r}, which is no date")


def _single(day: date) -> Days:
    return np.array([day], dtype="datetime64[D]")
