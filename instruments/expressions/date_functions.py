"""The functions of dates and times."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from instruments.errors import ExpressionError
from instruments.expressions.arguments import Argument, Function, reading
from instruments.expressions.frame import Frame
from instruments.expressions.values import WHITESPACE, Value, single, to_date, to_days, to_number

Arguments = Sequence[Argument]
Moment = tuple[str, int, int]
"""An ISO date, the milliseconds since midnight, and the day of the week counted from Sunday."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
MILLISECONDS = 86_400_000

_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$")

SIGNS: dict[str, Callable[[Moment], str]] = {
    "%": lambda moment: "%",
    "Y": lambda moment: moment[0][:4],
    "y": lambda moment: moment[0][2:4],
    "m": lambda moment: moment[0][5:7],
    "n": lambda moment: str(int(moment[0][5:7])),
    "b": lambda moment: MONTHS[int(moment[0][5:7]) - 1],
    "d": lambda moment: moment[0][8:10],
    "e": lambda moment: str(int(moment[0][8:10])),
    "a": lambda moment: WEEKDAYS[moment[2]],
    "H": lambda moment: f"{moment[1] // 3_600_000:02d}",
    "h": lambda moment: str(moment[1] // 3_600_000),
    "M": lambda moment: f"{moment[1] // 60_000 % 60:02d}",
    "S": lambda moment: f"{moment[1] // 1000 % 60:02d}",
    "3": lambda moment: f"{moment[1] % 1000:03d}",
}
"""What stands behind a % in a format, and what it becomes."""


def check_format(text: str) -> None:
    """Raise ExpressionError where a format has a sign that means nothing."""
    for sign in re.findall("%(.?)", text, re.DOTALL):
        if sign not in SIGNS:
            known = ", ".join(f"%{one}" for one in SIGNS if one != "%")
            shown = f"'%{sign}'" if sign else "a '%' at the end"
            raise ExpressionError(f"{shown} means nothing in a format of dates; there are {known}")


def _moment(value: Value) -> Moment | None:
    """The moment of a date, a date with time, a time, or a number of days since 1970, as its own clock showed it."""
    days = to_number(_without_zone(value) if isinstance(value, str) else value)
    if not math.isfinite(days) or abs(days) > 1e7:
        return None
    total = math.floor(days * MILLISECONDS + 0.5)
    whole, rest = divmod(total, MILLISECONDS)
    date = to_date(float(whole))
    return (date, rest, (whole + 4) % 7) if date else None


def _without_zone(text: str) -> str:
    """The time on the clock that a text was written by; a text that holds no time stays what it is."""
    stripped = text.strip(WHITESPACE)
    timed = ":" in stripped and ("T" not in stripped or to_days(stripped) is not None)
    return _ZONE.sub("", stripped) if timed else text


def _format_date(frame: Frame, arguments: Arguments) -> str:
    moment, text = _moment(single(arguments[0])), reading(frame, arguments[1])
    if moment is None:
        return ""
    return re.sub("%(.)", lambda found: _formatted(found[1], moment), text, flags=re.DOTALL)


def _formatted(sign: str, moment: Moment) -> str:
    return SIGNS[sign](moment) if sign in SIGNS else f"%{sign}"


def _date(_: Frame, arguments: Arguments) -> str:
    """The date of a date, of a date with time, or of a number of days since 1970; blank for anything else."""
    value = single(arguments[0])
    if isinstance(value, str):
        text = value.strip(WHITESPACE)
        if text[4:5] == "-":
            return text[:10] if to_days(text) is not None else ""
    return to_date(to_number(value))


def _date_time(_: Frame, arguments: Arguments) -> str:
    """A date with time stays what it is, a date begins at midnight, and a number is days since 1970."""
    value = single(arguments[0])
    if isinstance(value, str) and "T" in value:
        text = value.strip(WHITESPACE)
        return text if to_days(text) is not None else ""
    moment = _moment(value)
    if moment is None:
        return ""
    seconds, thousandths = divmod(moment[1], 1000)
    fraction = f".{thousandths:03d}" if thousandths else ""
    return f"{moment[0]}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"


def _decimal_date_time(_: Frame, arguments: Arguments) -> Value:
    """Days since 1970; a blank stays a blank."""
    value = single(arguments[0])
    return "" if value == "" else to_number(value)


def _decimal_time(_: Frame, arguments: Arguments) -> Value:
    """The part of the day that had gone by on the clock; a blank stays a blank."""
    value = single(arguments[0])
    if value == "":
        return ""
    days = to_number(_without_zone(value) if isinstance(value, str) else value)
    return days - math.floor(days) if math.isfinite(days) else math.nan


FUNCTIONS: dict[str, Function] = {
    "date": Function(1, 1, _date),
    "date-time": Function(1, 1, _date_time),
    "decimal-date-time": Function(1, 1, _decimal_date_time),
    "decimal-time": Function(1, 1, _decimal_time),
    "format-date": Function(2, 2, _format_date),
    "format-date-time": Function(2, 2, _format_date),
    "now": Function(0, 0, lambda frame, a: frame.answers.now),
    "today": Function(0, 0, lambda frame, a: frame.answers.today),
}
