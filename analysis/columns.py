"""How the answers to each kind of question become columns of a frame.

A scale is an ordered categorical of its substantive choices in the scale's order, another single choice an unordered
one; a multiple choice is one nullable boolean column ``question/choice`` for each substantive choice, and a ranking one
``Int64`` column of positions (1 is first) for each; whole numbers are ``Int64``, other numbers ``Float64``; a
confirmation is a nullable boolean; dates and moments are ``datetime64`` (without zone, the wall clock as entered), and
times of day, places, files and everything written are text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from instruments.items import Item
from instruments.model import FILE_TYPES, PLACE_TYPES, TEXT_TYPES, Choice

Columns = Callable[[Item, Sequence[Any]], dict[str, Any]]


def substantive_choices(item: Item) -> tuple[Choice, ...]:
    """The choices that count as answers, in the list's order; one that stands there twice is one choice."""
    found: dict[str, Choice] = {}
    for choice in item.choices:
        if choice.missing is None:
            found.setdefault(choice.name, choice)
    return tuple(found.values())


def _single_choice(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    names = [choice.name for choice in substantive_choices(item)]
    codes = {name: code for code, name in enumerate(names)}
    try:
        found = [-1 if answer is None else codes[answer] for answer in answers]
    except (KeyError, TypeError) as error:
        raise _wrong(item, error.args[0], "is not one of its choices") from None
    kind = pd.CategoricalDtype(names, ordered=item.scale is not None)
    return {item.name: pd.Categorical.from_codes(found, dtype=kind)}


def _multiple_choice(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    chosen = [None if answer is None else frozenset(_known(item, answer)) for answer in answers]
    return {
        f"{item.name}/{choice.name}": pd.array(
            [None if names is None else choice.name in names for names in chosen], dtype="boolean"
        )
        for choice in substantive_choices(item)
    }


def _ranking(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    """The position of each choice; missing where it was not there to be ranked."""
    ranked = [
        None if answer is None else {name: place for place, name in enumerate(_known(item, answer), start=1)}
        for answer in answers
    ]
    return {
        f"{item.name}/{choice.name}": pd.array(
            [None if places is None else places.get(choice.name) for places in ranked], dtype="Int64"
        )
        for choice in substantive_choices(item)
    }


def _known(item: Item, answer: Any) -> list[str]:
    if not isinstance(answer, list) or not {choice.name for choice in item.choices}.issuperset(answer):
        raise _wrong(item, answer, "has a choice that the question does not offer")
    return answer


def _text(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([None if answer is None else str(answer) for answer in answers], dtype="str")}


def _confirmation(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([None if answer is None else True for answer in answers], dtype="boolean")}


def _whole_number(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([_number(item, answer, int) for answer in answers], dtype="Int64")}


def _decimal(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([_number(item, answer, float) for answer in answers], dtype="Float64")}


def _number(item: Item, answer: Any, kind: type) -> Any:
    if answer is None:
        return None
    if not is_number(answer) or kind(answer) != answer:
        raise _wrong(item, answer, "is not a whole number" if kind is int else "is not a number")
    return kind(answer)


def is_number(answer: Any) -> bool:
    """Whether a stored answer is a number; truth values are none."""
    return isinstance(answer, int | float) and not isinstance(answer, bool)


def _computed(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    """Numbers where all that was worked out are numbers, else text."""
    found = [answer for answer in answers if answer is not None]
    return (_decimal if found and all(map(is_number, found)) else _text)(item, answers)


def _moment(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    """Dates and dates with times; a zone is dropped, since what counts is the clock that the respondent read."""
    moments = [None if answer is None else _clock_reading(item, answer) for answer in answers]
    return {item.name: pd.array(moments, dtype="datetime64[us]")}


def _clock_reading(item: Item, answer: Any) -> datetime:
    try:
        return datetime.fromisoformat(answer).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise _wrong(item, answer, f"is not a date such as {date(2026, 4, 30)}") from None


def _wrong(item: Item, answer: Any, what: str) -> ValueError:
    return ValueError(f"question '{item.name}': {answer!r} {what}")


#: A new kind of question is one row here. Composite kinds are taken apart before they come here, but for their own
#: answer, which is a single choice.
COLUMNS: Mapping[str, Columns] = {
    "select_one": _single_choice,
    "grade": _single_choice,
    "safety": _single_choice,
    "consent": _single_choice,
    "select_multiple": _multiple_choice,
    "rank": _ranking,
    "acknowledge": _confirmation,
    "integer": _whole_number,
    "decimal": _decimal,
    "range": _decimal,
    "calculate": _computed,
    "hidden": _computed,
    "date": _moment,
    "dateTime": _moment,
    "today": _moment,
    "start": _moment,
    "end": _moment,
    "time": _text,
    **dict.fromkeys((*TEXT_TYPES, *FILE_TYPES, *PLACE_TYPES), _text),
    **dict.fromkeys(("username", "deviceid", "phonenumber", "subscriberid", "simserial", "audit"), _text),
}
