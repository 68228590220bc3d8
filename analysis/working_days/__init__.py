"""Working days of England and Wales, and the clocks of safeguarding work that run on them."""

from analysis.working_days.bank_holidays import BANK_HOLIDAYS
from analysis.working_days.calendars import ENGLAND_AND_WALES, WorkingCalendar
from analysis.working_days.clocks import (
    ASSESSMENT,
    CLOCKS,
    CONFERENCE,
    FRONT_DOOR_DECISION,
    NOTIFICATION,
    NOTIFICATION_OF_INCIDENT,
    PRACTICE_REVIEW,
    RAPID_REVIEW,
    REPORT_TO_PANEL,
    Clock,
)
from analysis.working_days.counting import add_working_days, count_working_days, is_working_day
from analysis.working_days.due_dates import due_date, due_dates
from analysis.working_days.opening_hours import (
    ALWAYS_OPEN,
    OFFICE_HOURS,
    OpeningHours,
    opening_hours_from_document,
    opening_hours_to_document,
)
from analysis.working_days.working_hours import next_open_day, open_minutes, within_working_hours

__all__ = [
    "ALWAYS_OPEN",
    "ASSESSMENT",
    "BANK_HOLIDAYS",
    "CLOCKS",
    "CONFERENCE",
    "ENGLAND_AND_WALES",
    "FRONT_DOOR_DECISION",
    "NOTIFICATION",
    "NOTIFICATION_OF_INCIDENT",
    "OFFICE_HOURS",
    "PRACTICE_REVIEW",
    "RAPID_REVIEW",
    "REPORT_TO_PANEL",
    "Clock",
    "OpeningHours",
    "WorkingCalendar",
    "add_working_days",
    "count_working_days",
    "due_date",
    "due_dates",
    "is_working_day",
    "next_open_day",
    "open_minutes",
    "opening_hours_from_document",
    "opening_hours_to_document",
    "within_working_hours",
]
