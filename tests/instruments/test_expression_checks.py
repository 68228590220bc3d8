"""Checks of the expressions of an instrument."""

from __future__ import annotations

from typing import Any

import pytest

from instruments.expression_checks import check_expressions
from tests.instruments.factories import group, instrument, question, repeat


def messages(*sections: dict[str, Any]) -> list[str]:
    return [f"{finding.question}: {finding.message}" for finding in check_expressions(instrument(*sections))]


def of_expression(text: str, key: str = "relevant") -> list[str]:
    """What is said of one expression in a form with a question of each kind."""
    return messages(
        group(
            "page",
            question("text", "words"),
            question("integer", "years"),
            question("select_one yes_no", "heard"),
            question("select_multiple topics", "raised"),
            question("grade met4", "st1"),
            question("note", "hello"),
        ),
        repeat(
            "visit", question("text", "role"), question("text", "inside", **({key: text} if "(..)" in text else {}))
        ),
        group("end", question("text", "last", **({} if "(..)" in text else {key: text}))),
    )


@pytest.mark.parametrize(
    "text",
    [
        "${heard} = 'yes' and ${years} > 3",
        "${heard} = ''",
        "${words} = 'anything at all'",
        "selected(${raised}, 'gangs') and count-selected(${raised}) > 1",
        "${st1} = 'partly' and ${st1_rationale} != ''",
        "selected('yes no', ${heard})",
        "count(${visit}) > 2",
        "count-non-empty(${role}) > 2",
        "position(..) > 1",
    ],
)
def test_sound_conditions_pass(text: str) -> None:
    assert of_expression(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${haerd} = 'yes'", "last: relevant: there is no question named 'haerd'; did you mean ${heard}?"),
        ("${zzzzzz} = 1", "last: relevant: there is no question named 'zzzzzz'; correct the name or add the question"),
        ("${hello} = 1", "last: relevant: 'hello' is a note and has no answer; name a question"),
        ("${page} = 1", "last: relevant: 'page' is a group and has no answer; name a question"),
        ("${visit} = 1", "last: relevant: 'visit' is a repeat, which has no answer; count(${visit}) counts its"),
        (". = 1", "last: relevant: '.' is the question's own answer, which cannot decide whether it is asked"),
        ("${heard} = 'Yes'", "last: relevant: 'Yes' is not a choice of 'heard'; did you mean 'yes'?"),
        ("'maybe' = ${heard}", "last: relevant: 'maybe' is not a choice of 'heard'; its choices are: yes, no"),
        ("${raised} != 'gang'", "last: relevant: 'gang' is not a choice of 'raised'; did you mean 'gangs'?"),
        ("selected(${raised}, 'pay')", "last: relevant: 'pay' is not a choice of 'raised'; its choices are: gangs, "),
        ("${st1} = 'good'", "last: relevant: 'good' is not a choice of 'st1'; its choices are: not_met, partly, "),
        ("count-selected(${years}) > 1", "last: relevant: count-selected() counts chosen choices, and 'years' is of"),
        ("${heard} = ", "last: relevant: at character 10: it ends too early: something is missing after the last"),
        ("explode(1)", "last: relevant: at character 1: the function 'explode' is not supported"),
        ("${last} = 'x'", "last: relevant: 'last' decides about itself; let another question decide"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_mean_anything_is_reported(text: str, message: str) -> None:
    (said,) = of_expression(text)
    assert said.startswith(message)


def test_a_constraint_may_use_the_questions_own_answer_in_either_spelling() -> None:
    assert of_expression(". != ''", key="constraint") == []
    assert of_expression("${last} != ''", key="constraint") == []


def test_a_constraint_on_what_has_no_answer_is_reported() -> None:
    said = messages(group("page", question("note", "n", constraint="1 = 1"), constraint="1 = 1"))
    assert said == [
        "page: constraint: a group has no answer to check; put the constraint on a question",
        "n: constraint: a note has no answer to check; put the constraint on a question",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("concat(${a}, ' ', ${b})", None),
        ("concat(${a}, ${c})", "instance_name: there is no question named 'c'"),
        ("concat(${a}", "instance_name: at character 11: it ends too early: a bracket is not closed"),
        (".", "instance_name: '.' is the answer that a constraint judges; name a question"),
    ],
)
def test_the_name_of_an_instance_is_an_expression_too(text: str, message: str | None) -> None:
    settings = {"form_id": "made-up", "form_title": "Made up", "instance_name": text}
    form = instrument(group("page", question("text", "a"), question("text", "b")), settings=settings)
    found = list(check_expressions(form))
    assert [finding.place for finding in found] == [("settings", "instance_name")] * (message is not None)
    assert all(message is not None and finding.message.startswith(message) for finding in found)


def test_the_number_of_an_entry_means_nothing_outside_a_repeat() -> None:
    said = messages(group("page", question("text", "a", relevant="position(..) > 1")))
    assert said == ["a: relevant: position(..) is the number of an entry, and this question is not in a repeat"]


def test_a_condition_may_look_ahead_where_no_circle_comes_of_it() -> None:
    assert messages(group("page", question("text", "a", relevant="${b} = 'x'"), question("text", "b"))) == []


def test_questions_that_decide_about_each_other_are_named() -> None:
    a = question("text", "a", relevant="${c} = 'x'")
    b = question("text", "b", relevant="${a} = 'x'")
    c = question("text", "c", relevant="${b} = 'x'")
    (said,) = messages(group("page", a, b, c, question("text", "d", relevant="${a} = 'x'")))
    assert "these decide about each other in a circle, so that none can be asked first" in said
    assert any(circle in said for circle in ("a → c → b → a", "c → b → a → c", "b → a → c → b"))


def test_a_group_cannot_hang_on_a_question_inside_it() -> None:
    (said,) = messages(group("page", question("text", "a"), relevant="${a} = 'x'"))
    assert "page → a → page" in said or "a → page → a" in said


def test_a_repeat_cannot_hang_on_the_number_of_its_entries() -> None:
    (said,) = messages(repeat("visit", question("text", "a"), relevant="count(${visit}) > 0"))
    assert "'visit' decides about itself" in said


def test_a_grade_cannot_hang_on_one_of_its_parts() -> None:
    (said,) = messages(group("page", question("grade met4", "st1", relevant="${st1_gap} = ''")))
    assert "st1 → st1_gap → st1" in said or "st1_gap → st1 → st1_gap" in said


def test_a_condition_of_a_repeated_name_is_read_all_the_same() -> None:
    said = messages(group("a", question("text", "a", relevant="explode(1)")))
    assert len(said) == 1
