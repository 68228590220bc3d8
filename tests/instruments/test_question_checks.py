"""What must hold of each question beside the others."""

from __future__ import annotations

from typing import Any

import pytest

from instruments.validation import check_instrument
from tests.instruments.factories import group, instrument, question, repeat


def said(*sections: dict[str, Any], **parts: Any) -> list[tuple[str, str | int, str]]:
    found = check_instrument(instrument(*sections, **parts))
    return [(finding.severity, finding.place[-1], finding.message) for finding in found]


def of(type_: str, **columns: Any) -> list[tuple[str, str | int, str]]:
    return said(group("page", question("integer", "b"), question(type_, "a", **columns)))


@pytest.mark.parametrize(
    "parameters", ["start=0 end=10", "start=-1.5, end=1.5, step=0.5", "start=1;end=5;step=1;tick-interval=2", "end=3"]
)
def test_a_range_that_runs_upwards_by_steps_passes(parameters: str) -> None:
    assert of("range", parameters=parameters) == []


@pytest.mark.parametrize(
    ("parameters", "severity", "message"),
    [
        ("start=5 end=1", "warning", "this range is written downwards; here it runs upwards, from 1 to 5"),
        ("start=10", "error", "a range from 10 to 10 leaves nothing to choose; give it another end"),
        ("start=0 end=5 step=0", "error", "the step of a range cannot be 0"),
        ("start=0 end=5 step=-1", "warning", "this range is written downwards; here it runs upwards, from 0 to 5"),
        ("start=one", "error", "'start' must be a number, as in 'start=1 end=10 step=1', not 'one'"),
        ("start=0 end=5 step=9", "warning", "the step, 9, is longer than the range from 0 to 5; only the ends can be"),
        ("colour=blue", "warning", "the parameter 'colour' is kept and not used here"),
    ],
)
def test_parameters_that_mean_nothing_are_reported(parameters: str, severity: str, message: str) -> None:
    ((how, place, text),) = of("range", parameters=parameters)
    assert (how, place) == (severity, "parameters")
    assert text.startswith(message)


@pytest.mark.parametrize(
    "appearance", ["minimal", "w4 compact-2", "columns-3 no-buttons", "ex:org.example.app(a=1)", "search('x')"]
)
def test_appearances_that_any_tool_knows_pass(appearance: str) -> None:
    assert of("text", appearance=appearance) == []


def test_an_appearance_that_no_tool_knows_is_a_warning() -> None:
    assert of("text", appearance="multiline fancy") == [
        ("warning", "appearance", "the appearance 'fancy' is kept and not used here")
    ]


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        ("integer", "3"), ("text", "anything (at all)"), ("select_one yes_no", "no"), ("date", "today()"),
        ("integer", "${b} + 1"), ("select_multiple topics", "gangs online"), ("geopoint", "51.5 -0.12 0 0"),
    ],
)  # fmt: skip
def test_a_default_that_could_be_an_answer_passes(type_: str, default: str) -> None:
    assert of(type_, default=default) == []


@pytest.mark.parametrize(
    ("type_", "default", "message"),
    [
        ("integer", "many", "the default 'many' cannot be an answer and is left out: enter a whole number, such as 12"),
        ("select_one yes_no", "maybe", "the default 'maybe' cannot be an answer and is left out: select one of"),
        ("date", "27/3/2026", "the default '27/3/2026' cannot be an answer and is left out: enter a real date"),
        ("select_multiple topics", "gangs none", "the default 'gangs none' cannot be an answer and is left out:"),
        ("image", "made-up.png", "a default file is kept and not used here"),
        ("safety", "no", "a safety takes no default; it is kept and not used"),
        ("today", "2026-03-28", "the default '2026-03-28' cannot be an answer and is left out: the form fills this in"),
    ],
)  # fmt: skip
def test_a_default_that_could_not_is_a_warning(type_: str, default: str, message: str) -> None:
    ((severity, place, text),) = of(type_, default=default)
    assert (severity, place) == ("warning", "default")
    assert text.startswith(message)


def test_a_default_that_names_a_question_and_cannot_be_read_is_an_error() -> None:
    ((severity, place, text),) = of("text", default="concat(${b}, ")
    assert (severity, place) == ("error", "default")
    assert text.startswith("default: at character")


def test_what_is_of_the_device_or_of_the_whole_form_is_said_to_stay_blank() -> None:
    found = said(
        {"type": "deviceid", "name": "device"},
        repeat("visit", question("text", "a"), {"type": "start", "name": "begun"}),
    )
    assert [(severity, message) for severity, _, message in found] == [
        ("warning", "'deviceid' says something of the respondent's device, which is never asked here; it stays blank"),
        ("warning", "'start' is of the whole form; in a repeat it stays blank"),
    ]


def test_a_standard_needs_a_scale_with_a_best_end() -> None:
    found = said(question("standard yes_no", "st1", children=[question("text", "a")]))
    assert [message for _, _, message in found] == [
        "a standard needs a scale with a best end; add under 'scales': 'yes_no: {direction: best_first}'"
    ]


@pytest.mark.parametrize("kind", ["repeat", "consent", "standard met4"])
def test_a_standard_holds_criteria_and_nothing_that_stands_by_itself(kind: str) -> None:
    inner = question(kind, "b", **({"children": [question("text", "c")]} if kind != "consent" else {}))
    found = said(question("standard met4", "st1", children=[question("text", "a"), inner]))
    assert found[0][2] == f"the {kind.split()[0]} 'b' stands in the standard 'st1'; put it before or after it"


def test_one_consent_is_enough_in_the_form_and_in_each_repeat() -> None:
    consents = [question("consent", "one"), question("consent", "two")]
    in_repeat = repeat("visit", question("consent", "three"))
    found = said(*consents, in_repeat)
    assert [message for _, _, message in found] == [
        "'one' already asks for consent here; one consent is enough: remove 'two'"
    ]


def test_a_list_from_a_file_that_is_not_there_is_a_warning() -> None:
    found = said(group("page", question("select_one fruits", "a")), files={"fruits": "fruits.csv"})
    assert found == [
        (
            "warning",
            "fruits",
            "the rows of 'fruits' are in the file 'fruits.csv', which is not here; it has none until then",
        )
    ]


def test_doubled_choices_pass_where_the_form_allows_them() -> None:
    settings = {"form_id": "made-up", "form_title": "Made up", "allow_choice_duplicates": True}
    twice = {"twice": [{"name": "a", "label": "One"}, {"name": "a", "label": "Two"}]}
    assert said(group("page", question("select_one twice", "a")), settings=settings, choices=twice, scales={}) == []
