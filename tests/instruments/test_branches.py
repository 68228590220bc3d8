"""The tree that expressions walk, and what a consent withholds."""

from __future__ import annotations

from typing import Any

from instruments.answers import clean_answers, find_path
from instruments.compiled import CompiledInstrument
from tests.instruments.factories import compiled, group, question, repeat


def asked(form: CompiledInstrument, document: dict[str, Any]) -> list[str]:
    path = find_path(form, document)
    return [item.name for item in form.items if path.has(item.name)]


def text(name: str, **columns: Any) -> dict[str, Any]:
    return question("text", name, **columns)


def test_groups_are_places_of_the_tree_and_know_what_they_stand_in() -> None:
    form = compiled(group("g", repeat("visit", group("inner", text("a")))))
    a = form.branches["a"]
    assert [branch.name for branch in a.line] == ["data", "g", "visit", "inner", "a"]
    assert (a.repeats, a.home.name) == (("visit",), "visit")
    assert form.branches["g"].home is form.root


def test_nothing_after_a_consent_is_asked_until_it_is_given() -> None:
    form = compiled(
        group("first", text("a"), question("consent", "agreed"), text("b"), group("inner", text("c"))),
        repeat("visit", text("d")),
        text("e"),
    )
    assert form.item("agreed").question.type == "select_one _consent"
    assert [choice.label for choice in form.item("agreed").choices] == ["Yes, I agree", "No, I do not agree"]
    assert form.item("agreed").question.required is True
    assert asked(form, {}) == asked(form, {"agreed": "no"}) == ["a", "agreed"]
    assert asked(form, {"agreed": "yes"}) == ["a", "agreed", "b", "c", "e"]
    assert find_path(form, {"agreed": "no", "visit": [{}]}).sections == ("first",)
    assert find_path(form, {"agreed": "yes", "visit": [{}]}).has("d", (0,))


def test_a_consent_that_is_not_asked_withholds_nothing() -> None:
    form = compiled(text("a"), question("consent", "agreed", relevant="${a} = 'adult'"), text("b"))
    assert asked(form, {"a": "child"}) == ["a", "b"]
    assert asked(form, {"a": "adult"}) == ["a", "agreed"]


def test_a_consent_in_a_repeat_is_of_its_entry_alone() -> None:
    form = compiled(
        repeat("child", text("a"), question("consent", "agreed"), text("b"), repeat("visit", text("c"))), text("d")
    )
    document = {"child": [{"agreed": "yes", "visit": [{}]}, {"agreed": "no", "visit": [{}]}]}
    path = find_path(form, document)
    assert [path.has("b", (index,)) for index in (0, 1)] == [True, False]
    assert [path.has("c", (index, 0)) for index in (0, 1)] == [True, False]
    assert path.has("d")


def test_what_consent_withholds_stays_in_the_draft_and_out_of_the_submission() -> None:
    form = compiled(question("consent", "agreed"), text("b"))
    draft = {"agreed": "no", "b": "said before"}
    assert clean_answers(form, draft) == {"agreed": "no"}
    assert clean_answers(form, draft | {"agreed": "yes"}) == {"agreed": "yes", "b": "said before"}


def test_a_page_and_its_questions_wait_for_a_consent_only_once() -> None:
    form = compiled(question("consent", "agreed"), group("g", text("a"), group("inner", text("b"))))
    assert len(form.item("b").relevance) == 1
    assert form.section("g").relevance == form.item("b").relevance
