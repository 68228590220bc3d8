"""Which questions are asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.compiled import compile_instrument
from instruments.paths import MAXIMUM_ENTRIES, find_path
from tests.instruments.factories import compiled, group, one_page, question, repeat
from tests.instruments.strategies import anything, documents, instruments


def asked(form: Any, document: dict[str, Any]) -> list[str]:
    path = find_path(form, document)
    return [item.name for item in form.items if path.has(item.name)]


def test_a_question_without_condition_is_asked_and_one_with_it_only_where_it_holds() -> None:
    form = one_page(question("select_one yes_no", "a"), question("text", "b", relevant="${a} = 'no'"))
    assert asked(form, {}) == ["a"]
    assert asked(form, {"a": "no"}) == ["a", "b"]
    assert asked(form, {"a": "yes", "b": "still here"}) == ["a"]


def test_a_question_off_the_path_counts_as_blank_for_those_after_it() -> None:
    form = one_page(
        question("text", "a"),
        question("text", "b", relevant="${a} = '1'"),
        question("text", "c", relevant="${b} = '1'"),
        question("text", "d", relevant="${b} = ''"),
    )
    assert asked(form, {"a": "1", "b": "1"}) == ["a", "b", "c"]
    assert asked(form, {"a": "2", "b": "1"}) == ["a", "d"]


def test_a_condition_may_look_ahead() -> None:
    form = one_page(question("text", "a", relevant="${b} = '1'"), question("text", "b"))
    assert asked(form, {"b": "1"}) == ["a", "b"]


def test_a_section_is_on_the_path_where_its_condition_holds_and_it_has_something_to_ask() -> None:
    form = compiled(
        group("first", question("text", "a")),
        group("second", question("text", "b"), relevant="${a} = '1'"),
        group("third", question("text", "c", relevant="${a} = '2'")),
        repeat("visit", question("text", "d"), relevant="${a} != ''"),
    )
    assert find_path(form, {}).sections == ("first",)
    assert find_path(form, {"a": "1"}).sections == ("first", "second", "visit")
    assert find_path(form, {"a": "2"}).sections == ("first", "third", "visit")


def test_a_group_takes_its_questions_off_the_path_with_it() -> None:
    inner = group("inner", question("text", "b"), group("core", question("text", "c")), relevant="${a} = '1'")
    form = compiled(group("page", question("text", "a"), inner))
    assert asked(form, {"a": "1"}) == ["a", "b", "c"]
    assert asked(form, {"a": "2"}) == ["a"]


def test_each_entry_of_a_repeat_has_its_own_path() -> None:
    form = compiled(
        group("page", question("text", "outside")),
        repeat(
            "visit",
            question("text", "a"),
            question("text", "b", relevant="${a} = '1'"),
            question("text", "c", relevant="${outside} = '1'"),
            question("text", "d", relevant="position(..) > 1"),
        ),
    )
    path = find_path(form, {"outside": "1", "visit": [{"a": "1"}, {"a": "2"}]})
    assert [[path.has(name, entry) for name in "abcd"] for entry in ((0,), (1,))] == [
        [True, True, True, False],
        [True, False, True, True],
    ]
    assert path.entries("visit") == 2
    assert not path.has("a")
    assert not path.has("a", (2,))


def test_outside_a_repeat_a_condition_sees_all_its_entries_that_are_asked() -> None:
    form = compiled(
        repeat("visit", question("integer", "n"), question("integer", "m", relevant="${n} > 1")),
        group(
            "end",
            question("text", "many", relevant="count(${visit}) >= 3"),
            question("text", "large", relevant="sum(${m}) > 10"),
            question("text", "any", relevant="${n} = 5"),
        ),
    )
    assert asked(form, {"visit": [{"n": 1, "m": 50}, {"n": 5, "m": 7}]}) == ["any"]
    assert asked(form, {"visit": [{"n": 2, "m": 50}, {"n": 3}, {}]}) == ["many", "large"]


def test_one_repeat_sees_all_entries_of_another() -> None:
    same = "${x} = '1'"
    form = compiled(
        repeat("first", question("text", "x"), question("text", "here", relevant=same)),
        repeat("second", question("text", "y", relevant=same)),
    )
    path = find_path(form, {"first": [{"x": "1"}, {"x": "2"}], "second": [{}, {}]})
    assert [path.has("here", (0,)), path.has("here", (1,))] == [True, False]
    assert [path.has("y", (0,)), path.has("y", (1,))] == [True, True]


def test_a_repeat_off_the_path_has_no_entries() -> None:
    form = compiled(
        group("page", question("text", "a")),
        repeat("visit", question("text", "b"), relevant="${a} = '1'"),
        group("end", question("text", "c", relevant="count(${visit}) = 0")),
    )
    assert asked(form, {"a": "2", "visit": [{}, {}]}) == ["a", "c"]
    assert find_path(form, {"a": "2", "visit": [{}, {}]}).entries("visit") == 0


def test_today_is_the_day_that_is_given() -> None:
    form = one_page(question("date", "d"), question("text", "late", relevant="${d} < today() and now() > ${d}"))
    document = {"d": "2026-03-27"}
    assert find_path(form, document, now=datetime(2026, 3, 28, 9)).has("late")
    assert not find_path(form, document, now=datetime(2026, 3, 27, 9)).has("late")


def test_notes_are_on_the_path_like_questions() -> None:
    form = one_page(question("text", "a"), question("note", "n", relevant="${a} != ''"))
    assert find_path(form, {"a": "x"}).has("n")
    assert not find_path(form, {}).has("n")


@pytest.mark.parametrize("entries", [None, "x", 3, {"a": 1}, [None, 3, "x", []]])
def test_what_is_no_list_of_entries_breaks_nothing(entries: Any) -> None:
    form = compiled(
        repeat("visit", question("text", "a")), group("end", question("text", "b", relevant="count(${visit}) > 3"))
    )
    assert find_path(form, {"visit": entries}).has("b") is (isinstance(entries, list))


def test_entries_beyond_the_limit_are_not_looked_at() -> None:
    form = compiled(repeat("visit", question("text", "a")))
    path = find_path(form, {"visit": [{}] * (MAXIMUM_ENTRIES + 1)})
    assert path.entries("visit") == MAXIMUM_ENTRIES
    assert not path.has("a", (MAXIMUM_ENTRIES,))


@given(data=st.data())
def test_no_document_breaks_any_instrument(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    document = data.draw(st.one_of(documents(form), st.dictionaries(st.sampled_from(list(form.order)), anything)))
    path = find_path(form, document)
    order = [section.name for section in form.children_of(None)]
    assert list(path.sections) == [name for name in order if name in path.sections]
    for item in form.items:
        if item.repeat is None and item.question.is_seen and path.has(item.name):
            assert item.section in path.sections
