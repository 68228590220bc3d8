"""Reading what browsers post."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from instruments.answer_types import type_problem
from instruments.answers import find_path
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.flow import page_items
from survey_app.collect.forms import build_form, posted_answers
from survey_app.collect.wording import Speaker
from tests.survey_app.collect.forms_for_tests import EVERY_TYPE

COMPILED = compile_instrument(load_instrument(EVERY_TYPE, filename="every-type.yaml"))
FIRST = page_items(COMPILED.section("first"))
WORDS = Speaker(COMPILED).words(find_path(COMPILED, {"more": "yes", "what_more": "this"}))


def read(name: str, **controls: str) -> tuple[Any, str]:
    """The answer read from the controls of one question, and the error if there is one."""
    item = COMPILED.item(name)
    posted = MultiDict({f"q.{name}{':' + part if part != 'value' else ''}": text for part, text in controls.items()})
    answers, unreadable = posted_answers(build_form([item], {}, WORDS, posted), {})
    return answers[name], unreadable.get(name, "")


@pytest.mark.parametrize(
    ("name", "controls", "answer"),
    [
        ("line", {"value": "  a line \x00"}, "a line"),
        ("words", {"value": "one\r\ntwo"}, "one\ntwo"),
        ("count", {"value": "1,204"}, 1204),
        ("count", {"value": "-3"}, -3),
        ("share", {"value": "2.50"}, 2.5),
        ("day", {"day": "7", "month": "3", "year": "2026"}, "2026-03-07"),
        ("day", {"day": "07", "month": "March", "year": "2026"}, "2026-03-07"),
        ("hour", {"value": "9.05"}, "09:05"),
        ("moment", {"day": "1", "month": "12", "year": "2026", "time": "14:30"}, "2026-12-01T14:30"),
        ("more", {"value": "yes"}, "yes"),
        ("line", {"value": " \n "}, None),
        ("day", {"day": "", "month": "", "year": ""}, None),
        ("day", {}, None),
    ],
)
def test_what_people_type_becomes_the_documents_value(name: str, controls: dict[str, str], answer: Any) -> None:
    assert read(name, **controls) == (answer, "")


@pytest.mark.parametrize(
    ("name", "controls", "message"),
    [
        ("count", {"value": "about ten"}, "‘How many?’ must be a whole number, such as 12"),
        ("count", {"value": "9" * 5000}, "‘How many?’ must be a whole number, such as 12"),
        ("share", {"value": "nan"}, "‘What share?’ must be a number, such as 2.5"),
        ("day", {"day": "1"}, "‘Which day?’ must include a month and a year"),
        ("day", {"day": "31", "month": "2", "year": "2026"}, "‘Which day?’ must be a real date"),
        ("day", {"day": "1", "month": "13", "year": "2026"}, "‘Which day?’ must have a month such as 3"),
        ("day", {"day": "1", "month": "3", "year": "26"}, "‘Which day?’ must have a year such as 2026"),
        ("hour", {"value": "25:00"}, "‘What time?’ must be a time, such as 14:30"),
        ("moment", {"day": "1", "month": "3", "year": "2026"}, "‘When exactly?’ must include a time"),
        ("line", {"value": "x" * 1001}, "‘One line’ must be 1,000 characters or fewer"),
    ],
)
def test_what_cannot_be_read_is_told_with_how_to_write_it(name: str, controls: dict[str, str], message: str) -> None:
    assert read(name, **controls)[1] == message


def test_the_error_of_a_date_leads_to_the_wrong_part() -> None:
    posted = MultiDict({"q.day:day": "1", "q.day:month": "13", "q.day:year": "2026"})
    assert build_form([COMPILED.item("day")], {}, WORDS, posted)["day"].focus_id == "q.day.a-month"


def test_what_was_typed_is_shown_again_when_it_cannot_be_read() -> None:
    form = build_form([COMPILED.item("day")], {"day": "2026-01-01"}, WORDS, MultiDict({"q.day:month": "Smarch"}))
    assert form["day"].posted == {"day": "", "month": "Smarch", "year": ""}


def test_a_multiple_choice_is_read_in_the_order_of_the_list() -> None:
    posted = MultiDict([("q.helped", "nurse"), ("q.helped", "teacher"), ("q.helped", "nurse")])
    answers, _ = posted_answers(build_form([COMPILED.item("helped")], {}, WORDS, posted), {})
    assert answers == {"helped": ["teacher", "nurse"]}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([f"q.{item.name}{end}" for item in FIRST for end in ("", ":day", ":month", ":time")]),
            st.text(max_size=40) | st.integers().map(str) | st.floats().map(str),
        ),
        max_size=30,
    )
)
def test_no_post_fails_and_whatever_is_read_is_an_answer_or_has_an_error(posted: list[tuple[str, str]]) -> None:
    answers, unreadable = posted_answers(build_form(FIRST, {}, WORDS, MultiDict(posted)), {})
    for item in FIRST:
        value = answers.get(item.name)
        if value is not None and not item.choices and item.name not in unreadable:
            assert type_problem(item, value) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_shown_in_parts_and_posted_unchanged_is_the_same_date(day: Any) -> None:
    shown = build_form([COMPILED.item("day")], {"day": day.isoformat()}, WORDS)["day"].posted
    assert read("day", **shown) == (day.isoformat(), "")
