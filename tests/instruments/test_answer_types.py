"""What an answer to each kind of question looks like."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given

from instruments.answer_types import MAXIMUM_NUMBER, MAXIMUM_TEXT, clean_value, range_of, type_problem
from instruments.model import ANSWERED_TYPES, FILE_TYPES, METADATA_TYPES, PLACE_TYPES
from tests.instruments.factories import one_page, question
from tests.instruments.strategies import anything

KINDS = {
    "text": "text", "integer": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime",
    "select_one": "select_one yes_no", "select_multiple": "select_multiple topics", "rank": "rank yes_no",
    **{kind: kind for kind in ("email", "phone", "url", "barcode", "range", "acknowledge", "calculate", "hidden")},
    **{kind: kind for kind in (*FILE_TYPES, *PLACE_TYPES, *METADATA_TYPES)},
}  # fmt: skip
COLUMNS: dict[str, dict[str, str]] = {
    "range": {"parameters": "start=1 end=10 step=0.5"}, "calculate": {"calculation": "1"},
}  # fmt: skip
FORM = one_page(*(question(type_, kind, **COLUMNS.get(kind, {})) for kind, type_ in KINDS.items()))


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
        ("time", "09:30Z"),
        ("time", "09:30:00.000+01:00"),
        ("rank", ["no", "yes"]),
        ("acknowledge", "OK"),
        ("email", "name@example.org"),
        ("email", "first.last+tag@sub.example.co.uk"),
        ("email", "o'name_1@exämple.org"),
        ("email", " name@example.org "),
        ("phone", "01632 960 001"),
        ("phone", "+44 (0)808 157 0192"),
        ("phone", "01632-960-001 ext. 12"),
        ("phone", "999"),
        ("phone", "*#06#"),
        ("url", "https://www.example.org"),
        ("url", "http://example.org:8080/a/b?c=d&e=f#g"),
        ("url", "https://exämple.org/Straße"),
        ("url", "http://localhost"),
        ("url", "http://192.0.2.1/a"),
        ("url", "HTTPS://[2001:db8::1]/"),
        ("barcode", "0123456789"),
        ("range", 1),
        ("range", 9.5),
        ("range", 10),
        ("calculate", "x"),
        ("calculate", 1.5),
        ("hidden", "x"),
        ("image", "a picture (1).jpg"),
        ("signature", "signed.png"),
        ("file", "x" * 255),
        ("geopoint", "51.5 -0.12"),
        ("geopoint", "-90 180 -12.5 4.1"),
        ("geotrace", "51.5 -0.12 0 0; 51.6 -0.13 0 0"),
        ("geotrace", "51.5 -0.12;51.6 -0.13;"),
        ("geoshape", "0 0; 0 1; 1 1; 0 0"),
        ("start", "2026-03-28T14:30:00"),
        ("today", "2026-03-28"),
        ("username", "ms-example"),
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
        ("time", "09:30X", "enter a time on the 24-hour clock, such as 14:30"),
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
        ("rank", ["yes"], "put all 2 answers in order, each of them once"),
        ("rank", ["yes", "yes"], "put all 2 answers in order, each of them once"),
        ("rank", ["yes", "no", "maybe"], "put all 2 answers in order, each of them once"),
        ("rank", "yes no", "put all 2 answers in order, each of them once"),
        ("rank", [["yes"], "no"], "put all 2 answers in order, each of them once"),
        ("acknowledge", "yes", "tick the box to confirm, or leave it blank"),
        ("acknowledge", True, "tick the box to confirm, or leave it blank"),
        ("email", "name", "enter an email address, such as name@example.org"),
        ("email", "name@example", "enter an email address"),
        ("email", "two names@example.org", "enter an email address"),
        ("email", "a@b@example.org", "enter an email address"),
        ("email", ".name@example.org", "enter an email address"),
        ("email", "na..me@example.org", "enter an email address"),
        ("email", "name@example..org", "enter an email address"),
        ("email", "a" * 250 + "@example.org", "enter an email address"),
        ("email", 3, "enter an email address"),
        ("phone", "no", "enter a phone number, such as 01632 960 001"),
        ("phone", "12", "enter a phone number"),
        ("phone", "1" * 40, "enter a phone number"),
        ("phone", "01632 960 001 or 002", "enter a phone number"),
        ("phone", 1632960001, "enter a phone number"),
        ("url", "www.example.org", "enter a web address that begins with https://"),
        ("url", "javascript:alert(1)", "enter a web address"),
        ("url", "ftp://example.org", "enter a web address"),
        ("url", "https://", "enter a web address"),
        ("url", "https://two words.org", "enter a web address"),
        ("range", 0, "choose a number from 1 to 10 in steps of 0.5"),
        ("range", 10.5, "choose a number from 1 to 10 in steps of 0.5"),
        ("range", 2.25, "choose a number from 1 to 10 in steps of 0.5"),
        ("range", "2", "choose a number from 1 to 10 in steps of 0.5"),
        ("range", math.nan, "choose a number from 1 to 10 in steps of 0.5"),
        ("calculate", [1], "enter a number"),
        ("hidden", "x" * (MAXIMUM_TEXT + 1), "this is 20,001 characters long"),
        ("image", "../../etc/passwd", "add the file again"),
        ("image", "a\\b.png", "add the file again"),
        ("file", "x" * 256, "add the file again"),
        ("audio", {"name": "x"}, "add the file again"),
        ("geopoint", "51.5", "record the place again, or enter it as latitude and longitude"),
        ("geopoint", "51.5, -0.12", "record the place again"),
        ("geopoint", "91 0", "the latitude, 91, must be from -90 to 90"),
        ("geopoint", "0 -181", "the longitude, -181, must be from -180 to 180"),
        ("geopoint", "0 0 0 -1", "the accuracy, -1 metres, cannot be less than 0"),
        ("geopoint", "nan inf", "record the place again"),
        ("geopoint", 51.5, "record the place again"),
        ("geotrace", "51.5 -0.12", "record a line of at least two points"),
        ("geotrace", "51.5 -0.12; x", "record a line of at least two points"),
        ("geotrace", "51.5 -0.12; 99 0", "the latitude, 99, must be from -90 to 90"),
        ("geotrace", "0 0;" * 1001, "this has 1,001 points; record it with 1,000 or fewer"),
        ("geoshape", "0 0; 0 1; 1 1", "record an area of at least three points"),
        ("geoshape", "0 0; 0 1; 1 1; 1 0", "the area is not closed; end where it begins"),
        ("start", "soon", "enter a real date with a time"),
        ("today", "soon", "enter a real date"),
        ("username", 3, "enter text"),
    ],
)
def test_any_other_answer_is_told_what_is_wanted(kind: str, value: Any, message: str) -> None:
    said = problem(kind, value)
    assert said is not None
    assert said.startswith(message)


def test_every_kind_of_plain_question_is_covered() -> None:
    assert set(KINDS) == set(ANSWERED_TYPES) - {"grade", "safety", "consent"}


def test_where_a_filter_leaves_only_some_choices_these_are_the_list() -> None:
    offered = FORM.item("select_one").choices[:1]
    assert type_problem(FORM.item("select_one"), "yes", offered) is None
    assert type_problem(FORM.item("select_one"), "no", offered) == "select one of the answers in the list"
    assert type_problem(FORM.item("rank"), ["yes"], offered) is None


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        (None, (0, 10, 1)),
        ("start=-5 end=5", (-5, 5, 1)),
        ("start=0;end=1;step=.1", (0, 1, 0.1)),
        ("start=10 end=0 step=-2", (0, 10, 2)),
        ("step=0", (0, 10, 1)),
        ("start=low, end=high, step=inf", (0, 10, 1)),
    ],
)
def test_a_range_that_does_not_say_runs_from_nought_to_ten(parameters: str | None, found: tuple[float, ...]) -> None:
    form = one_page(question("range", "a"))
    asked = form.item("a").question.model_copy(update={"parameters": parameters})
    assert range_of(asked.settings_of_type) == found


def test_every_step_of_a_range_in_small_decimals_can_be_chosen() -> None:
    item = one_page(question("range", "a", parameters="start=0 end=1 step=0.1")).item("a")
    assert [type_problem(item, number / 10) for number in range(11)] == [None] * 11


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
        ("rank", ["no", "yes"], ["no", "yes"]),
        ("rank", [], None),
        ("acknowledge", "", None),
        ("integer", 0, 0),
        ("decimal", "x", "x"),
    ],
)
def test_values_are_tidied_and_blanks_become_none(kind: str, value: Any, cleaned: Any) -> None:
    assert clean_value(FORM.item(kind), value) == cleaned
