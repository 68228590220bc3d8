"""What the worker does by itself: it reminds leads before the deadline, once each time, and locks what is past it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.database import now
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.self_assessment import mailing
from survey_app.walkabouts.self_assessment.deadlines import deadline_of, state_of, today_here
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.returns import locked_return

DAYS_BEFORE = (14, 3)
OPEN = ("not_begun", "in_progress", "awaiting")


def follow_deadlines(session: Session) -> None:
    """Remind, and lock; each return in a transaction of its own, so that one in trouble holds up no other."""
    day = today_here()
    for assessment_id in _asked_ids(session):
        assessment = session.get_one(Section11Assessment, assessment_id)
        kept = session.get(SelfAssessment, assessment_id)
        if _is_due_for_something(assessment, kept, day):
            _follow(session, assessment, day)
        session.commit()


def _asked_ids(session: Session) -> list[str]:
    """The assessments whose agencies are asked for a return at present."""
    statement = (
        select(Section11Assessment.id)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .join(Round, Round.id == Section11Cycle.self_round_id)
        .where(Section11Cycle.state != "closed", Round.state == "open")
        .order_by(Section11Assessment.id)
    )
    return list(session.scalars(statement))


def _is_due_for_something(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> bool:
    state = state_of(assessment, kept, day)
    if state == "overdue":
        return kept is None or kept.locked_at is None
    return state in OPEN and next(_reminders_due(assessment, kept, day), None) is not None


def _follow(session: Session, assessment: Section11Assessment, day: date) -> None:
    """Under the return's lock: another worker may have done the same meanwhile."""
    kept = locked_return(session, assessment)
    if not _is_due_for_something(assessment, kept, day):
        return
    due = deadline_of(assessment, kept)
    assert due is not None
    if state_of(assessment, kept, day) == "overdue":
        kept.locked_at = now()
        mailing.queue_locked(session, assessment, due)
        _log(session, assessment, "self-assessment past its deadline")
        return
    kept.reminders = [*kept.reminders, *_reminders_due(assessment, kept, day)]  # of two that are due, one is sent
    mailing.queue_reminder(session, assessment, kept, due)
    _log(session, assessment, "self-assessment reminder")


def _reminders_due(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> Iterator[str]:
    """The reminders whose day has come and that have not been sent for this deadline."""
    due = deadline_of(assessment, kept)
    if due is None:
        return
    for days in DAYS_BEFORE:
        mark = f"{due.isoformat()}:{days}"
        if 0 <= (due - day).days <= days and (kept is None or mark not in kept.reminders):
            yield mark


def _log(session: Session, assessment: Section11Assessment, action: str) -> None:
    record(
        session, action, actor_id=None, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
    )  # fmt: skip
