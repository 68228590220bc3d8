"""Working days and due dates; dates are given as 20261229 for 29 December 2026."""

from __future__ import annotations

from datetime import date

from analysis.working_days.clocks import NOTIFICATION, PRACTICE_REVIEW, RAPID_REVIEW, Clock
from analysis.working_days.counting import count_working_days
from analysis.working_days.due_dates import due_date
from tests.analysis.reference_table import Reference

FIXTURE = "worked by hand on the calendar of gov.uk/bank-holidays"


def _due(clock: Clock, trigger: date) -> int:
    return int(f"{due_date(clock, trigger):%Y%m%d}")


def _year(year: int) -> int:
    return count_working_days(date(year, 1, 1), date(year, 12, 31), trigger_day=1)


REFERENCES = (
    Reference(
        statistic="analysis.working_days.due_dates.due_date",
        case="aware on Friday 18 December 2026: notify by",
        expected=20261229,
        compute=lambda: _due(NOTIFICATION, date(2026, 12, 18)),
        tolerance=0,
        source=FIXTURE,
    ),
    Reference(
        statistic="analysis.working_days.due_dates.due_date",
        case="notified on 29 December 2026: rapid review by",
        expected=20270120,
        compute=lambda: _due(RAPID_REVIEW, date(2026, 12, 29)),
        tolerance=0,
        source=FIXTURE,
    ),
    Reference(
        statistic="analysis.working_days.due_dates.due_date",
        case="review begun on 31 August 2027: published by",
        expected=20280229,
        compute=lambda: _due(PRACTICE_REVIEW, date(2027, 8, 31)),
        tolerance=0,
        source="pandas 3.1.1: Timestamp('2027-08-31') + DateOffset(months=6)",
    ),
    Reference(
        statistic="analysis.working_days.counting.count_working_days",
        case="working days of 2022: 260 weekdays, 10 bank holidays",
        expected=250,
        compute=lambda: _year(2022),
        tolerance=0,
        source="gov.uk/bank-holidays, England and Wales, 2022",
    ),
    Reference(
        statistic="analysis.working_days.counting.count_working_days",
        case="working days of 2027: 261 weekdays, 8 bank holidays",
        expected=253,
        compute=lambda: _year(2027),
        tolerance=0,
        source="holidays 0.109: country_holidays('GB', subdiv='ENG', years=2027), those from Monday to Friday",
    ),
)
