"""The year of a partnership's programme and of its annual report: 1 April to 31 March."""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_of(day: date) -> int:
    """The year that a day belongs to, by the calendar year in which it begins.

    Examples
    --------
    >>> year_of(date(2026, 3, 31)), year_of(date(2026, 4, 1))
    (2025, 2026)
    """
    return day.year if day.month >= 4 else day.year - 1


def first_day(year: int) -> date:
    """1 April."""
    return date(year, 4, 1)


def last_day(year: int) -> date:
    """31 March of the calendar year after."""
    return date(year + 1, 3, 31)


def year_name(year: int) -> str:
    """As people write it.

    Examples
    --------
    >>> year_name(2026), year_name(2099)
    ('2026–27', '2099–00')
    """
    return f"{year}–{(year + 1) % 100:02}"


def programme_due(year: int) -> date:
    """The last day of the month in which a programme is to be set out.

    References
    ----------
    Devon's safeguarding arrangements (2018), 6.2: "Every April DCFP will set out an annual scrutiny programme."
    """
    return date(year, 4, 30)


def report_due(year: int) -> date:
    """The last day on which the annual report of a year is to be published: the end of the September after it."""
    return date(year + 1, 9, 30)
