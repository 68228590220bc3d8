"""Audits of a partnership, found; and what is done with one, gathered from the modules beside this."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.plans import AuditPlan, AuditRefused, change_audit, create_audit
from survey_app.case_audits.planning.stages import begin_fieldwork, cancel_audit, finish_audit, open_moderation

__all__ = [
    "AuditPlan",
    "AuditRefused",
    "audits_of",
    "begin_fieldwork",
    "cancel_audit",
    "change_audit",
    "create_audit",
    "finish_audit",
    "open_moderation",
]


def audits_of(session: Session, partnership_id: int) -> list[CaseAudit]:
    """The audits of a partnership, the newest first."""
    statement = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id).order_by(CaseAudit.id.desc())
    return list(session.scalars(statement))
