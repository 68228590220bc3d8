"""Destroying serious incidents whose time has come; one that is not ended waits."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.programme.incidents.models import SeriousIncident


def destroy_incidents(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete ended incidents with their decisions, copies, breaches and history."""
    ids = session.scalars(select(SeriousIncident.id).where(ripe, SeriousIncident.ended_on.is_not(None))).all()
    return delete_with_dependants(session, SeriousIncident, ids)
