from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission
from survey_app.mail import OutboxMessage, compose
from survey_app.walkabouts.self_assessment import reminders
from survey_app.walkabouts.self_assessment.deadlines import ExtensionRefused, ReturnLocked, extend, state_of, today_here
from survey_app.walkabouts.self_assessment.declaring import declare
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.reminders import follow_deadlines
from survey_app.walkabouts.self_assessment.returns import locked_return, reopen_return
from tests.survey_app.factories import make_agency, make_user, sign_in
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    AgencyCase,
    add,
    begin,
    draft_of,
    fill,
    make_case,
    make_lead,
    said,
    whole_return,
)  # fmt: skip

TODAY = today_here()


@pytest.fixture
def case(session: Session) -> AgencyCase:
    return make_case(session)


def messages(session: Session, kind: str) -> list[OutboxMessage]:
    return session.query(OutboxMessage).filter_by(kind=kind).all()


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let the worker find the day that comes so many days from now."""
    monkeypatch.setattr(reminders, "today_here", lambda: TODAY + timedelta(days=days))


def test_a_lead_is_reminded_fourteen_and_three_days_before_once_each(
    session: Session, case: AgencyCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    for day in range(0, 31):
        later(monkeypatch, day)
        follow_deadlines(session)
        follow_deadlines(session)
        sent.append(len(messages(session, "self_reminder")))
    assert [day for day in range(1, 31) if sent[day] > sent[day - 1]] == [16, 27]
    assert sent[-1] == 2
    assert {one.to_address for one in messages(session, "self_reminder")} == {case.lead.email}


def test_a_worker_that_was_away_sends_one_reminder_and_not_two(
    session: Session, case: AgencyCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 29)
    follow_deadlines(session)
    follow_deadlines(session)
    assert len(messages(session, "self_reminder")) == 1


def test_a_new_deadline_has_reminders_of_its_own(
    session: Session, case: AgencyCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 16)
    follow_deadlines(session)
    kept = locked_return(session, case.assessment)
    extend(session, case.assessment, kept, to=TODAY + timedelta(days=60), why="Illness", by=None)
    follow_deadlines(session)
    assert len(messages(session, "self_reminder")) == 1
    later(monkeypatch, 46)
    follow_deadlines(session)
    assert len(messages(session, "self_reminder")) == 2


def test_nobody_is_reminded_of_a_return_that_was_sent(
    session: Session, case: AgencyCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = begin(session, case)
    later(monkeypatch, 16)
    follow_deadlines(session)
    fill(session, kept, whole_return())
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    assert compose(session, messages(session, "self_reminder")[0]) is None, "one on its way is called off"
    later(monkeypatch, 28)
    follow_deadlines(session)
    assert len(messages(session, "self_reminder")) == 1


def test_the_deadline_locks_and_tells_the_leads_once(
    session: Session, case: AgencyCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = begin(session, case)
    fill(session, kept, {"st1": "partly"})
    kept.due_on = TODAY - timedelta(days=1)
    session.flush()
    follow_deadlines(session)
    follow_deadlines(session)
    assert [one.to_address for one in messages(session, "self_locked")] == [case.lead.email]
    assert kept.locked_at is not None
    with pytest.raises(ReturnLocked, match="has passed"):
        add(session, case)
    with pytest.raises(ReturnLocked):
        declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    assert draft_of(session, kept).document["st1"] == "partly"


def test_the_last_day_still_counts(session: Session, case: AgencyCase) -> None:
    kept = begin(session, case)
    kept.due_on = TODAY
    session.flush()
    assert state_of(case.assessment, kept, TODAY) == "in_progress"
    assert state_of(case.assessment, kept, TODAY + timedelta(days=1)) == "overdue"


def test_after_an_extension_one_goes_on_where_one_was(session: Session, case: AgencyCase) -> None:
    kept = begin(session, case)
    fill(session, kept, whole_return())
    kept.due_on = TODAY - timedelta(days=1)
    session.flush()
    extend(session, case.assessment, kept, to=TODAY + timedelta(days=7), why="Illness", by=None)
    assert declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id) is not None
    assert session.get_one(Submission, kept.draft_id).current_revision == 1


def test_a_return_that_was_sent_opens_again_only_after_an_extension_and_keeps_both_versions(
    session: Session, case: AgencyCase
) -> None:
    kept = begin(session, case)
    fill(session, kept, whole_return())
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    with pytest.raises(ReturnLocked):
        reopen_return(session, case.assessment, by=case.lead.id)
    extend(session, case.assessment, kept, to=TODAY + timedelta(days=60), why="A mistake", by=None)
    reopen_return(session, case.assessment, by=case.lead.id)
    fill(session, kept, {"st1": "not_met"})
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    submission = session.get_one(Submission, kept.draft_id)
    session.refresh(submission)
    assert [one.document["st1"] for one in submission.revisions] == ["partly", "not_met"]
    with pytest.raises(ReturnLocked):
        reopen_return(session, case.assessment, by=case.lead.id)


@pytest.mark.parametrize("stage", ["compared", "signed", "replying", "final", "withdrawn"])
def test_no_deadline_is_extended_once_the_grades_are_compared(session: Session, case: AgencyCase, stage: str) -> None:
    kept = begin(session, case)
    case.assessment.stage = stage
    session.flush()
    with pytest.raises(ExtensionRefused):
        extend(session, case.assessment, kept, to=TODAY + timedelta(days=60), why="Please", by=None)
    with pytest.raises(ReturnLocked):
        add(session, case)


@pytest.mark.parametrize("days", [-1, 0, 29, 30])
def test_a_new_deadline_is_later_than_the_one_before(session: Session, case: AgencyCase, days: int) -> None:
    kept = begin(session, case)
    with pytest.raises(ExtensionRefused):
        extend(session, case.assessment, kept, to=TODAY + timedelta(days=days), why="Please", by=None)


def test_a_deadline_is_not_extended_past_the_end_of_the_round(session: Session, case: AgencyCase) -> None:
    kept = begin(session, case)
    kept.round.closes_on = TODAY + timedelta(days=40)
    with pytest.raises(ExtensionRefused, match="closes on"):
        extend(session, case.assessment, kept, to=TODAY + timedelta(days=41), why="Please", by=None)
    extend(session, case.assessment, kept, to=TODAY + timedelta(days=40), why="Please", by=None)


def test_the_qa_group_extends_with_a_reason_and_every_lead_is_told(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    second = make_lead(session, case.partnership, case.agency)
    make_lead(session, case.partnership, make_agency(session, case.partnership))
    qa = make_user(session, case.partnership, roles=("qa_group",))
    address = f"/p/{case.partnership.slug}/walkabouts/self-assessment/progress/{case.assessment.id}/deadline"
    client, to = sign_in(app.test_client(), qa), (TODAY + timedelta(days=45)).isoformat()
    assert client.post(address, data={"to": to}).status_code == 422
    assert client.post(address, data={"to": "soon", "why": "Illness"}).status_code == 422
    assert client.post(address, data={"to": TODAY.isoformat(), "why": "Illness"}).status_code == 422
    assert client.post(address, data={"to": to, "why": "Illness"}).status_code == 302
    kept = session.get_one(SelfAssessment, case.assessment.id, populate_existing=True)
    assert (kept.deadline, kept.extended_why) == (TODAY + timedelta(days=45), "Illness")
    assert {one.to_address for one in messages(session, "self_extended")} == {case.lead.email, second.email}
    for user in (case.lead, make_user(session, case.partnership, roles=("auditor",))):
        assert sign_in(app.test_client(), user).post(address, data={"to": to, "why": "Mine"}).status_code == 403
