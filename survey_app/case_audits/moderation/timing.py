"""The time that a panel spends on a case: counted while its screen is open, and corrected by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseModeration
from survey_app.case_audits.moderation.cases import locked
from survey_app.case_audits.moderation.reading import case_state
from survey_app.case_audits.moderation.refusals import ModerationRefused
from survey_app.case_audits.moderation.revising import add_revision, refuse_without_reason

LONGEST_BEAT = 300  # seconds that a screen may report at once
MOST_MINUTES = 24 * 60


def count_time(session: Session, case: AuditCase, seconds: int, *, at: datetime) -> int:
    """Count the seconds up to now in which a screen of the case was open; all that is counted by now.

    What another screen has counted already is not counted again. Nothing is counted before the panel has taken the case
    up, or once it is signed off.
    """
    if session.get(CaseModeration, case.id) is None:
        return 0
    moderation = locked(session, case)
    if moderation.signed_at is None and seconds > 0:
        since = at - timedelta(seconds=min(seconds, LONGEST_BEAT))
        if moderation.timed_until is not None:
            since = max(since, moderation.timed_until)
        moderation.seconds_spent += max(0, round((at - since).total_seconds()))
        moderation.timed_until = max(at, moderation.timed_until or at)
        session.flush()
    return moderation.seconds_spent


def correct_time(
    session: Session, case: AuditCase, minutes: int, *, by: int | None, because: str = ""
) -> CaseModeration:
    """Set the time by hand, in minutes; after sign-off that makes a revision with its reason."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise ModerationRefused("Enter the minutes as a whole number from 0 to 1,440.")
    moderation = locked(session, case)
    if round(moderation.seconds_spent / 60) == minutes:
        return moderation
    refuse_without_reason(moderation, because)
    moderation.seconds_spent = minutes * 60
    moderation.revision += 1
    session.flush()
    if moderation.signed_at is not None:
        state = case_state(session, case)
        assert state is not None
        add_revision(session, state, by=by, reason=because)
    return moderation
