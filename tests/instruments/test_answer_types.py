"""What an answer to each kind of question looks like."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given

from instruments.answer_types import MAXIMUM_NUMBER, MAXIMUM_TEXT, clean_value, type_problem
from instruments.model import ANSWERED_TYPES
from tests.instruments.factories import one_page, question
from tests.instruments.strategies import anything

KINDS = {
    "text": "text", "integer": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime",
    "select_one": "select_one yes_no", "select_multiple": "select_multiple topics",
}  # fmt: skip
FORM = one_page(*(question(type_, kind) for kind, type_ in KINDS.items()))


def problem(kind: str, value: Any) -> str | None:
    return type_problem(FORM.item(kind), value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x"),
        ("text", "=1+1"),
        ("text", "x" * MAXIMUM_TEXT),
        ("integer", 0),
        ("integer", -MAXIMUM_NUMBER),
        ("decimal", 1),
        ("decimal", -0.5),
        ("date", "2024-02-29"),
        ("time", "00:00"),
        ("time", "23:59:59"),
        ("time", "23:59:59.5"),
        ("dateTime", "2026-03-27T14:30"),
        ("dateTime", "2026-03-27T14:30:00"),
        ("dateTime", "2026-03-27T14:30:00Z"),
        ("dateTime", "2026-03-27T14:30:00.25+01:00"),
        ("select_one", "yes"),
        ("select_multiple", ["gangs", "online"]),
        ("select_multiple", ["none"]),
    ],
)
def test_an_answer_of_the_right_kind_passes(kind: str, value: Any) -> None:
    assert problem(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("text", 3, "enter text"),
        ("text", ["x"], "enter text"),
        ("text", "x" * (MAXIMUM_TEXT + 1), "this is 20,001 characters long; shorten it to 20,000 or fewer"),
        ("integer", "3", "enter a whole number, such as 12"),
        ("integer", 3.0, "enter a whole number, such as 12"),
        ("integer", True, "enter a whole number, such as 12"),
        ("integer", MAXIMUM_NUMBER + 1, "this number is too large; check it"),
        ("decimal", "3.5", "enter a number, such as 12.5"),
        ("decimal", math.nan, "enter a number, such as 12.5"),
        ("decimal", math.inf, "enter a number, such as 12.5"),
        ("decimal", 10**400, "enter a number, such as 12.5"),
        ("decimal", -1e300, "this number is too large; check it"),
        ("date", "2026-02-30", "enter a real date, such as 27 3 2026"),
        ("date", "20260327", "enter a real date, such as 27 3 2026"),
        ("date", "2026-03-27T10:00", "enter a real date, such as 27 3 2026"),
        ("date", "2026-W13-5", "enter a real date, such as 27 3 2026"),
        ("date", 20260327, "enter a real date, such as 27 3 2026"),
        ("time", "24:00", "enter a time on the 24-hour clock, such as 14:30"),
        ("time", "9:30", "enter a time on the 24-hour clock, such as 14:30"),
        ("time", "09:30Z", "enter a time on the 24-hour clock, such as 14:30"),
        ("dateTime", "2026-03-27", "enter a real date with a time"),
        ("dateTime", "2026-03-27 14:30", "enter a real date with a time"),
        ("dateTime", "2026-03-27T25:00", "enter a real date with a time"),
        ("dateTime", "2026-03-27T14:30+99:00", "enter a real date with a time"),
        ("select_one", "maybe", "select one of the answers in the list"),
        ("select_one", ["yes"], "select one of the answers in the list"),
        ("select_one", 1, "select one of the answers in the list"),
        ("select_multiple", "gangs", "select answers from the list"),
        ("select_multiple", ["gangs", "elsewhere"], "select answers from the list"),
        ("select_multiple", ["gangs", None], "select answers from the list"),
        ("select_multiple", ["gangs", "none"], "select ‘None of these’ alone, or the other answers without it"),
    ],
)
def test_any_other_answer_is_told_what_is_wanted(kind: str, value: Any, message: str) -> None:
    said = problem(kind, value)
    assert said is not None
    assert said.startswith(message)


def test_every_kind_of_plain_question_is_covered() -> None:
    assert set(KINDS) == set(ANSWERED_TYPES) - {"grade", "safety"}


@given(anything)
def test_no_value_breaks_a_check(value: Any) -> None:
    for item in FORM.items:
        cleaned = clean_value(item, value)
        assert cleaned is None or type_problem(item, cleaned) is None or type_problem(item, cleaned)


@pytest.mark.parametrize(
    ("kind", "value", "cleaned"),
    [
        ("text", "  ", None),
        ("text", "", None),
        ("text", " kept as it is ", " kept as it is "),
        ("text", "a\r\nb\rc\n", "a\nb\nc\n"),
        ("text", "a\x00b\x0bc\ud800d\x7fe\tf", "abcde\tf"),
        ("text", "\x00", None),
        ("select_one", "", None),
        ("select_multiple", [], None),
        ("select_multiple", ["online", "gangs", "online"], ["gangs", "online"]),
        ("select_multiple", ["elsewhere", "gangs"], ["gangs", "elsewhere"]),
        ("select_multiple", ["gangs", 3], ["gangs", 3]),
        ("integer", 0, 0),
        ("decimal", "x", "x"),
    ],
)
def test_values_are_tidied_and_blanks_become_none(kind: str, value: Any, cleaned: Any) -> None:
    assert clean_value(FORM.item(kind), value) == cleaned
