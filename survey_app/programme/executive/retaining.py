"""Destroying meetings, briefs and questions whose time has come, with all that hangs on them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.programme.executive.models import Brief, ExecutiveMeeting, MemberQuestion


def destroy_meetings(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete meetings with their agendas and decisions."""
    ids = session.scalars(select(ExecutiveMeeting.id).where(ripe)).all()
    return delete_with_dependants(session, ExecutiveMeeting, ids)


def destroy_questions(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete questions with their answers."""
    ids = session.scalars(select(MemberQuestion.id).where(ripe)).all()
    return delete_with_dependants(session, MemberQuestion, ids)


def destroy_briefs(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete briefs with their copies; questions about one forget it."""
    ids = session.scalars(select(Brief.id).where(ripe)).all()
    return delete_with_dependants(session, Brief, ids)
