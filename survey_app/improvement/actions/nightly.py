"""What the worker does by itself: reminders, escalation and re-tests each morning, new owners told each evening."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.improvement.actions.escalation import escalate_late, remind_before_due
from survey_app.improvement.actions.giving import tell_new_owners
from survey_app.improvement.retests.following import follow_retests
from survey_app.partnership.models import Partnership

log = logging.getLogger(__name__)
Step = Callable[[int], object]  # of a partnership's id


def london_today() -> date:
    """The day it is in England."""
    return now().astimezone(LOCAL_TIME).date()


def follow_actions(session: Session) -> None:
    """Remind, escalate, look again. Within a step each action and each re-test stands alone."""
    today = london_today()
    steps: tuple[tuple[str, Step], ...] = (
        ("reminding", lambda partnership_id: remind_before_due(session, today, partnership_id)),
        ("escalation", lambda partnership_id: escalate_late(session, today, partnership_id)),
        ("re-tests", lambda partnership_id: follow_retests(session, partnership_id)),
    )
    _in_each_partnership(session, steps)


def follow_givings(session: Session) -> None:
    """Tell whoever was given actions since they were last told."""
    _in_each_partnership(
        session, (("telling new owners", lambda partnership_id: tell_new_owners(session, partnership_id)),)
    )


def _in_each_partnership(session: Session, steps: Sequence[tuple[str, Step]]) -> None:
    """Do each step of each partnership by itself, so that one in trouble holds up no other."""
    for partnership_id in session.scalars(select(Partnership.id).order_by(Partnership.id)).all():
        for name, step in steps:
            try:
                step(partnership_id)
                session.commit()
            except Exception as error:
                session.rollback()
                log.error(
                    "%s of partnership %d failed: %s at %s", name, partnership_id, type(error).__name__, place_of(error)
                )
