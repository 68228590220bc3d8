"""When a clock runs out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analysis.working_days.calendars import ENGLAND_AND_WALES, Days, WorkingCalendar
from analysis.working_days.clocks import Clock
from analysis.working_days.counting import as_days, offset_days


def due_date(clock: Clock, trigger: date, *, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> date:
    """The last day that is in time.

    Parameters
    ----------
    clock : Clock
        The rule.
    trigger : date
        The day of the event that it is counted from.
    calendar : WorkingCalendar
        Which days are off; for clocks in working days.

    Returns
    -------
    date
        A working day, where the clock counts in working days; else it may fall on any day.

    Raises
    ------
    ValueError
        Where the clock counts in working days and the calendar does not know the year of the trigger or of the result;
        the message names the years that it knows.

    Notes
    -----
    A clock of m months from the day d of a month ends on day d of the m-th month after, or on that month's last day if
    it is shorter: six months from 31 August end on 28 or 29 February.

    References
    ----------
    Working Together to Safeguard Children (2023). That months end on the day of the same number: Dodds v Walker [1981]
    1 WLR 1027 (from memory).

    Examples
    --------
    >>> from analysis.working_days import NOTIFICATION, PRACTICE_REVIEW, RAPID_REVIEW
    >>> due_date(NOTIFICATION, date(2026, 12, 18)), due_date(RAPID_REVIEW, date(2026, 12, 29))
    (datetime.date(2026, 12, 29), datetime.date(2027, 1, 20))
    >>> due_date(PRACTICE_REVIEW, date(2027, 8, 31))
    datetime.date(2028, 2, 29)
    """
    result: date = due_days(clock, np.array([trigger], dtype="datetime64[D]"), calendar)[0].item()
    return result


def due_dates(clock: Clock, triggers: pd.Series, *, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> pd.Series:
    """The last day that is in time, for many cases.

    Parameters
    ----------
    clock, calendar
        As for :func:`due_date`.
    triggers : Series of datetime64, date or ISO text
        The days of the events; missing ones stay missing, times of day are dropped.

    Returns
    -------
    Series of datetime64
        With the index of ``triggers``.

    Raises
    ------
    ValueError
        As for :func:`due_date`, and where a value is no date.
    """
    found = due_days(clock, as_days(triggers, str(triggers.name)), calendar)
    return pd.Series(found.astype("datetime64[s]"), index=triggers.index, name="due")


def due_days(clock: Clock, triggers: Days, calendar: WorkingCalendar) -> Days:
    """:func:`due_date` of many days at once."""
    sign = 1 if clock.direction == "after" else -1
    if clock.unit == "working days":
        return offset_days(triggers, sign * clock.limit, calendar, clock.trigger_day, clock.off_day_trigger)
    if clock.unit == "calendar days":
        return triggers + np.timedelta64(sign * (clock.limit - clock.trigger_day), "D")
    return _months_away(triggers, sign * clock.limit)


def _months_away(days: Days, months: int) -> Days:
    in_month = days - days.astype("datetime64[M]").astype("datetime64[D]")
    month = days.astype("datetime64[M]") + np.timedelta64(months, "M")
    last = (month + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: Days = np.minimum(month.astype("datetime64[D]") + in_month, last)
    return found
