"""Values of expressions and how one kind becomes another.

A value is a text, a number or a truth value; an answer left blank, and one that is not asked, is the text ''. Dates
and times are ISO texts, and count as days since 1970 wherever a number is wanted.
``survey_app/browser/expression_values.js`` does the same, function for function: change both or neither.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

Value = str | float | bool

WHITESPACE = " \t\r\n"
MAXIMUM_DIGITS = 400
"""Characters of the longest text that is a number or a date."""
TOLERANCE = 1e-12  # JavaRosa's: numbers nearer than this are equal, and zero
MAXIMUM_DAYS = 2932896  # 9999-12-31
MINIMUM_DAYS = -719162  # 0001-01-01

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
_ZONE = r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
_DATE_TIME = re.compile(f"{_DATE}(?:T{_TIME}{_ZONE})?")
_TIME_ALONE = re.compile(_TIME)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Nodes:
    """A set of nodes, in the order of the form; ``values`` are looked up when they are asked for.

    Without ``look_up`` the nodes are the values themselves.
    """

    __slots__ = ("_values", "look_up", "nodes")

    def __init__(self, nodes: Sequence[Any] = (), look_up: Callable[[Any], Value] | None = None) -> None:
        self.nodes = nodes
        self.look_up = look_up
        self._values: tuple[Value, ...] | None = tuple(nodes) if look_up is None else None

    @property
    def values(self) -> tuple[Value, ...]:
        """The value of every node."""
        if self._values is None:
            assert self.look_up is not None
            self._values = tuple(map(self.look_up, self.nodes))
        return self._values

    @property
    def first(self) -> Value:
        """The value of the first node; of an empty set, a blank."""
        if self._values is None and self.nodes and self.look_up is not None:
            return self.look_up(self.nodes[0])
        return self._values[0] if self._values else ""

    def __len__(self) -> int:
        return len(self.nodes)

    def __bool__(self) -> bool:
        return True  # a set of none is a set; ask for its length


def from_answer(answer: object) -> Value:
    """The value of one answer of an answers document; whatever is not an answer is blank."""
    if isinstance(answer, (str, bool)):
        return answer
    if isinstance(answer, (int, float)):
        try:
            number = float(answer)
        except OverflowError:
            return ""
        return number if math.isfinite(number) else ""
    if isinstance(answer, (list, tuple)):
        return " ".join(part for part in answer if isinstance(part, str))
    return ""


def single(value: Value | Nodes) -> Value:
    """The value itself, or the first of a set; an empty set is blank."""
    return value.first if isinstance(value, Nodes) else value


def to_text(value: Value) -> str:
    """The text of a value; a number never in exponent form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    digits = format(Decimal(repr(value)), "f")
    return digits.removesuffix(".0")


def to_number(value: Value) -> float:
    """The number of a value: a blank or a word is not a number, a date is its day."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if not isinstance(value, str):
        return float(value)
    if len(value) > MAXIMUM_DIGITS:
        return math.nan
    stripped = value.strip(WHITESPACE)
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    days = to_days(stripped)
    return math.nan if days is None else days


def to_boolean(value: Value) -> bool:
    """The truth of a value: blank, zero and not-a-number are false, any other text is true."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value != ""
    return not math.isnan(value) and abs(value) > TOLERANCE


def to_days(text: str) -> float | None:
    """Days since 1970 of an ISO date, date with time, or time; None for any other text."""
    if not text[:1].isdigit():  # nearly every text
        return None
    if match := _TIME_ALONE.fullmatch(text):
        seconds = _seconds_of_day(*match.groups())
        return None if seconds is None else seconds / 86400
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    days = _days_since_1970(int(year), int(month), int(day))
    if days is None or hour is None:
        return days
    seconds, offset = _seconds_of_day(hour, minute, second, fraction), _offset_minutes(zone)
    if seconds is None or offset is None:
        return None
    # Seconds first and one division, so that the same moment written in two zones is the same number.
    return (days * 86400 + seconds - offset * 60) / 86400


def to_date(days: float) -> str:
    """The ISO date of a number of days since 1970; blank where there is none."""
    if math.isnan(days) or not MINIMUM_DAYS <= math.floor(days) <= MAXIMUM_DAYS:
        return ""
    # Days are counted from 1 March of the year 0, so that the leap day is the last of its year.
    shifted = math.floor(days) + 719468
    era, day_of_era = divmod(shifted, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (month <= 2)
    return f"{year:04d}-{month:02d}-{day:02d}"


def _days_since_1970(year: int, month: int, day: int) -> int | None:
    """The reverse of :func:`to_date`; None where the calendar has no such day."""
    if year < 1 or not 1 <= month <= 12:
        return None
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if not 1 <= day <= _MONTH_DAYS[month - 1] + leap:
        return None
    shifted_year = year - (month <= 2)
    shifted_month = month - 3 if month > 2 else month + 9
    era, year_of_era = divmod(shifted_year, 400)
    day_of_year = (153 * shifted_month + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 719468


def _seconds_of_day(hour: str, minute: str, second: str | None, fraction: str | None) -> float | None:
    """The seconds since midnight; None for a time no clock shows."""
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return int(hour) * 3600 + int(minute) * 60 + int(second or 0) + float(f"0.{fraction or 0}")


def _offset_minutes(zone: str | None) -> int | None:
    """Minutes ahead of UTC; a time without zone counts as UTC."""
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
