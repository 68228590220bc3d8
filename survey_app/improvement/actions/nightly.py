"""What the worker does by itself each morning: reminders, escalation, and re-tests placed and read."""

from __future__ import annotations

import logging
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.improvement.actions.escalation import escalate_late, remind_before_due
from survey_app.improvement.retests.following import follow_retests
from survey_app.partnership.models import Partnership

log = logging.getLogger(__name__)


def london_today() -> date:
    """The day it is in England."""
    return now().astimezone(LOCAL_TIME).date()


def follow_actions(session: Session) -> None:
    """Remind, escalate; each partnership in a transaction of its own, so that one in trouble holds up no other."""
    today = london_today()
    for partnership_id in session.scalars(select(Partnership.id).order_by(Partnership.id)).all():
        try:
            remind_before_due(session, today, partnership_id)
            escalate_late(session, today, partnership_id)
            follow_retests(session, partnership_id)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error(
                "actions of partnership %d failed: %s at %s", partnership_id, type(error).__name__, place_of(error)
            )
