"""The months and quarters of indicators: which a day lies in, what they are called, and when their figures are due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from analysis.indicators.definitions import Period
from analysis.working_days import ENGLAND_AND_WALES, WorkingCalendar, add_working_days

_LENGTHS: dict[str, int] = {"month": 1, "quarter": 3}


def period_of(day: date, period: Period) -> date:
    """The first day of the month, or calendar quarter, in which a day lies."""
    month = day.month if period == "month" else day.month - (day.month - 1) % 3
    return day.replace(month=month, day=1)


def next_period(start: date, period: Period) -> date:
    """The first day of the period after the one that begins on a day."""
    return _months_on(start, _LENGTHS[period])


def last_day(start: date, period: Period) -> date:
    """The last day of the period that begins on a day."""
    end = _months_on(start, _LENGTHS[period] - 1)
    return end.replace(day=monthrange(end.year, end.month)[1])


def periods_between(first: date, last: date, period: Period) -> list[date]:
    """The first days of all periods from one to another, both included; none where the last is before the first.

    >>> periods_between(date(2026, 11, 5), date(2027, 1, 31), "month")
    [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]
    """
    found, at, end = [], period_of(first, period), period_of(last, period)
    while at <= end:
        found.append(at)
        at = next_period(at, period)
    return found


def last_ended(today: date, period: Period) -> date:
    """The first day of the last period that is over.

    >>> last_ended(date(2026, 3, 31), "quarter"), last_ended(date(2026, 4, 1), "quarter")
    (datetime.date(2025, 10, 1), datetime.date(2026, 1, 1))
    """
    return _months_on(period_of(today, period), -_LENGTHS[period])


def due_on(start: date, period: Period, days: int, *, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> date:
    """The day by which a period's figures are due: the n-th working day after its last day.

    December 2026 ends on a Thursday, and 1 January is a bank holiday:

    >>> due_on(date(2026, 12, 1), "month", 10)
    datetime.date(2027, 1, 15)
    """
    return add_working_days(last_day(start, period), days, calendar=calendar)


def period_label(start: date, period: Period) -> str:
    """ "October 2026", "July to September 2026"."""
    if period == "month":
        return f"{start:%B %Y}"
    return f"{start:%B} to {last_day(start, period):%B %Y}"


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)
