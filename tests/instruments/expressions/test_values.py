"""Dates as numbers and back, and what counts as an answer."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.expressions.values import Nodes, from_answer, single, to_date, to_days, to_number

EPOCH = date(1970, 1, 1)


@given(st.dates())
def test_a_date_is_its_days_since_1970_and_comes_back_from_them(day: date) -> None:
    days = to_days(day.isoformat())
    assert days == (day - EPOCH).days
    assert to_date(float(days)) == day.isoformat()


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))
def test_a_moment_is_its_seconds_since_1970(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert to_days(whole.isoformat()) == whole.timestamp() / 86400


@given(st.text("0123456789-:TZ+.", max_size=20))
def test_a_text_is_a_date_only_where_the_calendar_has_it(text: str) -> None:
    days = to_days(text)
    if days is not None and len(text) == 10:
        assert date.fromisoformat(text) == date.fromordinal(EPOCH.toordinal() + int(days))


@pytest.mark.parametrize(
    "text", ["2026-02-29", "0000-01-01", "2026-3-7", "27-03-2026", "2026-03-27T", "2026-03-27T10", ""]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert to_days(text) is None


def test_a_zone_beyond_the_worlds_makes_no_date() -> None:
    assert to_days("2026-03-27T10:00+15:00") is None
    assert to_days("2026-03-27T10:00+0130") == to_days("2026-03-27T08:30")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("text", "text"),
        (None, ""),
        (3, 3.0),
        (True, True),
        (["a", "b"], "a b"),
        (["a", 3, None], "a"),
        ({"a": 1}, ""),
        (math.nan, ""),
        (math.inf, ""),
        (10**400, ""),
    ],
)
def test_an_answer_is_its_value_and_whatever_is_no_answer_is_blank(answer: Any, value: Any) -> None:
    assert from_answer(answer) == value


def test_a_set_is_its_first_answer_where_one_value_is_wanted() -> None:
    assert single(Nodes(("a", "b"))) == "a"
    assert single(Nodes(())) == ""
    assert len(Nodes(())) == 0


def test_the_values_of_a_set_are_looked_up_only_when_they_are_asked_for() -> None:
    asked: list[int] = []

    def look_up(node: int) -> str:
        asked.append(node)
        return f"value {node}"

    nodes = Nodes((1, 2, 3), look_up)
    assert len(nodes) == 3
    assert asked == []
    assert nodes.first == "value 1"
    assert asked == [1]
    assert nodes.values == nodes.values == ("value 1", "value 2", "value 3")
    assert asked == [1, 1, 2, 3]
    assert nodes.first == "value 1"


def test_numbers_in_words_of_other_scripts_are_words() -> None:
    assert math.isnan(to_number("١٢"))
