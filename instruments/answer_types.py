"""What an answer to each kind of question looks like, and how it is tidied."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from instruments.compiled import Item

MAXIMUM_TEXT = 20_000  # well under what a cell of a workbook holds
MAXIMUM_NUMBER = 10**15  # a whole number that every browser and spreadsheet keeps exactly

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})?")
# What no text answer needs, and databases or workbooks refuse: control characters and halves of surrogate pairs.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_value(item: Item, value: Any) -> Any:
    """The answer as it is stored; None for a blank one."""
    if isinstance(value, str):
        text = _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        return text if text.strip() else None
    if item.question.kind == "select_multiple" and isinstance(value, (list, tuple)):
        return _in_list_order(item, list(value)) or None
    return value


def _in_list_order(item: Item, chosen: list[Any]) -> list[Any]:
    """The choices once each, in the order of the list; unknown ones after them, as they came."""
    if not all(isinstance(name, str) for name in chosen):
        return chosen
    order = {choice.name: index for index, choice in enumerate(item.choices)}
    return sorted(dict.fromkeys(chosen), key=lambda name: order.get(name, len(order)))


def type_problem(item: Item, value: Any) -> str | None:
    """What is wrong with a non-blank answer of this kind of question, or None."""
    return _CHECKS[item.question.kind](item, value)


def _check_text(_: Item, value: Any) -> str | None:
    if not isinstance(value, str):
        return "enter text"
    if len(value) > MAXIMUM_TEXT:
        return f"this is {len(value):,} characters long; shorten it to {MAXIMUM_TEXT:,} or fewer"
    return None


def _check_integer(_: Item, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "enter a whole number, such as 12"
    return _check_size(value)


def _check_decimal(_: Item, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(_as_float(value)):
        return "enter a number, such as 12.5"
    return _check_size(value)


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _check_size(value: int | float) -> str | None:
    return None if abs(value) <= MAXIMUM_NUMBER else "this number is too large; check it"


def _check_date(_: Item, value: Any) -> str | None:
    return None if _is_date(value) else "enter a real date, such as 27 3 2026"


def _check_time(_: Item, value: Any) -> str | None:
    return None if _is_time(value) else "enter a time on the 24-hour clock, such as 14:30"


def _check_date_time(_: Item, value: Any) -> str | None:
    day, separator, clock = value.partition("T") if isinstance(value, str) else ("", "", "")
    zone = re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})?$", clock)
    bare = clock[: zone.start()] if zone else clock
    if separator and _is_date(day) and _is_time(bare) and _parses(datetime.fromisoformat, value):
        return None
    return "enter a real date with a time on the 24-hour clock, such as 27 3 2026 at 14:30"


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


def _check_choice(item: Item, value: Any) -> str | None:
    if isinstance(value, str) and value in {choice.name for choice in item.choices}:
        return None
    return "select one of the answers in the list"


def _check_choices(item: Item, value: Any) -> str | None:
    known = {choice.name: choice for choice in item.choices}
    if not isinstance(value, list) or not all(isinstance(name, str) and name in known for name in value):
        return "select answers from the list"
    if len(value) > 1:
        for name in value:
            if known[name].exclusive:
                return f"select ‘{known[name].label}’ alone, or the other answers without it"
    return None


_CHECKS: Mapping[str, Callable[[Item, Any], str | None]] = {
    "text": _check_text,
    "integer": _check_integer,
    "decimal": _check_decimal,
    "date": _check_date,
    "time": _check_time,
    "dateTime": _check_date_time,
    "select_one": _check_choice,
    "select_multiple": _check_choices,
}
