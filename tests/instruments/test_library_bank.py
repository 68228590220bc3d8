"""The question bank: core questions, word for word as the library's instruments have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from instruments import loading
from instruments.loading import library, read_instrument
from instruments.model import Choice, Instrument, Question, Scale
from tests.instruments.shipped import instrument

BANK = Path(loading.__file__).parent / "question_bank.yaml"


def bank() -> Instrument:
    reading = read_instrument(BANK)
    assert reading.problems == ()
    assert reading.instrument is not None
    return reading.instrument


def core_questions(form: Instrument) -> dict[str, Question]:
    return {question.core: question for question in form.walk() if question.core}


def meaning(form: Instrument, question: Question) -> dict[str, Any]:
    """What makes a question comparable: its words, its choices and its scale, whatever its list is called."""
    plain = question.model_copy(update={"relevant": None, "core": None, "type": question.kind})
    choices: tuple[Choice, ...] = form.choices_of(question)
    scale: Scale | None = form.scale_of(question)
    return {"question": plain, "choices": choices, "scale": scale}


def test_it_holds_enough_to_compare_every_kind_of_round_over_the_years() -> None:
    pages = {page.name: len(page.children) for page in bank().survey}
    assert set(pages) == {
        "walkabout_core",
        "case_audit_core",
        "evaluation_core",
        "follow_up_core",
        "staff_survey_core",
        "children_core",
        "dip_sample_core",
    }
    assert sum(pages.values()) >= 40


def test_its_questions_carry_no_condition_and_no_mark_of_their_own() -> None:
    for page in bank().survey:
        assert all(question.relevant is None and question.core is None for question in page.children)


@pytest.mark.parametrize("form_id", [form_id for form_id in library() if core_questions(instrument(form_id))])
def test_an_instruments_core_questions_are_word_for_word_those_of_the_bank(form_id: str) -> None:
    form, kept = instrument(form_id), bank()
    in_bank = {question.name: question for question in kept.walk()}
    for name, question in core_questions(form).items():
        assert meaning(form, question) == meaning(kept, in_bank[name])


def test_every_question_of_the_bank_is_asked_by_an_instrument_of_the_library() -> None:
    marked = {name for form_id in library() for name in core_questions(instrument(form_id))}
    assert marked == {question.name for page in bank().survey for question in page.children}
