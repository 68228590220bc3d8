"""Months and quarters, and the working day by which they are due: over year ends, leap days and bank holidays."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.indicators.periods import due_on, last_day, last_ended, next_period, period_label, period_of


@pytest.mark.parametrize(
    ("start", "period", "days", "due"),
    [
        (date(2026, 12, 1), "month", 10, date(2027, 1, 15)),  # 1 January is a bank holiday
        (date(2026, 12, 1), "month", 1, date(2027, 1, 4)),
        (date(2028, 2, 1), "month", 1, date(2028, 3, 1)),  # 29 February is the last day of a leap year's February
        (date(2026, 1, 1), "quarter", 3, date(2026, 4, 7)),  # Good Friday on 3 and Easter Monday on 6 April
        (date(2026, 10, 1), "month", 10, date(2026, 11, 13)),
    ],
    ids=["new year", "first day", "leap day", "easter", "plain"],
)
def test_figures_are_due_on_the_nth_working_day_after_their_period(
    start: date, period: str, days: int, due: date
) -> None:
    assert due_on(start, period, days) == due  # type: ignore[arg-type]


def test_quarters_are_those_of_the_calendar() -> None:
    assert period_of(date(2026, 12, 31), "quarter") == date(2026, 10, 1)
    assert next_period(date(2026, 10, 1), "quarter") == date(2027, 1, 1)
    assert last_day(date(2026, 10, 1), "quarter") == date(2026, 12, 31)
    assert period_label(date(2026, 10, 1), "quarter") == "October to December 2026"


def test_a_period_is_over_on_the_day_after_its_last() -> None:
    assert last_ended(date(2026, 11, 30), "month") == date(2026, 10, 1)
    assert last_ended(date(2026, 12, 1), "month") == date(2026, 11, 1)
    assert last_ended(date(2027, 1, 1), "quarter") == date(2026, 10, 1)
