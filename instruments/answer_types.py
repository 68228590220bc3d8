"""What an answer to each kind of question looks like, and how it is tidied."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from instruments.items import Item
from instruments.model import PLACE_TYPES, Choice
from instruments.places import geopoint_problem, line_problem

MAXIMUM_TEXT = 20_000  # well under what a cell of a workbook holds
MAXIMUM_NUMBER = 10**15  # a whole number that every browser and spreadsheet keeps exactly
MAXIMUM_FILE_NAME = 255

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
# What no text answer needs, and databases or workbooks refuse: control characters and halves of surrogate pairs.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Offered = tuple[Choice, ...]


def clean_value(item: Item, value: Any) -> Any:
    """The answer as it is stored; None for a blank one."""
    if value is None:
        return None
    if isinstance(value, str):
        if value.isprintable():  # nearly every one, and four times as fast
            return value if value.strip() else None
        text = _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        return text if text.strip() else None
    if isinstance(value, (list, tuple)):
        if item.question.kind == "select_multiple":
            return _in_list_order(item, list(value)) or None
        if item.question.kind == "rank":
            return list(value) or None
    return value


def _in_list_order(item: Item, chosen: list[Any]) -> list[Any]:
    """The choices once each, in the order of the list; unknown ones after them, as they came."""
    if not all(isinstance(name, str) for name in chosen):
        return chosen
    order = {choice.name: index for index, choice in enumerate(item.choices)}
    return sorted(dict.fromkeys(chosen), key=lambda name: order.get(name, len(order)))


def type_problem(item: Item, value: Any, offered: Offered | None = None) -> str | None:
    """What is wrong with a non-blank answer of this kind of question, or None.

    ``offered`` are the choices that a choice_filter leaves; by default all of the list.
    """
    return _CHECKS[item.question.kind](item, value, item.choices if offered is None else offered)


def _check_text(item: Item, value: Any, offered: Offered) -> str | None:
    if not isinstance(value, str):
        return "enter text"
    if len(value) > MAXIMUM_TEXT:
        return f"this is {len(value):,} characters long; shorten it to {MAXIMUM_TEXT:,} or fewer"
    return None


# Tolerant of what addresses really look like, and real enough to catch a slip of the finger.
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@(?:[^\W_](?:[^\W_]|-)*\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_URL = re.compile(
    r"https?://(?:[^\s/?#@]+@)?(?:[^\W_][\w.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_PHONE_SIGNS = re.compile(r"[\s().\-–/]|(?:ext\.?|x|#)(?=\s*[0-9]+$)", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9*#]{3,20}")


def _check_email(item: Item, value: Any, offered: Offered) -> str | None:
    good = isinstance(value, str) and len(value) <= 254 and _EMAIL.fullmatch(value.strip())
    usable = good and ".." not in value and not value.strip().startswith(".") and ".@" not in value
    return None if usable else "enter an email address, such as name@example.org"


def _check_phone(item: Item, value: Any, offered: Offered) -> str | None:
    good = isinstance(value, str) and len(value) <= 60 and _PHONE.fullmatch(_PHONE_SIGNS.sub("", value.strip()))
    return None if good else "enter a phone number, such as 01632 960 001 or +44 808 157 0192"


def _check_url(item: Item, value: Any, offered: Offered) -> str | None:
    good = isinstance(value, str) and len(value) <= 2000 and _URL.fullmatch(value.strip())
    return None if good else "enter a web address that begins with https://, such as https://www.example.org"


def _check_integer(item: Item, value: Any, offered: Offered) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "enter a whole number, such as 12"
    return _check_size(value)


def _check_decimal(item: Item, value: Any, offered: Offered) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(_as_float(value)):
        return "enter a number, such as 12.5"
    return _check_size(value)


def _check_range(item: Item, value: Any, offered: Offered) -> str | None:
    """A number from the least to the greatest, by steps; an end that no step reaches can be chosen all the same."""
    start, end, step = range_of(item.question.settings_of_type)
    shown = f"choose a number from {start:g} to {end:g}" + (f" in steps of {step:g}" if step != 1 else "")
    if _check_decimal(item, value, offered) is not None or not start <= value <= end:
        return shown
    steps = (value - start) / step
    return None if value == end or abs(steps - round(steps)) < 1e-9 * max(1.0, steps) else shown


def range_of(settings: Mapping[str, str]) -> tuple[float, float, float]:
    """The least, the greatest and the step of a range; XLSForm's own where its parameters do not say so readably.

    A form may write a range downwards (``start=10 end=0``), which means the same numbers.
    """
    found = []
    for name, usual in (("start", 0.0), ("end", 10.0), ("step", 1.0)):
        try:
            number = float(settings.get(name, usual))
        except ValueError:
            number = usual
        found.append(number if math.isfinite(number) else usual)
    return min(found[:2]), max(found[:2]), abs(found[2]) or 1.0


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _check_size(value: int | float) -> str | None:
    return None if abs(value) <= MAXIMUM_NUMBER else "this number is too large; check it"


def _check_date(item: Item, value: Any, offered: Offered) -> str | None:
    return None if _is_date(value) else "enter a real date, such as 27 3 2026"


def _check_time(item: Item, value: Any, offered: Offered) -> str | None:
    bare = _without_zone(value) if isinstance(value, str) else ""
    return None if _is_time(bare) else "enter a time on the 24-hour clock, such as 14:30"


def _check_date_time(item: Item, value: Any, offered: Offered) -> str | None:
    day, separator, clock = value.partition("T") if isinstance(value, str) else ("", "", "")
    if separator and _is_date(day) and _is_time(_without_zone(clock)) and _parses(datetime.fromisoformat, value):
        return None
    return "enter a real date with a time on the 24-hour clock, such as 27 3 2026 at 14:30"


def _without_zone(clock: str) -> str:
    return re.sub(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", "", clock)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value) is not None and _parses(date.fromisoformat, value)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None and _parses(time.fromisoformat, value)


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _check_choice(item: Item, value: Any, offered: Offered) -> str | None:
    if isinstance(value, str) and any(choice.name == value for choice in offered):
        return None
    return "select one of the answers in the list"


def _check_choices(item: Item, value: Any, offered: Offered) -> str | None:
    known = {choice.name: choice for choice in offered}
    if not isinstance(value, list) or not all(isinstance(name, str) and name in known for name in value):
        return "select answers from the list"
    if len(value) > 1:
        for name in value:
            if known[name].exclusive:
                return f"select ‘{known[name].label}’ alone, or the other answers without it"
    return None


def _check_rank(item: Item, value: Any, offered: Offered) -> str | None:
    names = [choice.name for choice in offered]
    usable = isinstance(value, list) and all(isinstance(name, str) for name in value)
    if usable and sorted(value) == sorted(names):
        return None
    return f"put all {len(names)} answers in order, each of them once"


def _check_acknowledge(item: Item, value: Any, offered: Offered) -> str | None:
    return None if value == "OK" else "tick the box to confirm, or leave it blank"


def _check_calculated(item: Item, value: Any, offered: Offered) -> str | None:
    """What a device works out and the form keeps: a text or a number."""
    if isinstance(value, str):
        return _check_text(item, value, offered)
    return _check_decimal(item, value, offered)


def _check_file(item: Item, value: Any, offered: Offered) -> str | None:
    if not isinstance(value, str) or len(value) > MAXIMUM_FILE_NAME or re.search(r"[/\\\n]", value):
        return "add the file again; what was sent is not the name of a file"
    return None


def _check_place(item: Item, value: Any, offered: Offered) -> str | None:
    if item.question.kind == "geopoint":
        return geopoint_problem(value)
    return line_problem(value, closed=item.question.kind == "geoshape")


_CHECKS: Mapping[str, Callable[[Item, Any, Offered], str | None]] = {
    **dict.fromkeys(("text", "barcode", "username"), _check_text),
    **dict.fromkeys(("deviceid", "phonenumber", "subscriberid", "simserial", "audit"), _check_text),
    "email": _check_email,
    "phone": _check_phone,
    "url": _check_url,
    "integer": _check_integer,
    "decimal": _check_decimal,
    "range": _check_range,
    "date": _check_date,
    "time": _check_time,
    "dateTime": _check_date_time,
    "today": _check_date,
    "start": _check_date_time,
    "end": _check_date_time,
    "select_one": _check_choice,
    "select_multiple": _check_choices,
    "rank": _check_rank,
    "acknowledge": _check_acknowledge,
    "calculate": _check_calculated,
    "hidden": _check_calculated,
    **dict.fromkeys(("image", "audio", "video", "file", "signature"), _check_file),
    **dict.fromkeys(PLACE_TYPES, _check_place),
}
