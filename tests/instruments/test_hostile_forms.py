"""A form may ask for any amount of work and gets a bounded one, counted in steps: the same in Python and JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from instruments.answers import (
    TOO_MUCH_WORK,
    begin,
    check_answers,
    clean_answers,
    find_path,
    recalculate,
    safety_raised,
)
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.expressions import PlainAnswers, evaluate, parse_expression
from instruments.expressions.frame import MAXIMUM_WORK, MAXIMUM_WORK_IN_ALL, Exhausted, Work
from instruments.form_json import form_json
from instruments.model import Instrument
from instruments.walking import Walk
from tests.instruments.form_states import NOW, JavaScriptForms, definition_of, state_in_python
from tests.instruments.hostile_forms import ENTRIES, WORST, hostile_default_form, hostile_document, hostile_form
from tools.bench.big_form import big_document, big_form

HOSTILE = hostile_form()
DOCUMENT = hostile_document()
WORKINGS: dict[str, Callable[[CompiledInstrument, dict[str, Any]], object]] = {
    "the path": find_path,
    "recalculation": recalculate,
    "checking": check_answers,
    "cleaning": clean_answers,
    "safety": safety_raised,
    "the beginning": lambda compiled, _: begin(compiled),
}


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScriptForms]:
    running = JavaScriptForms()
    yield running
    running.close()


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """All steps that are taken while a test runs, the failing ones not."""
    steps: list[int] = []
    spend = Work.spend

    def counting(work: Work, number: int) -> None:
        spend(work, number)
        steps.append(number)

    monkeypatch.setattr(Work, "spend", counting)
    return steps


def test_the_hostile_form_asks_for_many_times_the_work() -> None:
    answers = PlainAnswers({"visit": DOCUMENT["visit"]})
    taken = []
    for worst in WORST:
        answers.work = Work()
        evaluate(parse_expression(worst), answers, ("visit", 0, "x"))
        taken.append(MAXIMUM_WORK_IN_ALL - answers.work.left)
    assert max(taken) == MAXIMUM_WORK
    assert sum(bool(item.calculation or item.relevance) for item in HOSTILE.items) >= 80 * len(WORST)
    assert 80 * sum(taken) > 20 * MAXIMUM_WORK_IN_ALL


@pytest.mark.parametrize("what", WORKINGS)
@pytest.mark.parametrize("compiled", [HOSTILE, hostile_default_form()], ids=["expressions", "defaults"])
def test_working_out_a_document_takes_a_bounded_number_of_steps(
    spent: list[int], compiled: CompiledInstrument, what: str
) -> None:
    WORKINGS[what](compiled, DOCUMENT)
    assert sum(spent) <= MAXIMUM_WORK_IN_ALL


def test_the_form_says_so_and_keeps_every_answer() -> None:
    assert find_path(HOSTILE, DOCUMENT).is_cut_off
    assert check_answers(HOSTILE, DOCUMENT)[0].message == TOO_MUCH_WORK
    assert check_answers(HOSTILE, DOCUMENT, section="first")[0].message == TOO_MUCH_WORK
    assert clean_answers(HOSTILE, DOCUMENT) == DOCUMENT
    worked_out = recalculate(HOSTILE, DOCUMENT, previous=DOCUMENT)
    assert {name: worked_out[name] for name in DOCUMENT if name != "visit"} == {"name": DOCUMENT["name"]}
    entries = [{"t": entry["t"], "x": entry["x"]} for entry in worked_out["visit"]]
    assert entries == DOCUMENT["visit"]


def test_one_expression_that_is_cut_off_is_said_too() -> None:
    survey = [
        {"type": "repeat", "name": "visit", "children": [{"type": "integer", "name": "x", "label": "X"}]},
        {"type": "text", "name": "t", "label": "T", "relevant": WORST[0] + " > 0"},
    ]
    compiled = compile_instrument(
        Instrument.model_validate({"settings": {"form_id": "a", "form_title": "A"}, "survey": survey}, strict=False)
    )
    few, many = ({"visit": [{"x": 2}] * number} for number in (3, ENTRIES))
    assert check_answers(compiled, few) == ()
    assert [problem.message for problem in check_answers(compiled, many)] == [TOO_MUCH_WORK]
    assert Walk(compiled, many).work.left == MAXIMUM_WORK_IN_ALL - MAXIMUM_WORK


def test_a_large_form_that_means_well_is_far_from_the_bound(spent: list[int]) -> None:
    form = big_form()
    compiled, document = compile_instrument(form), big_document(form, ENTRIES)
    for what, working in WORKINGS.items():
        spent.clear()
        working(compiled, document)
        assert sum(spent) < MAXIMUM_WORK_IN_ALL / 10, what
    assert not find_path(compiled, document).is_cut_off


def test_steps_that_are_too_many_are_refused_before_they_are_taken() -> None:
    work = Work(10)
    work.spend(10)
    with pytest.raises(Exhausted):
        work.spend(1)
    with pytest.raises(Exhausted):
        Work(1).read("a" * 32)


def test_the_browser_stops_at_the_same_place(javascript: JavaScriptForms) -> None:
    in_python = json.loads(json.dumps(state_in_python(HOSTILE, recalculate(HOSTILE, DOCUMENT, now=NOW))))
    [state] = javascript.states(definition_of(HOSTILE), DOCUMENT)
    assert state["isCutOff"]
    assert state == in_python


def test_the_browser_says_so_after_any_answer_and_goes_on(javascript: JavaScriptForms) -> None:
    steps = [["set", "name", [], "Another"], ["set", "x", [3], 7], ["add", "visit", []], ["remove", "visit", [0]]]
    states = javascript.states(definition_of(HOSTILE), {**DOCUMENT, "visit": DOCUMENT["visit"][:20]}, steps)
    assert [state["isCutOff"] for state in states] == [True] * 5
    assert states[-1]["document"]["name"] == "Another"
    assert len(states[-1]["document"]["visit"]) == 20
    assert states[-1]["document"]["visit"][2]["x"] == 7


def test_a_page_of_the_form_is_cut_off_in_the_browser_as_well(javascript: JavaScriptForms) -> None:
    definition = json.loads(json.dumps(form_json(HOSTILE, only=["letter", "q0_0", "x"])))
    [state] = javascript.states(definition, DOCUMENT)
    assert state["isCutOff"]
