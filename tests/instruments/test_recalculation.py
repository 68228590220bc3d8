"""What a form begins with, and what it writes by itself as answers change."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import begin, check_answers, clean_answers, find_path, recalculate
from instruments.compiled import compile_instrument
from tests.instruments.factories import compiled, one_page, question, repeat
from tests.instruments.strategies import anything, documents, instruments

NOW = datetime(2026, 3, 28, 14, 30)
LATER = datetime(2026, 3, 29, 9, 0)


def calculate(name: str, calculation: str, **columns: Any) -> dict[str, Any]:
    return {"type": "calculate", "name": name, "calculation": calculation, **columns}


# Beginning


@pytest.mark.parametrize(
    ("type_", "default", "answer"),
    [
        ("text", "Somewhere", "Somewhere"),
        ("text", "5 - 3", "5 - 3"),
        ("text", "not known (yet)", "not known (yet)"),
        ("integer", "3", 3),
        ("integer", "5 - 3", 2),
        ("integer", "-3", -3),
        ("decimal", "2.5", 2.5),
        ("date", "2026-03-27", "2026-03-27"),
        ("date", "today()", "2026-03-28"),
        ("date", "date(today() + 7)", "2026-04-04"),
        ("dateTime", "now()", "2026-03-28T14:30:00"),
        ("select_one yes_no", "yes", "yes"),
        ("select_multiple topics", "online gangs", ["gangs", "online"]),
        ("rank yes_no", "no yes", ["no", "yes"]),
        ("acknowledge", "OK", "OK"),
        ("hidden", "kept", "kept"),
        ("geopoint", "51.5 -0.12 0 0", "51.5 -0.12 0 0"),
    ],
)
def test_a_form_begins_with_its_defaults(type_: str, default: str, answer: Any) -> None:
    assert begin(one_page(question(type_, "a", default=default)), now=NOW) == {"a": answer}


@pytest.mark.parametrize(
    ("type_", "default"),
    [("integer", "many"), ("select_one yes_no", "maybe"), ("date", "soon"), ("image", "made-up.png")],
)
def test_a_default_that_could_not_be_an_answer_is_left_out(type_: str, default: str) -> None:
    assert begin(one_page(question(type_, "a", default=default)), now=NOW) == {}


def test_a_default_may_reckon_with_others_wherever_they_stand() -> None:
    form = one_page(
        question("integer", "c", default="${b} + ${twice}"),
        question("integer", "b", default="${a} * 10"),
        question("integer", "a", default="3"),
        calculate("twice", "${a} * 2"),
    )
    assert begin(form, now=NOW) == {"a": 3, "b": 30, "c": 36, "twice": 6}


def test_a_form_begins_with_the_moment_and_the_name_of_who_answers() -> None:
    form = compiled(
        {"type": "start", "name": "begun"}, {"type": "today", "name": "day"}, {"type": "username", "name": "who"},
        {"type": "end", "name": "ended"}, {"type": "deviceid", "name": "device"}, question("text", "a"),
    )  # fmt: skip
    document = begin(form, now=NOW, username="ms-example")
    assert document == {
        "begun": "2026-03-28T14:30:00", "day": "2026-03-28", "who": "ms-example", "ended": "2026-03-28T14:30:00",
    }  # fmt: skip
    later = recalculate(form, document, now=LATER, username="somebody-else")
    assert later == document | {"ended": "2026-03-29T09:00:00"}
    assert check_answers(form, later) == ()
    assert "who" not in begin(form, now=NOW)


def test_a_form_begins_with_the_entries_that_it_asks_for() -> None:
    form = compiled(
        question("integer", "n", default="2"),
        repeat(
            "visit",
            question("text", "a", default="Here"),
            calculate("number", "position(..)"),
            repeat("room", question("text", "b", default="concat(${a}, ' too')"), repeat_count="position(..)"),
            repeat_count="${n}",
        ),
    )
    assert begin(form, now=NOW)["visit"] == [
        {"a": "Here", "number": 1, "room": [{"b": "Here too"}]},
        {"a": "Here", "number": 2, "room": [{"b": "Here too"}, {"b": "Here too"}]},
    ]


def test_what_a_new_entry_begins_with_can_be_had_by_itself() -> None:
    form = compiled(
        repeat("visit", question("date", "d", default="today()"), repeat("room", question("text", "b", default="x")))
    )
    assert begin(form, now=NOW, entry_of="visit") == {"d": "2026-03-28"}
    assert begin(form, now=NOW, entry_of="room") == {"b": "x"}


# New entries


STREETS = compiled(
    repeat(
        "visit",
        question("text", "street", default="${visit}[position() = position(current()/..) - 1]/street"),
        question("text", "seen", default="no"),
    )
)


def test_a_new_entry_gets_its_defaults_and_an_earlier_one_is_left_alone() -> None:
    before = {"visit": [{"street": "Example Road", "seen": None}]}
    after = {"visit": [*before["visit"], {}]}
    made = recalculate(STREETS, after, previous=before, now=NOW)
    assert made["visit"] == [{"street": "Example Road", "seen": None}, {"street": "Example Road", "seen": "no"}]
    assert after == {"visit": [{"street": "Example Road", "seen": None}, {}]}


def test_without_an_earlier_document_an_entry_without_answers_is_new() -> None:
    made = recalculate(STREETS, {"visit": [{"street": "Example Road"}, {}]}, now=NOW)
    assert made["visit"] == [{"street": "Example Road"}, {"street": "Example Road", "seen": "no"}]


def test_missing_entries_are_added_and_surplus_ones_stay() -> None:
    form = compiled(question("integer", "n"), repeat("visit", question("text", "a", default="x"), repeat_count="${n}"))
    document = recalculate(form, {"n": 2}, now=NOW)
    assert document == {"n": 2, "visit": [{"a": "x"}, {"a": "x"}]}
    fewer = recalculate(form, document | {"n": 1}, previous=document, now=NOW)
    assert fewer["visit"] == document["visit"]
    assert clean_answers(form, fewer) == {"n": 1, "visit": [{"a": "x"}]}


def test_a_repeat_may_add_an_entry_when_the_last_one_asks_for_it() -> None:
    last = "${visit}[position() = count(${visit})]/more"
    count = f"if(count(${{visit}}) = 0 or {last} = 'yes', count(${{visit}}) + 1, count(${{visit}}))"
    form = compiled(repeat("visit", question("select_one yes_no", "more"), repeat_count=count))
    document = begin(form, now=NOW)
    assert document == {"visit": [{}]}
    document["visit"][0]["more"] = "yes"
    document = recalculate(form, document, now=NOW)
    assert len(document["visit"]) == 2
    document["visit"][1]["more"] = "no"
    assert len(recalculate(form, document, now=NOW)["visit"]) == 2


def test_a_number_of_entries_that_only_grows_has_an_end() -> None:
    form = compiled(repeat("visit", question("text", "a"), repeat_count="count(${visit}) + 1"))
    assert 1 <= len(recalculate(form, {}, now=NOW)["visit"]) <= 10


# Calculations and triggers


def test_calculations_are_written_and_those_off_the_path_taken_away() -> None:
    form = one_page(question("integer", "a"), calculate("c", "${a} + 1", relevant="${a} > 1"))
    document = recalculate(form, {"a": 2}, now=NOW)
    assert document == {"a": 2, "c": 3}
    assert recalculate(form, document | {"a": 1}, now=NOW) == {"a": 1}


def test_a_moment_once_calculated_stays() -> None:
    form = one_page(calculate("at", "now()"), calculate("day", "today()"))
    document = recalculate(form, {}, now=NOW)
    assert recalculate(form, document, now=LATER) == {"at": "2026-03-28T14:30:00", "day": "2026-03-29"}


def test_a_calculation_with_a_trigger_is_made_when_that_answer_changes_and_only_then() -> None:
    form = one_page(
        question("text", "a"), question("text", "b"),
        question("text", "stamp", calculation="concat(${a}, ' ', ${b})", trigger="${a}"),
        calculate("at", "now()", trigger="${a}, ${b}"),
    )  # fmt: skip
    first = recalculate(form, {"a": "x", "b": "y"}, previous={}, now=NOW)
    assert first == {"a": "x", "b": "y", "stamp": "x y", "at": "2026-03-28T14:30:00"}
    second = recalculate(form, first | {"b": "z"}, previous=first, now=LATER)
    assert second == first | {"b": "z", "at": "2026-03-29T09:00:00"}
    edited = second | {"stamp": "as the respondent wrote it"}
    assert recalculate(form, edited, previous=second, now=LATER) == edited
    assert recalculate(form, edited, now=LATER) == edited
    assert clean_answers(form, edited)["stamp"] == "as the respondent wrote it"


def test_a_trigger_in_a_repeat_is_of_its_entry() -> None:
    form = compiled(
        repeat("visit", question("text", "a"), question("text", "b", calculation="concat(${a}, '!')", trigger="${a}"))
    )
    before = {"visit": [{"a": "x", "b": "kept"}, {"a": "y", "b": "kept"}]}
    after = {"visit": [{"a": "x", "b": "kept"}, {"a": "z", "b": "kept"}]}
    assert recalculate(form, after, previous=before, now=NOW)["visit"] == [
        {"a": "x", "b": "kept"},
        {"a": "z", "b": "z!"},
    ]


def test_answers_off_the_path_stay_in_the_draft() -> None:
    form = one_page(question("text", "a"), question("text", "b", relevant="${a} = '1'"))
    draft = recalculate(form, {"a": "2", "b": "said before"}, now=NOW)
    assert draft == {"a": "2", "b": "said before"}
    assert clean_answers(form, draft) == {"a": "2"}
    assert clean_answers(form, draft | {"a": "1"}) == {"a": "1", "b": "said before"}


# Any form, any document


@given(data=st.data())
def test_recalculating_twice_is_recalculating_once(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    once = recalculate(form, data.draw(documents(form)), now=NOW)
    assert recalculate(form, once, previous=once, now=NOW) == once


@given(data=st.data())
def test_recalculating_changes_no_answer_that_was_given(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    document = begin(form, now=NOW) | data.draw(documents(form, absurd=False))
    made = recalculate(form, document, previous=document, now=NOW)
    written = {item.name for item in form.items if item.is_calculated or item.question.kind in ("end",)}
    for item in form.items:
        if not item.repeats and item.name not in written and document.get(item.name) is not None:
            assert made[item.name] == document[item.name]


@given(data=st.data())
def test_no_document_of_any_shape_breaks_anything(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    names = st.sampled_from([*form.order, "nobody"])
    document = data.draw(
        st.dictionaries(names, st.one_of(anything, st.lists(st.dictionaries(names, anything, max_size=4))))
    )
    before = copy.deepcopy(document)
    find_path(form, document, now=NOW)
    kept = clean_answers(form, document, now=NOW)
    check_answers(form, document, now=NOW)
    recalculate(form, document, previous=kept, now=NOW)
    recalculate(form, kept, previous=document, now=NOW)
    assert repr(document) == repr(before)


def test_answers_nested_beyond_all_reason_break_nothing() -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    form = compiled(
        question("text", "a"),
        question("text", "b", calculation="${a}", trigger="${a}"),
        question("select_multiple topics", "c"),
        repeat("visit", question("text", "d"), repeat("room", question("text", "e"))),
    )
    document = {"a": deep, "c": deep, "visit": [{"d": deep, "room": deep}, *deep], "stray": deep}
    kept = clean_answers(form, document, now=NOW)
    assert {problem.name for problem in check_answers(form, document, now=NOW)} == {
        "a",
        "c",
        "d",
        "visit",
        "room",
        "stray",
    }
    assert recalculate(form, document, previous=document, now=NOW)["a"] is deep
    assert kept["a"] is deep


def test_what_the_form_knows_of_itself_stays_blank_in_an_entry() -> None:
    form = compiled(
        question("username", "who"), repeat("visit", *(question(kind, kind) for kind in ("start", "end", "today")))
    )
    made = recalculate(form, {"visit": [{}, {"end": None}]}, now=NOW, username="a.made-up")
    assert made == {"who": "a.made-up", "visit": [{}, {"end": None}]}
    assert begin(form, now=NOW, username="a.made-up") == {"who": "a.made-up"}
