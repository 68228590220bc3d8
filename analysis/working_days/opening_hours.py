"""When a front door is open: the hours that its clocks count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from analysis.working_days.calendars import ENGLAND_AND_WALES, WorkingCalendar

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])")

#: From and until, in minutes after midnight; None on a day on which it stays closed.
Span = tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """The hours of a week, and what happens on bank holidays.

    Attributes
    ----------
    weekly : tuple of seven (int, int) or None
        From and until on Monday to Sunday, in minutes after midnight by the clock on the wall; 1440 is midnight at the
        end of the day. None where it is closed all day.
    open_on_bank_holidays : bool
        Whether bank holidays are days like others.
    working_day : int
        How many minutes of opening make one working day; 1 or more.
    calendar : WorkingCalendar
        The bank holidays. Its years are the only ones that can be counted in, unless bank holidays make no difference.

    Raises
    ------
    ValueError
        Where there are not seven days, a day ends before it begins, all are closed, or a working day has no minutes.
    """

    weekly: tuple[Span, ...]
    open_on_bank_holidays: bool = False
    working_day: int = 8 * 60
    calendar: WorkingCalendar = ENGLAND_AND_WALES

    def __post_init__(self) -> None:
        if len(self.weekly) != len(WEEKDAYS):
            raise ValueError(f"weekly has {len(self.weekly)} days, not seven")
        for name, span in zip(WEEKDAYS, self.weekly, strict=True):
            if span is not None and not 0 <= span[0] < span[1] <= DAY:
                raise ValueError(f"{name} opens at {clock(span[0])} and closes at {clock(span[1])}, which is not later")
        if not any(self.weekly):
            raise ValueError("it is closed on every day of the week, so that no clock would ever run")
        if not 1 <= self.working_day <= DAY:
            raise ValueError(f"a working day of {self.working_day} minutes is not between 1 and {DAY}")

    def span_on(self, day: date) -> Span:
        """From and until on one day; None where it is closed. ValueError in a year of unknown bank holidays."""
        if not self.open_on_bank_holidays:
            if not self.calendar.first_year <= day.year <= self.calendar.last_year:
                raise ValueError(
                    f"{day.day} {day:%B %Y} cannot be counted to or from: the bank holidays of {self.calendar.name} "
                    f"are known from {self.calendar.first_year} to {self.calendar.last_year}"
                )
            if day in self.calendar.days_off:
                return None
        return self.weekly[day.weekday()]

    def days(self, first: date, last: date) -> Iterator[tuple[date, tuple[int, int]]]:
        """The days on which it is open from one day to another, with their hours."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            span = self.span_on(day)
            if span is not None:
                yield day, span

    @property
    def sentence(self) -> str:
        """The hours in words: "Monday to Friday 09:00 to 17:00; closed on bank holidays"."""
        days = "Every day, all day and night" if self.weekly == ((0, DAY),) * 7 else ", ".join(_runs(self.weekly))
        return f"{days}; {'open' if self.open_on_bank_holidays else 'closed'} on bank holidays"


#: Monday to Friday from nine to five, without the bank holidays of England.
OFFICE_HOURS = OpeningHours(weekly=((9 * 60, 17 * 60),) * 5 + (None, None))
#: A front door that never closes.
ALWAYS_OPEN = OpeningHours(weekly=((0, DAY),) * 7, open_on_bank_holidays=True, working_day=DAY)


def _runs(weekly: tuple[Span, ...]) -> Iterator[str]:
    start = 0
    for place in range(1, len(weekly) + 1):
        if place < len(weekly) and weekly[place] == weekly[start]:
            continue
        span = weekly[start]
        if span is not None:
            days = WEEKDAYS[start] if place - start == 1 else f"{WEEKDAYS[start]} to {WEEKDAYS[place - 1]}"
            yield f"{days} {clock(span[0])} to {clock(span[1])}"
        start = place


def clock(minutes: int) -> str:
    """Minutes after midnight as on a clock: 540 is "09:00", the end of the day "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_of(text: str) -> int:
    """A time of day in minutes after midnight; ValueError, with what was written, where it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if not found or (minutes := int(found[1]) * 60 + int(found[2])) > DAY:
        raise ValueError(
            f"“{text.strip()}” is not a time of day. Write it like 09:00, and midnight at the end as 24:00"
        )
    return minutes


def opening_hours_to_document(hours: OpeningHours) -> dict[str, Any]:
    """The hours as they are stored with an audit, its days as "09:00" to "17:00"."""
    return {
        "weekly": [None if span is None else [clock(span[0]), clock(span[1])] for span in hours.weekly],
        "open_on_bank_holidays": hours.open_on_bank_holidays,
        "working_day": hours.working_day,
    }


def opening_hours_from_document(document: Mapping[str, Any]) -> OpeningHours:
    """Hours as they were stored, with the bank holidays of England and Wales; ValueError where they are none."""
    weekly = tuple(None if span is None else (minutes_of(span[0]), minutes_of(span[1])) for span in document["weekly"])
    return OpeningHours(
        weekly=weekly,
        open_on_bank_holidays=bool(document["open_on_bank_holidays"]),
        working_day=int(document["working_day"]),
    )


def on_the_wall(day: date, minutes: int) -> datetime:
    """The time of day on a day, without a zone; 1440 minutes is midnight at its end."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
