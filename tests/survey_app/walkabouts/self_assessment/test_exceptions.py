"""A council's own lead notes where it differs from the joint return: its own, before the lock, hidden from graders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.walkabouts.cycles.exceptions import set_exceptions
from survey_app.walkabouts.models import AssessmentMember, Visit
from survey_app.walkabouts.self_assessment.deadlines import today_here
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_visit
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import AgencyCase, begin, make_case

GIVEN = {"st1-grade": "partly", "st1-reason": "Our board lead left in May."}
SAID = {"st1": {"grade": "partly", "reason": "Our board lead left in May.", "said_by": "agency"}}


@pytest.fixture
def case(session: Session) -> AgencyCase:
    return make_case(session, agencies=2, agency_type="district_council", whole=False)


@pytest.fixture
def lead(app: Flask, case: AgencyCase) -> FlaskClient:
    return sign_in(app.test_client(), case.lead)


def own_and_other(case: AgencyCase) -> tuple[AssessmentMember, AssessmentMember]:
    first, second = case.assessment.members
    return (first, second) if first.agency_id == case.agency.id else (second, first)


def address(case: AgencyCase, member: AssessmentMember) -> str:
    start = f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}"
    return f"{start}/exceptions/{member.agency_id}"


def as_role(app: Flask, session: Session, case: AgencyCase, *roles: str) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, case.partnership, roles=roles))


def test_a_lead_notes_where_their_own_council_differs(session: Session, case: AgencyCase, lead: FlaskClient) -> None:
    own, other = own_and_other(case)
    assert address(case, own) in lead.get(address(case, own).split("/exceptions")[0]).text
    assert lead.post(address(case, own), data=GIVEN | {"seen": seen(lead, case)}).status_code == 302
    session.expire_all()
    assert (own.exceptions, other.exceptions) == (SAID, {})
    entry = session.scalars(select(AuditEvent).where(AuditEvent.action == "section 11 exceptions")).one()
    assert (entry.actor_id, entry.details["by_agency"]) == (case.lead.id, True)


def seen(client: FlaskClient, case: AgencyCase) -> str:
    page = client.get(address(case, own_and_other(case)[0])).text
    return page.split('name="seen" value="')[1].split('"')[0]


def test_another_council_is_not_theirs_to_change(session: Session, case: AgencyCase, lead: FlaskClient) -> None:
    other = own_and_other(case)[1]
    assert lead.get(address(case, other)).status_code == 404
    assert lead.post(address(case, other), data=GIVEN).status_code == 404
    session.expire_all()
    assert other.exceptions == {}


@pytest.mark.parametrize("lock", ["deadline", "sent", "compared"])
def test_once_the_return_is_locked_nothing_is_noted_and_what_was_typed_stays(
    session: Session, case: AgencyCase, lead: FlaskClient, lock: str
) -> None:
    own, kept = own_and_other(case)[0], begin(session, case)
    before = seen(lead, case)
    if lock == "deadline":
        case.assessment.cycle.self_due_on = kept.due_on = today_here() - timedelta(days=1)
    elif lock == "sent":
        kept.declared_at = kept.submitted_at = kept.locked_at = now()
    else:
        case.assessment.stage = "compared"
    session.flush()
    answer = lead.post(address(case, own), data=GIVEN | {"seen": before})
    assert answer.status_code == 422
    assert "Our board lead left in May." in answer.text
    session.expire_all()
    assert own.exceptions == {}
    page = lead.get(address(case, own)).text
    assert "Save the exceptions" not in page


def test_two_people_do_not_overwrite_each_other(
    app: Flask, session: Session, case: AgencyCase, lead: FlaskClient
) -> None:
    own, before = own_and_other(case)[0], seen(lead, case)
    qa = as_role(app, session, case, "qa_group")
    page = f"/p/{case.partnership.slug}/walkabouts/assessments/{case.assessment.id}/exceptions/{own.agency_id}"
    assert qa.post(page, data={"st2-grade": "mostly", "st2-reason": "Said by telephone."}).status_code == 302
    answer = lead.post(address(case, own), data=GIVEN | {"seen": before})
    assert answer.status_code == 422
    for text in ("Somebody has changed these exceptions", "Said by telephone.", "Our board lead left in May."):
        assert text in answer.text
    both = GIVEN | {"st2-grade": "mostly", "st2-reason": "Said by telephone.", "seen": seen(lead, case)}
    assert lead.post(address(case, own), data=both).status_code == 302
    session.expire_all()
    assert own.exceptions == SAID | {"st2": {"grade": "mostly", "reason": "Said by telephone."}}, "left as it was"


def test_whoever_grades_does_not_see_them_before_the_grades_stand(
    app: Flask, session: Session, case: AgencyCase, visit: Visit
) -> None:
    own, user = own_and_other(case)[0], visit.team[0].user
    set_exceptions(session, own, {"st1": {"grade": "partly", "reason": "Our board lead left."}}, by=None)
    grader = sign_in(app.test_client(), user)
    page = f"/p/{case.partnership.slug}/walkabouts/assessments/{case.assessment.id}"
    shown = grader.get(page).text
    assert "Our board lead left." not in shown
    assert "Shown once the walkabout’s own grades stand" in shown
    assert grader.get(f"{page}/exceptions/{own.agency_id}").status_code == 403
    assert "Our board lead left." in as_role(app, session, case, "qa_group").get(page).text
    case.assessment.stage = "compared"
    session.flush()
    assert "Our board lead left." in grader.get(page).text


@pytest.fixture
def visit(session: Session, case: AgencyCase) -> Visit:
    """A visit by somebody who plans cycles, too."""
    return make_visit(session, case.assessment, make_user(session, case.partnership, roles=("auditor", "qa_group")))
