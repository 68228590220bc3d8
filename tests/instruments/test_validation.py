"""What must hold of a whole instrument."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from instruments.model import Instrument
from instruments.validation import MAXIMUM_QUESTIONS, check_instrument
from tests.instruments.factories import CHOICES, SCALES, group, instrument, question, repeat
from tests.instruments.strategies import instruments


def messages(*sections: dict[str, Any], **parts: Any) -> list[str]:
    return [finding.message for finding in check_instrument(instrument(*sections, **parts))]


def lists(**more: Any) -> dict[str, Any]:
    return CHOICES | more


PAGE = group("page", question("text", "a"))


@given(instruments())
def test_a_sound_instrument_has_no_errors(form: Instrument) -> None:
    assert [finding for finding in check_instrument(form) if finding.severity == "error"] == []


def test_two_questions_of_one_name_are_reported_wherever_they_stand() -> None:
    found = check_instrument(instrument(PAGE, repeat("visit", question("text", "a"))))
    assert [(finding.place, finding.question) for finding in found] == [(("survey", 1, "children", 0, "name"), "a")]
    assert found[0].message == "the name 'a' is used more than once; every question needs its own"


def test_a_section_and_a_question_cannot_share_a_name() -> None:
    assert messages(group("a", question("text", "a"))) == [
        "the name 'a' is used more than once; every question needs its own"
    ]


@pytest.mark.parametrize(
    ("kind", "part"), [("grade met4", "rationale"), ("grade met4", "action_what"), ("safety", "told")]
)
def test_a_name_that_is_a_part_of_a_composite_question_is_reported(kind: str, part: str) -> None:
    said = messages(group("page", question("text", f"st1_{part}"), question(kind, "st1")))
    assert said == [f"the name 'st1_{part}' is also a part of the {kind.split()[0]} 'st1'; rename this question"]


def test_two_composite_questions_whose_parts_meet_are_reported() -> None:
    said = messages(group("page", question("safety", "a"), question("safety", "a_told")))
    assert said == ["the name 'a_told' is also a part of the safety 'a'; rename this question"]


def test_a_composite_question_with_too_long_a_name_is_reported_and_nothing_breaks() -> None:
    assert messages(group("page", question("grade met4", "g" * 41))) == [
        "the name of a grade has at most 40 characters"
    ]
    assert messages(group("page", question("grade met4", "g" * 40))) == []


@pytest.mark.parametrize("name", ["meta", "csrf_token", "constructor", "__proto__", "instanceID", "response_id"])
def test_names_that_are_kept_are_reported(name: str) -> None:
    assert messages(group("page", question("text", name))) == [
        f"the name '{name}' is kept for the toolkit; choose another"
    ]


def test_questions_may_stand_outside_every_group_and_repeats_anywhere() -> None:
    assert (
        messages(
            PAGE,
            question("text", "loose"),
            group("other", repeat("inner", question("text", "b"))),
            repeat("outer", repeat("core", question("text", "c"))),
        )
        == []
    )


def test_a_list_that_does_not_exist_is_reported_with_those_that_do() -> None:
    said = messages(group("page", question("select_one colours", "a")))
    assert said == ["there is no choice list 'colours'; add it under 'choices' (there are: yes_no, topics, met4)"]


def test_two_choices_of_one_name_are_reported() -> None:
    twice = [{"name": "a", "label": "One"}, {"name": "a", "label": "Two"}]
    found = check_instrument(instrument(PAGE, choices=lists(twice=twice)))
    assert [(finding.place, finding.message) for finding in found] == [
        (("choices", "twice", 1, "name"), "the list 'twice' has two choices named 'a'; rename one of them")
    ]


def test_an_empty_list_and_a_list_of_a_kept_name_are_reported() -> None:
    said = messages(PAGE, choices=lists(empty=[], _yes_no=[{"name": "y", "label": "Y"}]))
    assert said == [
        "the list 'empty' has no choices; add some or remove the list",
        "the list name '_yes_no' is kept for the toolkit's own; rename the list",
    ]


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ({"favourable": ["best"]}, "'favourable' names 'best', which is not a choice of the list 'met4'; its choices"),
        ({"rubric": {"best": "x"}}, "'rubric' names 'best', which is not a choice"),
        ({"direction": "best_last", "action_below": "best"}, "'action_below' names 'best', which is not a choice"),
        ({"action_below": "mostly"}, "'action_below' needs a direction; say 'best_first' or 'best_last'"),
        ({"favourable": ["dont_know"]}, "'favourable' names 'dont_know', which marks an absence and is not on the"),
    ],
)  # fmt: skip
def test_a_scale_that_names_what_its_list_lacks_is_reported(scale: dict[str, Any], message: str) -> None:
    (said,) = messages(PAGE, scales={"met4": scale})
    assert message in said


def test_a_rubric_may_say_when_a_grade_does_not_apply() -> None:
    assert (
        messages(PAGE, scales={"met4": {"direction": "best_last", "rubric": {"not_applicable": "No such duty"}}}) == []
    )


def test_a_scale_without_its_list_is_reported() -> None:
    (said,) = messages(PAGE, scales=SCALES | {"gone": {}})
    assert said == "there is no choice list 'gone' for this scale; add the list or correct the name"


def test_a_grade_needs_a_scale_with_a_best_end() -> None:
    expected = "a grade needs a scale with a best end; add under 'scales': 'yes_no: {direction: best_first}'"
    assert messages(group("page", question("grade yes_no", "a"))) == [expected]
    assert messages(group("page", question("grade yes_no", "a")), scales={"yes_no": {}}) == [expected]


def test_a_grade_needs_grades_and_not_too_many() -> None:
    absences = [{"name": "na", "label": "N/A", "missing": "not_applicable"}]
    many = [{"name": f"g{number}", "label": str(number)} for number in range(21)]
    scales = {"absences": {"direction": "best_last"}, "many": {"direction": "best_last"}}
    said = messages(
        group("page", question("grade absences", "a"), question("grade many", "b")),
        choices=lists(absences=absences, many=many),
        scales=scales,
    )
    assert said == [
        "the list 'absences' has no grades, only absences; add the grades",
        "the list 'many' has 21 choices; a grade takes at most 20",
    ]


def test_a_questions_rubric_names_choices_of_its_list() -> None:
    (said,) = messages(group("page", question("grade met4", "a", rubric={"best": "x"})))
    assert said.startswith("'rubric' names 'best', which is not a choice of the list 'met4'")


def test_the_number_of_questions_is_bounded() -> None:
    many = [question("text", f"q{number}") for number in range(MAXIMUM_QUESTIONS)]
    expected = "the instrument has 3,001 questions, parts of grades included; the most is 3,000"
    assert messages(group("page", *many)) == [expected]
