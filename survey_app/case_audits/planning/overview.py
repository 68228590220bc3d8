"""All audits of a partnership at a glance: how many returns are in, and the one thing that is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.audits import audits_of
from survey_app.case_audits.planning.steps import Step, audit_now, next_of, read_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditGlance:
    """One audit in the list: ``asked`` and ``made`` count returns, ``cases`` those in use."""

    audit: CaseAudit
    cases: int
    asked: int
    made: int
    late: int
    next: Step | None


def glances(session: Session, partnership_id: int, today: date) -> list[AuditGlance]:
    """Every audit of a partnership, the newest first."""
    return [_glance(session, audit, today) for audit in audits_of(session, partnership_id)]


def _glance(session: Session, audit: CaseAudit, today: date) -> AuditGlance:
    now = audit_now(session, audit, today)
    return AuditGlance(
        audit=audit, cases=len(now.cases), asked=len(now.asked), made=now.made,
        late=sum(one.state == "late" for one in now.asked), next=next_of(audit, read_steps(now)),
    )  # fmt: skip
