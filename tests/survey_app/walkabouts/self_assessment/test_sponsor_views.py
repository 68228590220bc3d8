from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission
from survey_app.mail import OutboxMessage, compose
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    AgencyCase,
    add,
    begin,
    fill,
    make_case,
    whole_return,
)  # fmt: skip

SAID = {
    "author_role": "Head of safeguarding", "sponsor_name": "Sophie Example", "sponsor_role": "Chief nurse",
    "presented_on": "2026-01-05", "how": "email", "sponsor_email": "s@agency.example", "agreed": "y",
}  # fmt: skip


@pytest.fixture
def case(session: Session) -> AgencyCase:
    case = make_case(session)
    kept = begin(session, case)
    add(session, case, "st1")
    fill(session, kept, whole_return({"st1": "mostly"}))
    return case


def here(case: AgencyCase, rest: str = "") -> str:
    return f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}{rest}"


def link(session: Session) -> str:
    """The address in the newest message to the sponsor, as it goes out."""
    message = session.query(OutboxMessage).filter_by(kind="sponsor").all()[-1]
    body = compose(session, message)
    assert body is not None
    return "/sponsor/" + body.split("/sponsor/")[1].split()[0]


def test_from_the_declaration_to_the_sponsors_confirmation(app: Flask, session: Session, case: AgencyCase) -> None:
    lead, sponsor = sign_in(app.test_client(), case.lead), app.test_client()
    assert lead.post(here(case, "/declare"), data=SAID).status_code == 302
    assert "Waiting for the board sponsor" in lead.get(here(case, "/declare")).get_data(as_text=True)
    address = link(session)
    page = sponsor.get(address).get_data(as_text=True)
    assert "Mostly met" in page
    assert "Evidence: 1 piece: audit" in page
    assert sponsor.post(address, data={}).status_code == 422, "nothing is confirmed by accident"
    kept = session.get_one(SelfAssessment, case.assessment.id, populate_existing=True)
    assert kept.submitted_at is None
    confirmed = sponsor.post(address, data={"confirmed": "y"})
    assert (confirmed.status_code, "Declaration confirmed" in confirmed.get_data(as_text=True)) == (200, True)
    assert session.get(Submission, kept.draft_id) is not None
    assert sponsor.get(address).status_code == 404
    assert sponsor.post(address, data={"confirmed": "y"}).status_code == 404
    assert "Declared and sent" in lead.get(here(case)).get_data(as_text=True)


def test_a_minute_sends_the_return_at_once(app: Flask, session: Session, case: AgencyCase) -> None:
    lead = sign_in(app.test_client(), case.lead)
    said = {**SAID, "how": "minute", "sponsor_email": "", "minute_reference": "Board, 7.2"}
    assert lead.post(here(case, "/declare"), data=said).status_code == 302
    assert "Declared and sent" in lead.get(here(case)).get_data(as_text=True)
    assert session.query(OutboxMessage).filter_by(kind="sponsor").count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed": ""}, {"how": ""}, {"how": "somehow"}, {"sponsor_email": ""}, {"sponsor_email": "nobody"},
        {"how": "minute", "minute_reference": " "}, {"presented_on": "2999-01-01"}, {"presented_on": ""},
        {"author_role": ""}, {"sponsor_name": " "}, {"sponsor_role": "x" * 201},
    ],
)  # fmt: skip
def test_a_declaration_that_lacks_something_says_what(
    app: Flask, session: Session, case: AgencyCase, wrong: dict[str, str]
) -> None:
    answer = sign_in(app.test_client(), case.lead).post(here(case, "/declare"), data={**SAID, **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    assert session.get_one(SelfAssessment, case.assessment.id, populate_existing=True).declared_at is None


def test_a_new_link_ends_the_one_before_and_taking_back_ends_both(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    lead, sponsor = sign_in(app.test_client(), case.lead), app.test_client()
    lead.post(here(case, "/declare"), data=SAID)
    first = link(session)
    assert sponsor.get(first).status_code == 200
    assert lead.post(here(case, "/declare/ask-again")).status_code == 302
    second = link(session)
    assert (sponsor.get(first).status_code, sponsor.get(second).status_code) == (404, 200)
    assert lead.post(here(case, "/declare/take-back")).status_code == 302
    assert sponsor.get(second).status_code == 404
    assert lead.post(here(case, "/declare/take-back")).status_code == 409
    assert lead.post(here(case, "/declare/ask-again")).status_code == 409


@pytest.mark.parametrize("token", ["x", "0" * 32, "a" * 5000, "%00", "..%2f.."])
def test_a_link_that_was_never_sent_opens_nothing(app: Flask, case: AgencyCase, token: str) -> None:
    assert app.test_client().get(f"/sponsor/{token}").status_code == 404
