from __future__ import annotations

import copy
from typing import Any

import pytest

from analysis.comparison.rounds import RoundComparison, comparable_questions
from instruments.differences import compare, unchanged_questions
from instruments.loading import library, load_instrument
from tests.instruments.factories import content, group, instrument, question

QUESTIONS = (
    question("select_one met4", "supervision"),
    question("select_one yes_no", "escalated"),
    question("text", "what_works"),
)


def against(*after: dict[str, Any], **parts: Any) -> RoundComparison:
    """The made-up form of three questions against another."""
    return comparable_questions(instrument(group("page", *QUESTIONS)), instrument(group("page", *after), **parts))


@pytest.mark.parametrize("name", sorted(library()))
def test_every_question_of_the_same_version_may_be_compared(name: str) -> None:
    form = load_instrument(library()[name])
    comparison = comparable_questions(form, form)
    assert comparison.comparable == unchanged_questions(form, form, ())
    assert comparison.comparable
    assert (comparison.form_changes, comparison.why_not) == ((), None)


def test_a_reworded_question_is_not_compared_and_the_reason_is_told() -> None:
    comparison = against(QUESTIONS[0], QUESTIONS[1] | {"label": "Have you ever escalated a concern?"}, QUESTIONS[2])
    assert comparison.comparable == ("supervision", "what_works")
    reworded = next(one for one in comparison.questions if one.name == "escalated")
    assert (reworded.verdict, reworded.is_comparable) == ("with care", False)
    assert len(reworded.reasons) == 1
    with pytest.raises(ValueError, match="the rounds cannot be compared by 'escalated': ‘"):
        comparison.require("escalated")
    comparison.require("supervision")


def test_what_only_one_version_asks_is_listed_and_not_compared() -> None:
    comparison = against(QUESTIONS[0], question("integer", "years"), QUESTIONS[2])
    assert comparison.comparable == ("supervision", "what_works")
    assert {one.name: one.verdict for one in comparison.questions if not one.is_comparable} == {
        "years": "no",
        "escalated": "no",
    }
    with pytest.raises(ValueError, match="neither version asks 'colour'"):
        comparison.require("colour")


def test_a_renamed_question_stands_once_under_its_new_name() -> None:
    comparison = against(QUESTIONS[0], question("select_one yes_no", "raised", label="About escalated"), QUESTIONS[2])
    names = [one.name for one in comparison.questions]
    assert names == ["supervision", "raised", "what_works"]
    assert comparison.comparable == ("supervision", "what_works")


def test_a_scale_turned_round_makes_its_questions_incomparable() -> None:
    scales = copy.deepcopy(content()["scales"])
    scales["met4"]["direction"] = "best_first"
    comparison = against(*QUESTIONS, scales=scales)
    assert comparison.comparable == ("escalated", "what_works")


def test_another_version_number_changes_nothing_for_comparing() -> None:
    settings = {"form_id": "made-up-form", "form_title": "A made-up form", "version": "2"}
    comparison = against(*QUESTIONS, settings=settings)
    assert comparison.comparable == ("supervision", "escalated", "what_works")
    assert len(comparison.form_changes) == 1


def test_two_forms_without_a_question_in_common_say_so() -> None:
    comparison = comparable_questions(
        instrument(group("page", question("text", "apples"))),
        instrument(group("page", question("integer", "distance_in_miles", label="How far is it?"))),
    )
    assert comparison.comparable == ()
    assert comparison.why_not == "No question was asked in the same way both times."


def test_everything_said_of_a_question_is_among_its_reasons() -> None:
    old = instrument(group("page", *QUESTIONS))
    new = instrument(group("page", QUESTIONS[0], QUESTIONS[2] | {"relevant": "${supervision} = 'fully'"}))
    said = {change.message for change in compare(old, new) if change.questions}
    comparison = comparable_questions(old, new)
    assert said == {reason for one in comparison.questions for reason in one.reasons}
