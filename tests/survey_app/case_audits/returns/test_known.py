"""What the audit knows of a case is given to the form; what it does not know, or the form would refuse, is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.case_audits.models import DRAW_METHODS, AgencyReturn, AuditCase
from survey_app.case_audits.returns.agency_answers import (
    AGENCY_ANSWERS,
    certain_answer,
    certain_answers,
    is_possible,
)
from survey_app.case_audits.returns.known import SELECTIONS, known_of_return, taken_by_form
from survey_app.partnership.models import AGENCY_TYPES
from tests.instruments.shipped import compiled

FORM: CompiledInstrument = compiled("case-audit")


def choices_of(question: str) -> set[str]:
    item = FORM.find(question)
    assert item is not None
    return {choice.name for choice in item.choices}


def test_every_kind_of_agency_has_its_answers_and_each_is_one_of_the_form() -> None:
    assert AGENCY_ANSWERS.keys() == AGENCY_TYPES.keys()
    assert {answer for fitting in AGENCY_ANSWERS.values() for answer in fitting} <= choices_of("return_agency")


def test_every_way_of_drawing_is_one_of_the_form() -> None:
    assert SELECTIONS.keys() == DRAW_METHODS.keys()
    assert set(SELECTIONS.values()) <= choices_of("selection")


@pytest.mark.parametrize(
    ("kind", "answer"), [("police", "police"), ("school", "school"), ("health", None), ("other", None)]
)
def test_an_agency_is_given_only_where_one_answer_fits(kind: str, answer: str | None) -> None:
    assert certain_answer(kind) == answer


def test_no_other_answer_than_those_that_fit_is_possible() -> None:
    assert is_possible("health", "hospital")
    assert is_possible("health", "other_agency")
    assert not is_possible("health", "police")
    assert is_possible("other", "police")


def test_several_agencies_are_given_once_each_or_not_at_all() -> None:
    assert certain_answers(["school", "police", "early_years"]) == ["school", "police"]
    assert certain_answers(["police", "health"]) is None


def test_a_return_begins_with_all_that_is_known(session: Session, asked: AgencyReturn, case: AuditCase) -> None:
    assert taken_by_form(FORM, known_of_return(session, asked)) == {
        "pseudonym": case.pseudonym, "age_band": "from_5_to_9", "sex": "female", "ethnic_group": "white",
        "disability": "no", "plan_status": "child_protection", "theme": "Neglect", "window_start": "2025-01-01",
        "window_end": "2025-12-31", "selection": "purposive", "agencies_involved": ["police"],
        "return_agency": "police", "involved": "yes",
    }  # fmt: skip


def test_what_is_not_known_and_what_the_form_would_refuse_is_asked(
    session: Session, asked: AgencyReturn, case: AuditCase
) -> None:
    case.sex, case.plan_status, case.audit.theme = "", "no such status", ""
    case.audit.window_ends_on = date.today() + timedelta(days=400)
    given = taken_by_form(FORM, known_of_return(session, asked))
    assert not {"sex", "plan_status", "theme", "window_end"} & given.keys()
