"""A single-agency audit feeds one of many agencies: by its author's act alone, and read by nobody else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning import mailing
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor
from survey_app.case_audits.planning.audits import AuditRefused, begin_fieldwork, create_audit
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.planning.taking_over import bring_cases, earlier_return, take_over
from survey_app.collect.models import Draft
from survey_app.database import now
from survey_app.mail import OutboxMessage
from tests.survey_app.case_audits.audit_factories import make_audit, make_case, make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, Planned, a_plan, make_planned
from tests.survey_app.factories import make_user, sign_in


def _single(session: Session, found: Planned) -> CaseAudit:
    """A single-agency audit of two cases of the health agency; the nurse has returned the first."""
    audit = create_audit(session, found.partnership.id, a_plan(kind="single_agency", title="Our own audit"))
    asked = []
    for pseudonym in ("OWN-001", "OWN-002"):
        case = make_case(session, audit, pseudonym=pseudonym)
        asked.append(ask_agency(session, case, found.health.id))
        assign_auditor(session, asked[-1], found.nurse.id, by=None)
    begin_fieldwork(session, audit, by=None, today=today())
    make_returned(session, asked[0], {"overall": "inadequate", "why": SECRET})
    return audit


def _brought(session: Session, found: Planned) -> AgencyReturn:
    """The return asked for on the case that was returned before."""
    return session.scalars(
        select(AgencyReturn)
        .join(AuditCase)
        .where(AuditCase.audit_id == found.audit.id, AuditCase.pseudonym == "OWN-001")
    ).one()


@pytest.fixture
def fed(session: Session) -> Planned:
    """An audit of many agencies in fieldwork, into which the cases of the single-agency audit were brought."""
    found = make_planned(session, state="fieldwork")
    assert bring_cases(session, found.audit, _single(session, found), by=found.qa.id) == 2
    return found


def test_cases_come_under_their_pseudonyms_once_with_their_agency_and_auditor(session: Session, fed: Planned) -> None:
    asked = _brought(session, fed)
    assert (asked.agency_id, asked.auditor_id) == (fed.health.id, fed.nurse.id)
    source = session.scalars(select(CaseAudit).where(CaseAudit.title == "Our own audit")).one()
    assert bring_cases(session, fed.audit, source, by=fed.qa.id) == 0
    assert fed.audit.round is not None
    assert fed.audit.round.population_size == 6


def test_the_author_takes_their_return_up_as_a_draft_of_theirs(session: Session, fed: Planned) -> None:
    asked = _brought(session, fed)
    declare(session, asked, "", by=fed.nurse.id, at=now())
    draft = take_over(session, asked, fed.nurse)
    assert (draft.id, draft.author_id, draft.document["why"]) == (asked.draft_id, fed.nurse.id, SECRET)
    with pytest.raises(AuditRefused, match="begun this return already"):
        take_over(session, asked, fed.nurse)


def test_nobody_else_takes_it_up(session: Session, fed: Planned) -> None:
    asked = _brought(session, fed)
    midwife = make_user(session, fed.partnership, roles=("auditor",), agency=fed.health)
    for user in (fed.officer, fed.qa, midwife):
        assert earlier_return(session, asked, user.id) is None
    assign_auditor(session, asked, midwife.id, by=fed.qa.id)
    for user in (midwife, fed.nurse):
        with pytest.raises(AuditRefused, match="no return on this case"):
            take_over(session, asked, user)


def test_a_return_is_not_taken_up_before_it_could_be_begun(session: Session, fed: Planned) -> None:
    asked = _brought(session, fed)
    declare(session, asked, "I know the mother.", by=fed.nurse.id, at=now())
    with pytest.raises(Exception, match="conflict of interest"):
        take_over(session, asked, fed.nurse)
    assert session.get(Draft, asked.draft_id) is None


def test_cases_of_another_partnership_or_kind_are_not_brought(session: Session, fed: Planned) -> None:
    elsewhere = make_audit(session, kind="single_agency")
    for source in (elsewhere, fed.audit, make_planned(session).audit):
        with pytest.raises(AuditRefused, match="Choose a single-agency audit"):
            bring_cases(session, fed.audit, source, by=None)


def test_it_is_done_from_pages_and_the_page_of_planning_shows_nothing_of_it(
    session: Session, client: FlaskClient
) -> None:
    found = make_planned(session, state="fieldwork")
    source = _single(session, found)
    sign_in(client, found.qa)
    base = f"/p/{found.partnership.slug}/case-audits/{found.audit.slug}"
    assert "Our own audit" in client.get(f"{base}/bring-cases").text
    assert client.post(f"{base}/bring-cases", data={}).status_code == 422
    page = client.post(f"{base}/bring-cases", data={"source": source.id}, follow_redirects=True)
    assert "OWN-001" in page.text
    assert SECRET not in page.text
    asked = _brought(session, found)
    declare(session, asked, "", by=found.nurse.id, at=now())
    address = f"/p/{found.partnership.slug}/my-returns/{asked.id}/take-over"
    assert client.post(address).status_code == 403
    sign_in(client, found.officer)
    assert client.post(address).status_code == 404
    sign_in(client, found.nurse)
    assert "Take up what I returned before" in client.get(address.removesuffix("/take-over")).text
    assert client.post(address).status_code == 302
    draft = session.get_one(Draft, asked.draft_id)
    assert draft.document["overall"] == "inadequate"


def test_cases_brought_in_fieldwork_are_told_to_their_auditors(session: Session, client: FlaskClient) -> None:
    found = make_planned(session, state="fieldwork")
    source = _single(session, found)
    session.execute(delete(OutboxMessage))
    sign_in(client, found.qa)
    base = f"/p/{found.partnership.slug}/case-audits/{found.audit.slug}"
    assert client.post(f"{base}/bring-cases", data={"source": source.id}).status_code == 302
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.ASKED)).all()
    assert [one.to_address for one in told] == [found.nurse.email]
