"""The steps of an audit follow what is done, and exactly one thing is next; none of them tells of a return."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditRecommendation, CaseAudit, CaseList, LearningPoint
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning import showing
from survey_app.case_audits.planning.asking import mark_not_involved
from survey_app.case_audits.planning.audits import (
    begin_fieldwork,
    cancel_audit,
    create_audit,
    finish_audit,
    open_moderation,
)
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.planning.steps import Stand, audit_now, next_of, read_steps
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import make_audit, make_case, make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, a_plan, make_planned, sign_all
from tests.survey_app.factories import make_partnership


def _next(session: Session, audit: CaseAudit, days: int = 0) -> str:
    found = next_of(audit, read_steps(audit_now(session, audit, today() + timedelta(days=days))))
    return found.act if found else ""


def test_what_is_next_goes_from_the_list_to_the_finished_audit(session: Session) -> None:
    audit = create_audit(session, make_partnership(session).id, a_plan())
    assert _next(session, audit) == "Load the case list"
    session.add(CaseList(audit_id=audit.id, size=412, frame_hash="0" * 64))
    assert _next(session, audit) == "Draw the cases"
    make_case(session, audit)
    assert _next(session, audit) == "Ask the agencies"

    found = make_planned(session, no_re_audit_why="Once only.")
    assert _next(session, found.audit) == "Begin fieldwork"
    begin_fieldwork(session, found.audit, by=found.qa.id, today=today())
    assert _next(session, found.audit) == "See who has not returned"
    for asked in found.asked[:3]:
        make_returned(session, asked)
    mark_not_involved(session, found.asked[3], "Never known to us.", by=found.qa.id)
    assert _next(session, found.audit) == "Open moderation"
    open_moderation(session, found.audit, by=found.qa.id)
    assert _next(session, found.audit) == "Moderate the cases"
    sign_all(session, found)
    assert _next(session, found.audit) == "Write down what is learnt"
    session.add(LearningPoint(audit_id=found.audit.id, kind="strength", text="Seen alone (constructed)."))
    assert _next(session, found.audit) == "Make recommendations"
    session.add(
        AuditRecommendation(
            audit_id=found.audit.id, number=1, text="See children alone.", why="It helps.", owner_id=found.health.id
        )
    )
    assert _next(session, found.audit) == "Finish the audit"
    finish_audit(session, found.audit, by=found.qa.id, today=today())
    assert _next(session, found.audit) == ""


def test_a_conflict_to_decide_on_comes_first(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    declare(session, found.asked[0], "I know the mother.", by=found.nurse.id, at=now())
    assert _next(session, found.audit) == "Decide on conflicts"


def test_on_the_day_of_the_panel_late_returns_are_no_longer_waited_for(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    assert _next(session, found.audit, days=44) == "See who has not returned"
    assert _next(session, found.audit, days=45) == "Open moderation"


def test_nothing_is_next_of_an_audit_that_was_called_off(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    cancel_audit(session, found.audit, "Not needed.", by=found.qa.id, today=today())
    assert _next(session, found.audit) == ""


@pytest.mark.parametrize("kind", list(KINDS))
def test_without_a_panel_nothing_is_signed_off(session: Session, kind: str) -> None:
    titles = [step.title for step in read_steps(audit_now(session, make_audit(session, kind=kind), today()))]
    assert ("Sign-off" in titles) == KINDS[kind].moderated


def test_every_step_leads_to_a_page_that_there_is_and_says_nothing_of_a_return(app: Flask, session: Session) -> None:
    for state in ("planning", "fieldwork", "moderation"):
        found = make_planned(session, state=state)
        if state == "fieldwork":
            make_returned(session, found.asked[0], {"overall": "inadequate", "why": SECRET})
        if state == "moderation":
            sign_all(session, found)
            session.add(LearningPoint(audit_id=found.audit.id, kind="strength", text="Seen alone (constructed)."))
        for step in read_steps(audit_now(session, found.audit, today())):
            assert not step.endpoint or step.endpoint in app.view_functions, step.title
            assert step.stand in Stand
            assert "nadequate" not in step.says + step.act
            assert found.nurse.name not in step.says


@pytest.mark.parametrize(
    ("held", "is_linked"), [({"case_audits.manage"}, True), ({"results.working"}, True), ({"case_audits.read"}, False)],
    ids=["manages", "works with them", "only reads"],
)  # fmt: skip
def test_any_permission_that_opens_a_page_links_its_step(
    session: Session, monkeypatch: pytest.MonkeyPatch, held: set[str], is_linked: bool
) -> None:
    monkeypatch.setattr(showing, "held_permissions", lambda: frozenset(held))
    monkeypatch.setattr(showing, "url_for", lambda endpoint, **values: endpoint)
    found = make_planned(session, state="fieldwork")
    steps = showing.shown_steps(read_steps(audit_now(session, found.audit, today())), "one", today=today())
    assert ("case_audits.progress" in {step.href for step in steps}) is is_linked
