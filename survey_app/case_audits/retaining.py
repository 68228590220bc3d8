"""Destroying what is left of a case audit: its list, cases, returns asked for, moderation and learning."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit, CaseResolution, PeerReview
from survey_app.deleting import delete_with_dependants


def held_audits() -> Select[int]:
    """Audits that are on legal hold."""
    return select(CaseAudit.id).where(CaseAudit.legal_hold)


def destroy_audits(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete audits with all that hangs on them."""
    return delete_with_dependants(session, CaseAudit, session.scalars(select(CaseAudit.id).where(ripe)).all())


def destroy_resolutions(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete disagreements that are closed, with their steps and advice; an open one waits."""
    closed = CaseResolution.closed_on.is_not(None)
    ids = session.scalars(select(CaseResolution.id).where(ripe, closed)).all()
    return delete_with_dependants(session, CaseResolution, ids)


def destroy_peer_reviews(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete peer reviews with their team, interviews by number and findings; answers go by their round’s rule."""
    ids = session.scalars(select(PeerReview.id).where(ripe)).all()
    return delete_with_dependants(session, PeerReview, ids)
