"""Audits at the stages of planning, as browser tests look at them: one planned, one in fieldwork, one to finish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.case_audits.models import AgencyReturn, CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor, extend, mark_not_involved
from survey_app.case_audits.planning.audits import AuditPlan, begin_fieldwork, create_audit, open_moderation
from survey_app.case_audits.planning.conflicts import declare
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from tests.survey_app.case_audits.audit_factories import make_case, make_returned
from tests.survey_app.case_audits.planning.planned import sign_cases


def prepare_audit_plans(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The addresses of the three audits, and of two returns asked for."""
    planned, _ = _audit(session, partnership, "Exploitation, planned (constructed)")
    asking, asked = _audit(session, partnership, "Exploitation, asked (constructed)", begun=True)
    mark_not_involved(session, asked[1], "The child was never known to the service.", by=None)
    auditor = asked[0].auditor_id
    assert auditor is not None
    declare(session, asked[0], "I supervised the worker of this family.", by=auditor, at=now())
    extend(session, asked[2], today() + timedelta(days=60), "Leave in the team.", today=today())
    ending, made = _audit(session, partnership, "Exploitation, moderated (constructed)", begun=True)
    make_returned(session, made[0])
    open_moderation(session, ending, by=None)
    sign_cases(session, [one.case for one in made])
    return {
        "planned_audit": planned.slug, "asking_audit": asking.slug, "ending_audit": ending.slug,
        "asked_return": asked[0].id, "not_involved_return": asked[1].id,
    }  # fmt: skip


def _audit(
    session: Session, partnership: Partnership, title: str, *, begun: bool = False
) -> tuple[CaseAudit, list[AgencyReturn]]:
    """Four cases; asked of the agency that the demo's lead of an agency leads, and of two more."""
    day = today()
    plan = AuditPlan(
        kind="multi_agency", title=title, theme="Exploitation", window_starts_on=day - timedelta(days=364),
        window_ends_on=day, returns_due_on=day + timedelta(days=20), panel_on=day + timedelta(days=40),
    )  # fmt: skip
    audit = create_audit(session, partnership.id, plan)
    lead = session.scalars(
        select(Membership).join(User).where(User.email == "agency-lead@example.org", Membership.agency_id.is_not(None))
    ).one()
    assert lead.agency_id is not None
    others = [one.id for one in agencies_of(session, partnership.id) if one.id != lead.agency_id][:2]
    asked = []
    for case in [make_case(session, audit) for _ in range(4)]:
        asked.append(ask_agency(session, case, lead.agency_id))
        assign_auditor(session, asked[-1], lead.user_id if case.number != 4 else None, by=None)
        for agency_id in others:
            ask_agency(session, case, agency_id)
    if begun:
        begin_fieldwork(session, audit, by=None, today=day)
    return audit, asked
