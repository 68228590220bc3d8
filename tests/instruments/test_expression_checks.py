"""Checks of the expressions of an instrument."""

from __future__ import annotations

from typing import Any

import pytest

from instruments.expression_checks import check_expressions
from tests.instruments.factories import CHOICES, group, instrument, question, repeat


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
    ],
)  # fmt: skip
def test_a_condition_that_cannot_mean_anything_is_reported(text: str, message: str) -> None:
    (said,) = of_expression(text)
    assert said.startswith(message)


def severities(text: str, key: str = "relevant") -> list[str]:
    form = instrument(
        group("page", question("text", "words"), question("integer", "years"), question("note", "hello")),
        repeat("visit", question("text", "role")),
        group("end", question("text", "last", **{key: text})),
    )
    return [finding.severity for finding in check_expressions(form)]


@pytest.mark.parametrize(
    "text", ["explode(1)", "${nobody} = 1", "${words} = ", "words = 'x'", "/data/nobody = 1", "../nobody"]
)
def test_what_cannot_be_read_or_names_nothing_is_an_error(text: str) -> None:
    assert severities(text) == ["error"]


@pytest.mark.parametrize(
    "text", ["${hello} = 1", "${page} = 1", "${visit} = 1", "count-selected(${years}) > 1", "position(..) = 1"]
)
def test_what_can_be_evaluated_and_is_hardly_meant_is_a_warning(text: str) -> None:
    assert severities(text) == ["warning"]


@pytest.mark.parametrize("key", ["calculation", "required", "read_only", "default", "constraint", "relevant"])
def test_every_column_with_an_expression_is_checked(key: str) -> None:
    (said,) = of_expression("concat(${nobody}, 'x')", key=key)
    assert said.startswith(f"last: {key}: there is no question named 'nobody'")


def test_the_number_of_entries_is_checked() -> None:
    (said,) = messages(repeat("visit", question("text", "a"), repeat_count="${nobody}"))
    assert said.startswith("visit: repeat_count: there is no question named 'nobody'")


@pytest.mark.parametrize("text", ["yes", "true()", "No", "FALSE"])
def test_a_truth_value_in_words_is_no_expression(text: str) -> None:
    assert of_expression(text, key="required") == []


@pytest.mark.parametrize("text", ["Somewhere", "5 - 3", "not known (yet)", "a/b", "${", "e.g. (nothing)"])
def test_a_default_that_is_a_text_is_left_alone(text: str) -> None:
    assert of_expression(text, key="default") == []


PLACES = [{"name": "a", "label": "A", "columns": {"county": "north"}}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("county = ${words}", []),
        ("name != 'a' and label != ''", []),
        (
            "contry = ${words}",
            ["choice_filter: the list has no column 'contry', so that this is always blank; add the"],
        ),
        (
            "county = ${nobody}",
            ["choice_filter: there is no question named 'nobody'; correct the name or add the question"],
        ),
    ],
)
def test_a_filter_names_the_columns_of_its_list(text: str, said: list[str]) -> None:
    asked = question("select_one places", "b", choice_filter=text)
    form = instrument(group("page", question("text", "words"), asked), choices=CHOICES | {"places": PLACES})
    found = [finding.message for finding in check_expressions(form)]
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))


def test_the_columns_of_a_file_that_is_not_here_are_not_known() -> None:
    asked = question("select_one places", "b", choice_filter="county = ${words}")
    form = instrument(group("page", question("text", "words"), asked), files={"places": "places.csv"})
    assert list(check_expressions(form)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("instance('topics')/root/item[name = ${words}]/label", None),
        ("pulldata('topics', 'label', 'name', ${words})", None),
        ("instance('topcs')/root/item/label", "there is no list 'topcs'; did you mean 'topics'?"),
        ("pulldata('zzz', 'label', 'name', ${words})", "there is no list 'zzz'; add it under 'choices' or 'files'"),
        ("${last-saved#words}", "what was saved last is not kept here; it is always blank"),
    ],
)
def test_lists_that_are_looked_into_exist(text: str, message: str | None) -> None:
    said = messages(group("page", question("text", "words"), {"type": "calculate", "name": "c", "calculation": text}))
    assert said == ([] if message is None else [f"c: calculation: {message}"])


def test_counting_a_repeat_from_within_it_is_worth_a_warning() -> None:
    inside = {"type": "calculate", "name": "c", "calculation": "count(${visit})"}
    (finding,) = check_expressions(instrument(repeat("visit", question("text", "a"), inside)))
    assert finding.severity == "warning"
    assert "count(${visit}) inside 'visit' counts all its entries here" in finding.message
    assert messages(repeat("visit", question("text", "a")), inside) == []


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ("${a}", None),
        ("${a}, ${b}", None),
        ("${nobody}", "trigger: there is no question named 'nobody'; correct the name or add it"),
        ("a", "trigger: write the question on whose change this is calculated, as ${name}; it reads: a"),
        ("${a} + 1", "trigger: write the question on whose change this is calculated, as ${name}; it reads: ${a} + 1"),
    ],
)
def test_a_trigger_names_questions(trigger: str, message: str | None) -> None:
    stamp = question("text", "stamp", calculation="now()", trigger=trigger)
    said = messages(group("page", question("text", "a"), question("text", "b"), stamp))
    assert said == ([] if message is None else [f"stamp: {message}"])


def test_a_trigger_without_a_calculation_is_worth_a_warning() -> None:
    said = messages(group("page", question("text", "a"), question("text", "b", trigger="${a}")))
    assert said == ["b: trigger: there is nothing to calculate; add a calculation"]


@pytest.mark.parametrize(
    "text", ["/data/page/words = 'x'", "../words = 'x'", "current()/../words = 'x'", "/made_up/page/words"]
)
def test_paths_to_questions_pass_whatever_the_form_is_called(text: str) -> None:
    form = instrument(group("page", question("text", "words"), question("text", "last", relevant=text)))
    assert list(check_expressions(form)) == []


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
    assert said == [
        "a: relevant: position(..) is the number of an entry, and this question is not in a repeat: it is always 1"
    ]


def test_a_condition_may_look_ahead_where_no_circle_comes_of_it() -> None:
    assert messages(group("page", question("text", "a", relevant="${b} = 'x'"), question("text", "b"))) == []


def test_a_condition_of_a_repeated_name_is_read_all_the_same() -> None:
    said = messages(group("a", question("text", "a", relevant="explode(1)")))
    assert len(said) == 1
