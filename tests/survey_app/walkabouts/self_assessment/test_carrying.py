from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.walkabouts.self_assessment.carrying import (
    OfferGone,
    decide_answer,
    decide_evidence,
    last_return,
    offers_of,
)  # fmt: skip
from survey_app.walkabouts.self_assessment.deadlines import today_here
from survey_app.walkabouts.self_assessment.declaring import DeclarationRefused, declare, objections
from survey_app.walkabouts.self_assessment.evidence import withdraw_evidence
from survey_app.walkabouts.self_assessment.models import CarriedAnswer, Evidence, SelfAssessment
from tests.survey_app.factories import make_agency, sign_in
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    AgencyCase,
    add,
    begin,
    draft_of,
    fill,
    make_case,
    said,
    whole_return,
)  # fmt: skip


@pytest.fixture
def last(session: Session) -> AgencyCase:
    """A return that was sent: one standard mostly met with an old audit, a recent one, and a piece withdrawn."""
    case = make_case(session)
    kept = begin(session, case)
    add(session, case, "st1", title="Old audit", dated_on=today_here() - timedelta(days=500))
    add(session, case, "st1", title="Recent audit")
    gone = add(session, case, "st1", title="Withdrawn audit")
    withdraw_evidence(session, case.assessment, gone, why="Wrong file", by=case.lead.id)
    fill(session, kept, {**whole_return({"st1": "mostly"}), "st1_rationale": "Said last time.", "st1_impact": "Less."})
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    return case


@pytest.fixture
def case(session: Session, last: AgencyCase) -> AgencyCase:
    """The same agency in the next cycle, with its return begun."""
    last.assessment.stage = "final"
    case = make_case(session, last.partnership, agency=last.agency)
    case.lead = last.lead
    begin(session, case)
    return case


@pytest.fixture
def kept(session: Session, case: AgencyCase) -> SelfAssessment:
    return session.get_one(SelfAssessment, case.assessment.id)


def offered_answer(session: Session, case: AgencyCase, question: str) -> CarriedAnswer:
    return session.query(CarriedAnswer).filter_by(assessment_id=case.assessment.id, question=question).one()


def offered_evidence(session: Session, case: AgencyCase, title: str) -> Evidence:
    return session.query(Evidence).filter_by(assessment_id=case.assessment.id, title=title).one()


def test_what_was_written_is_offered_and_no_grade_is_carried(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    offers = {one.standard.name: one for one in offers_of(session, case.assessment)}
    assert {one.question for one in offers["st1"].answers} == {"st1_rationale", "st1_impact"}
    assert {one.title for one in offers["st1"].evidence} == {"Old audit", "Recent audit"}, (
        "nothing withdrawn comes back"
    )
    assert offers["st1"].last_grade == "Mostly met"
    document = draft_of(session, kept).document
    assert "st1" not in document
    assert not document.get("st1_rationale")


def test_nothing_of_last_time_counts_before_it_is_reaffirmed(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill(session, kept, whole_return({"st1": "mostly"}))
    kinds = {one.kind for one in objections(session, case.assessment, kept)}
    assert kinds == {"evidence", "carried"}
    with pytest.raises(DeclarationRefused):
        declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)


def test_every_item_has_to_be_decided_before_the_declaration(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill(session, kept, whole_return())
    undecided = sum(one.undecided for one in offers_of(session, case.assessment))
    for answer in session.query(CarriedAnswer).filter_by(assessment_id=case.assessment.id).all():
        assert objections(session, case.assessment, kept)
        decide_answer(session, case.assessment, kept, answer, "dropped", by=case.lead.id)
        undecided -= 1
    for title in ("Old audit", "Recent audit"):
        assert objections(session, case.assessment, kept)
        decide_evidence(session, case.assessment, offered_evidence(session, case, title), "dropped", by=case.lead.id)
        undecided -= 1
    assert undecided == 0
    assert objections(session, case.assessment, kept) == []
    assert declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id) is not None


def test_a_reaffirmed_answer_goes_into_the_return_with_who_and_when(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    answer = offered_answer(session, case, "st1_rationale")
    decide_answer(session, case.assessment, kept, answer, "reaffirmed", by=case.lead.id)
    assert draft_of(session, kept).document["st1_rationale"] == "Said last time."
    assert (answer.decided_by_id, answer.decided_at is not None) == (case.lead.id, True)


def test_what_was_written_anew_stays_when_an_answer_is_reaffirmed(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill(session, kept, {"st1_rationale": "Written today."})
    answer = offered_answer(session, case, "st1_rationale")
    decide_answer(session, case.assessment, kept, answer, "reaffirmed", by=case.lead.id)
    assert draft_of(session, kept).document["st1_rationale"] == "Written today.\n\nSaid last time."


def test_reaffirmed_evidence_counts_for_what_its_age_allows(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill(session, kept, {**whole_return({"st1": "fully"}), "st1_impact": "Less waiting."})
    decide_evidence(
        session, case.assessment, offered_evidence(session, case, "Old audit"), "reaffirmed", by=case.lead.id
    )
    assert any(one.kind == "evidence" for one in objections(session, case.assessment, kept)), "it is too old now"
    recent = offered_evidence(session, case, "Recent audit")
    decide_evidence(session, case.assessment, recent, "reaffirmed", by=case.lead.id)
    assert not any(one.kind == "evidence" for one in objections(session, case.assessment, kept))
    assert (recent.reaffirmed_by_id, recent.reaffirmed_at is not None) == (case.lead.id, True)


@pytest.mark.parametrize("decision", ["", "mostly", "offered", "REAFFIRMED"])
def test_a_forged_decision_is_refused(session: Session, case: AgencyCase, kept: SelfAssessment, decision: str) -> None:
    with pytest.raises(OfferGone):
        decide_answer(
            session, case.assessment, kept, offered_answer(session, case, "st1_rationale"), decision, by=case.lead.id
        )
    with pytest.raises(OfferGone):
        decide_evidence(
            session, case.assessment, offered_evidence(session, case, "Recent audit"), decision, by=case.lead.id
        )


def test_nothing_is_decided_twice(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    answer = offered_answer(session, case, "st1_rationale")
    decide_answer(session, case.assessment, kept, answer, "dropped", by=case.lead.id)
    with pytest.raises(OfferGone):
        decide_answer(session, case.assessment, kept, answer, "reaffirmed", by=case.lead.id)
    assert not draft_of(session, kept).document.get("st1_rationale")


def test_another_agency_is_offered_nothing_of_it(session: Session, last: AgencyCase) -> None:
    other = make_case(session, last.partnership, agency=make_agency(session, last.partnership))
    begin(session, other)
    assert last_return(session, other.assessment) is None
    assert offers_of(session, other.assessment) == []


def test_the_page_says_of_old_evidence_that_it_is_too_old(app: Flask, session: Session, case: AgencyCase) -> None:
    client = sign_in(app.test_client(), case.lead)
    here = f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}/last-time"
    text = client.get(f"{here}/st1").get_data(as_text=True)
    assert "Would count for Mostly met at most: it is more than 12 months old." in text
    assert "That grade is not carried over" in text
    assert client.post(f"{here}/st1", data={}).status_code == 422
    answer = offered_answer(session, case, "st1_rationale")
    decided = client.post(f"{here}/st1", data={f"answer-{answer.id}": "reaffirmed"})
    assert decided.status_code == 302
    assert "Reason" in client.get(f"{here}/st1").get_data(as_text=True)
    session.refresh(answer)
    assert answer.state == "reaffirmed"
