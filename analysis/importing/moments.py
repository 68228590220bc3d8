"""Dates and times as people and programs write them. Which of two numbers is the day is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Order = Literal["day_first", "month_first"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.*))?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T, ]+(.*))?")
_NAMED = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]{3,9})\.?,?[ -]+(\d{4})(?:,? +(?:at )?(.*))?", re.IGNORECASE
)
_NAMED_FIRST = re.compile(
    r"(?:[a-z]+, )?([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?:,? +(?:at )?(.*))?", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:\s*(?:Z|UTC|[+-]\d{2}:?\d{2}))?", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?")
LAST_SERIAL = 200_000  # the year 2447
CENTURY_BREAK = 70


class DateAmbiguous(ValueError):
    """A date such as 03/04/2026, of which nobody has said whether the day or the month comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """How the dates of a file are read: the order of day and month, and from when a workbook counts its days."""

    order: Order | None = None
    epoch: datetime | None = None
    """Only of a workbook: there a bare number in a column of dates is a number of days."""

    def day(self, text: str) -> date | None:
        """The day of a text; None where it is no date.

        Raises
        ------
        DateAmbiguous
            Where only the order of day and month would tell, and it has not been said.
        """
        found = self._parts(text)
        return found[0] if found is not None else None

    def moment(self, text: str) -> datetime | None:
        """The day and the time of a text; None where either is missing."""
        found = self._parts(text)
        clock = read_time(found[1]) if found is not None else None
        return datetime.combine(found[0], clock) if found is not None and clock is not None else None

    def _parts(self, text: str) -> tuple[date, str] | None:
        text = text.strip()
        if found := _ISO.fullmatch(text):
            return _with_clock(_day(found[1], found[2], found[3]), found[4])
        if found := _NAMED.fullmatch(text):
            return _with_clock(_day(found[3], _month(found[2]), found[1]), found[4])
        if found := _NAMED_FIRST.fullmatch(text):
            return _with_clock(_day(found[3], _month(found[1]), found[2]), found[4])
        if found := _NUMBERS.fullmatch(text):
            return _with_clock(self._numbers(found[1], found[3], found[4]), found[5])
        if self.epoch is not None and _SERIAL.fullmatch(text) and 1 <= float(text) <= LAST_SERIAL:
            moment = self.epoch + timedelta(days=float(text))
            return moment.date(), moment.time().isoformat("seconds")
        return None

    def _numbers(self, first: str, second: str, year: str) -> date | None:
        if len(year) == 2:
            year = f"{'20' if int(year) < CENTURY_BREAK else '19'}{year}"
        if self.order == "day_first":
            return _day(year, second, first)
        if self.order == "month_first":
            return _day(year, first, second)
        if int(first) > 12 or int(second) > 12 or first == second:
            return _day(year, second, first) or _day(year, first, second)
        raise DateAmbiguous(f"{first} and {second}")


def order_told(texts: Iterable[str]) -> tuple[Order | None, bool]:
    """What the dates of a file tell of their order, and whether any of them needs to be told.

    An order is told where a number over 12 shows the day, and no other date shows the opposite.
    """
    seen: set[Order] = set()
    asks = False
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12:
            seen.add("day_first")
        elif second > 12:
            seen.add("month_first")
        elif first != second:
            asks = True
    return (next(iter(seen)) if len(seen) == 1 else None), asks


def read_time(text: str | None) -> time | None:
    """A time of day such as 14:30 or 2.30 pm; None where the text is none."""
    found = _CLOCK.fullmatch((text or "").strip())
    if found is None:
        return None
    hour, half = int(found[1]), (found[4] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _with_clock(day: date | None, clock: str | None) -> tuple[date, str] | None:
    return None if day is None else (day, clock or "")


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1) if name[:3].lower() in _MONTHS else "0"


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
