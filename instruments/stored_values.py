"""What the value of an expression is as an answer, and an answer as it is read in an expression."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from instruments.expressions import Value, from_answer, to_text
from instruments.expressions.values import to_date, to_number
from instruments.items import Item
from instruments.model import TEXT_TYPES

MAXIMUM_WHOLE = 2**53  # up to here a number without decimals is kept as a whole one, in Python and in a browser
MAXIMUM_CALCULATED = 20_000  # characters, as for any text


def to_answer(item: Item, value: Value) -> Any:
    """What is stored when an expression gives the answer to a question; None for a blank.

    JavaRosa's: not-a-number is a blank. Truth values are the texts "true" and "false".
    """
    if isinstance(value, float) and not math.isfinite(value):
        return None
    text = to_text(value)[:MAXIMUM_CALCULATED]
    if not text.strip():
        return None
    return _KINDS.get(item.question.kind, _as_text)(value, text)


def read_text(item: Item, text: str) -> Any:
    """The answer that a text stands for, as a form's columns and a file's cells write it; None for a blank."""
    return to_answer(item, text.strip() if item.question.kind not in TEXT_TYPES else text)


def to_value(item: Item, answer: Any) -> Value:
    """What an answer is in an expression; blank where there is none."""
    if answer is None:
        return ""
    value = from_answer(answer)
    return to_text(value) if isinstance(value, bool) else value


def whole_or_decimal(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < MAXIMUM_WHOLE else number


def _as_text(value: Value, text: str) -> Any:
    return text


def _as_it_is(value: Value, text: str) -> Any:
    return text if isinstance(value, (str, bool)) else whole_or_decimal(float(value))


def _as_number(value: Value, text: str) -> Any:
    number = float(to_number(value))  # a day is a whole one
    return whole_or_decimal(number) if math.isfinite(number) else text


def _as_whole(value: Value, text: str) -> Any:
    number = to_number(value)
    return whole_or_decimal(float(math.trunc(number))) if math.isfinite(number) else text


def _as_date(value: Value, text: str) -> Any:
    """JavaRosa: the day of a number of days, or of a date with time."""
    if not isinstance(value, str):
        return to_date(float(value)) or None
    return text[:10] if "T" in text else text


def _as_list(value: Value, text: str) -> Any:
    return list(dict.fromkeys(text.split()))


_KINDS: Mapping[str, Callable[[Value, str], Any]] = {
    "integer": _as_whole,
    "decimal": _as_number,
    "range": _as_number,
    "date": _as_date,
    "select_multiple": _as_list,
    "rank": _as_list,
    "calculate": _as_it_is,
    "hidden": _as_it_is,
}
