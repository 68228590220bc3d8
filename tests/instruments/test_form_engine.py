"""The browser's engine by itself: what it says has changed, and what it makes of hostile answers and forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from instruments.compiled import CompiledInstrument
from tests.instruments.factories import compiled, group, one_page, question, repeat
from tests.instruments.form_states import MOMENT, JavaScriptForms, State, definition_of


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScriptForms]:
    running = JavaScriptForms()
    yield running
    running.close()


@pytest.fixture
def states(javascript: JavaScriptForms) -> Any:
    """``states(form, document, *steps, asks=…)``: what becomes of the form."""

    def run(form: CompiledInstrument, document: object, *steps: list[Any], asks: Any = ()) -> list[State]:
        return javascript.states(definition_of(form), document, steps, asks)

    return run


def chain() -> CompiledInstrument:
    return one_page(
        question("integer", "a"),
        question("calculate", "b", calculation="${a} > 10"),
        question("text", "c", relevant="${b} = 'true'"),
        question("text", "d", relevant="${c} != ''"),
        question("text", "aside"),
    )


def test_only_what_has_changed_is_told(states: Any) -> None:
    document = {"a": 1, "c": "x", "d": "y", "aside": "z"}
    _, small, large, aside = states(
        chain(), document, ["set", "a", [], 2], ["set", "a", [], 20], ["set", "aside", [], "w"]
    )
    assert small["changed"] == ["a"]  # what hangs on it comes out the same, and so does what hangs on that
    assert large["changed"] == ["a", "b", "c", "d"]
    assert aside["changed"] == ["aside"]


def test_the_same_answer_again_changes_nothing(states: Any) -> None:
    _, state = states(chain(), {"a": 20}, ["set", "a", [], 20])
    assert state["changed"] == []


def test_an_answer_in_one_entry_leaves_the_others_alone(states: Any) -> None:
    form = compiled(
        repeat("visit", question("integer", "n"), question("text", "why", relevant="${n} > 1")),
        group("last", question("calculate", "total", calculation="sum(${n})")),
    )
    _, state = states(form, {"visit": [{"n": 1}, {"n": 1}]}, ["set", "n", [1], 2])
    assert state["changed"] == ["n 1", "total", "why 1"]


def test_an_expression_that_looks_into_other_entries_is_worked_out_in_all(states: Any) -> None:
    before = "indexed-repeat(${n}, ${visit}, position(..) - 1)"
    form = compiled(repeat("visit", question("integer", "n"), question("calculate", "before", calculation=before)))
    _, state = states(form, {"visit": [{"n": 1}, {"n": 2}, {"n": 3}]}, ["set", "n", [0], 7])
    assert state["items"]["before 1"]["value"] == 7
    assert "before 1" in state["changed"]


def test_a_form_begins_with_its_defaults_its_entries_and_the_moment(states: Any) -> None:
    form = compiled(
        group("page", question("integer", "rooms", default="2"), question("today", "on"), question("username", "by")),
        repeat("room", question("text", "called", default="concat('Room ', position(..))"), repeat_count="${rooms}"),
    )
    [state] = states(form, None)
    assert state["document"] == {
        "rooms": 2, "on": MOMENT["today"], "by": "ada", "room": [{"called": "Room 1"}, {"called": "Room 2"}],
    }  # fmt: skip


def test_answers_that_are_not_asked_any_more_come_back_when_one_changes_ones_mind(states: Any) -> None:
    _, without, again = states(chain(), {"a": 20, "c": "kept"}, ["set", "a", [], 1], ["set", "a", [], 30])
    assert "c" not in without["items"]
    assert without["document"]["c"] == "kept"
    assert again["items"]["c"]["value"] == "kept"


def test_a_question_that_is_not_asked_says_what_it_hangs_on(states: Any) -> None:
    form = compiled(
        group("page", question("integer", "a")),
        group("more", group("inner", question("text", "x", relevant="${a} > 2"), relevant="${a} > 1")),
    )
    asks = [["reasons", "x", []], ["reasons", "a", []]]
    low, middle, high = states(form, {"a": 1}, ["set", "a", [], 2], ["set", "a", [], 3], asks=asks)
    assert (low["said"], middle["said"], high["said"]) == ([["inner", "x"], []], [["x"], []], [[], []])


def test_an_answer_is_shown_by_the_labels_of_its_choices(states: Any) -> None:
    form = one_page(question("select_multiple topics", "topics"), question("integer", "n"))
    asks = [["shownAnswer", "topics"], ["shownAnswer", "n"], ["output", "topics"]]
    [state] = states(form, {"topics": ["online", "gangs"], "n": 3}, asks=asks)
    assert state["said"] == ["Gangs, Online harm", "3", "gangs online"]


def test_names_that_javascript_objects_carry_are_names_like_others(states: Any) -> None:
    names = ("toString", "valueOf", "hasOwnProperty")
    form = one_page(*(question("text", name) for name in names), question("note", "n", relevant="${valueOf} != ''"))
    steps = [["set", name, [], f"of {name}"] for name in names]
    state = states(form, {}, *steps)[-1]
    assert state["document"] == {name: f"of {name}" for name in names}
    assert "n" in state["items"]


@pytest.mark.parametrize("absurd", [3, "x", [], [[]], [None, 3, "x"], {"visit": 1}])
def test_a_document_that_is_none_of_ours_counts_as_blank(states: Any, absurd: Any) -> None:
    form = compiled(
        group("page", question("text", "a")), repeat("visit", repeat("room", question("integer", "n"))),
        group("last", question("calculate", "sum", calculation="sum(${n}) + count(${room})")),
    )  # fmt: skip
    [state] = states(form, {"a": absurd, "visit": absurd})
    assert state["items"]["sum"]["value"] == 0


def test_a_number_of_entries_without_measure_is_cut_off(states: Any) -> None:
    form = compiled(
        group("page", question("integer", "n")),
        repeat("outer", repeat("inner", question("text", "x"), repeat_count="${n}"), repeat_count="${n}"),
    )
    _, state, small = states(form, {"n": 1}, ["set", "n", [], 10**12], ["set", "n", [], 2])
    assert state["counts"]["outer"] == 200
    assert sum(state["counts"].values()) == 2000
    assert small["counts"] == {"outer": 2, "inner 0": 2, "inner 1": 2}


def test_an_expression_that_takes_too_long_is_blank_and_the_form_goes_on(states: Any) -> None:
    every = "count(${x}[. != '' and count(${y}[. != '' and count(${x}[. != '']) > 0]) > 0])"
    form = compiled(
        repeat("visit", question("text", "x"), question("text", "y")),
        group("last", question("calculate", "long", calculation=every), question("text", "after")),
    )
    document = {"visit": [{"x": "a", "y": "b"}] * 150, "after": "c"}
    [state] = states(form, document)
    assert (state["items"]["long"]["value"], state["items"]["after"]["value"]) == (None, "c")


def test_filters_that_hang_on_each_other_come_to_rest(states: Any) -> None:
    form = one_page(
        question("select_one yes_no", "one", choice_filter="name != ${other}"),
        question("select_one yes_no", "other", choice_filter="name != ${one}"),
    )
    _, first, second = states(form, {}, ["set", "one", [], "yes"], ["set", "other", [], "no"])
    assert first["items"]["other"]["choices"] == ["no"]
    assert second["items"]["one"]["choices"] == ["yes"]
    assert second["changed"] == ["one", "other"]
