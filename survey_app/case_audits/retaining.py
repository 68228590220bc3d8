"""Destroying what is left of a case audit: its list, cases, returns asked for, moderation and learning."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records.destroying import destroy_ripe
from survey_app.case_audits.models import CaseResolution, PeerReview
from survey_app.deleting import delete_with_dependants


def destroy_audits(session: Session, ripe: ColumnElement[bool]) -> int:
    """Destroy audits with all that hangs on them, a certificate each; one that still has answers waits for them."""
    return destroy_ripe(session, ripe)


def destroy_resolutions(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete disagreements that are closed, with their steps and advice; an open one waits."""
    closed = CaseResolution.closed_on.is_not(None)
    ids = session.scalars(select(CaseResolution.id).where(ripe, closed)).all()
    return delete_with_dependants(session, CaseResolution, ids)


def destroy_peer_reviews(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete peer reviews with their team, interviews by number and findings; answers go by their round’s rule."""
    ids = session.scalars(select(PeerReview.id).where(ripe)).all()
    return delete_with_dependants(session, PeerReview, ids)
