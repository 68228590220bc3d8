"""Audits of a partnership: found, planned, begun and opened for moderation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit


def audits_of(session: Session, partnership_id: int) -> list[CaseAudit]:
    """The audits of a partnership, the newest first."""
    statement = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id).order_by(CaseAudit.id.desc())
    return list(session.scalars(statement))
