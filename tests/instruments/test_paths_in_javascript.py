"""A form in the browser's engine is asked, offers, calculates and keeps what it does in Python, at every step."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from instruments.compiled import CompiledInstrument
from tests.instruments.form_states import (
    ChromiumForms,
    JavaScriptForms,
    State,
    definition_of,
    page_states_in_javascript,
    page_states_in_python,
    states_in_python,
)
from tests.instruments.form_strategies import Case, PageCase, page_cases, tangled_cases, varied_cases


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScriptForms]:
    running = JavaScriptForms()
    yield running
    running.close()


@pytest.fixture(scope="module")
def in_chromium(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaScriptForms]:
    running = ChromiumForms(chromium, tmp_path_factory.mktemp("bundle"))
    yield running
    running.close()


@given(case=tangled_cases())
def test_a_form_full_of_expressions_goes_the_same_way_in_both(javascript: JavaScriptForms, case: Case) -> None:
    _goes_the_same_way(javascript, case)


@given(case=varied_cases())
def test_a_form_of_every_kind_of_question_goes_the_same_way_in_both(javascript: JavaScriptForms, case: Case) -> None:
    _goes_the_same_way(javascript, case)


@settings(max_examples=10)
@given(case=st.one_of(tangled_cases(), varied_cases()))
def test_a_form_goes_the_same_way_in_chromium(in_chromium: JavaScriptForms, case: Case) -> None:
    _goes_the_same_way(in_chromium, case)


@given(page=page_cases())
def test_a_page_with_its_part_of_the_form_goes_the_way_of_the_whole(
    javascript: JavaScriptForms, page: PageCase
) -> None:
    compiled, document = page.case.compiled, page.case.document
    names = [item.name for item in compiled.section(page.section).items]
    in_python = page_states_in_python(compiled, document, names, page.entry, page.steps)
    in_javascript = page_states_in_javascript(javascript, compiled, document, names, page.entry, page.steps)
    for expected, state in zip(in_python, in_javascript, strict=True):
        assert _on_page(compiled, state) == _on_page(compiled, json.loads(json.dumps(expected)))


def _on_page(compiled: CompiledInstrument, state: State) -> State:
    """What the browser changes on a page: labels are the server's, and so are choices that no filter hides."""
    for key, item in state["items"].items():
        item.pop("label")
        if compiled.item(key.split()[0]).choice_filter is None:
            item.pop("choices")
    return state


def _goes_the_same_way(javascript: JavaScriptForms, case: Case) -> None:
    in_python = states_in_python(case.compiled, case.document, case.steps)
    steps = [step for step, _ in in_python[1:]]
    in_javascript = javascript.states(definition_of(case.compiled), case.document, steps)
    for (step, expected), state in zip(in_python, in_javascript, strict=True):
        state.pop("changed", None)
        assert state == json.loads(json.dumps(expected)), step
