"""Signing a case off: what still stands in the way, and the first revision."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, ModerationRevision
from survey_app.case_audits.moderation.cases import locked
from survey_app.case_audits.moderation.reading import CaseState, case_state, needs_joint_working
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import add_revision
from survey_app.database import now


def open_points(state: CaseState) -> tuple[str, ...]:
    """What still stands in the way of signing a case off, a sentence each; empty where nothing does."""
    found = [f"{one.sides.question.number}. {one.sides.question.title} needs {one.missing}." for one in state.open]
    moderation = state.moderation
    panel = moderation.panel if moderation is not None else None
    if panel is None:
        found.append("Choose the meeting at which the case was moderated.")
    elif not panel.attendees:
        found.append("Say who was at the meeting.")
    if needs_joint_working(state) and (moderation is None or not moderation.joint_working):
        found.append("Grade how effective joint working was.")
    if not state.to_settle:
        found.append("No agency has graded anything on this case.")
    return tuple(found)


def sign_off(session: Session, case: AuditCase, *, by: int | None, seen: int | None = None) -> ModerationRevision:
    """Sign a case off: revision 1 holds all that was settled, and names who was there.

    Parameters
    ----------
    seen : int, optional
        ``CaseModeration.revision`` as the signer has read it.

    Raises
    ------
    StillBlind
        Before moderation opens.
    ChangedMeanwhile
        Where something was changed since.
    ModerationRefused
        While something is missing (:func:`open_points`), or where it is signed already.
    """
    moderation = locked(session, case)
    if moderation.signed_at is not None:
        raise ModerationRefused("The case is signed off already.")
    if seen is not None and seen != moderation.revision:
        raise ChangedMeanwhile("Somebody has changed something meanwhile. Read it as it is now, then sign it off.")
    state = case_state(session, case)
    assert state is not None
    missing = open_points(state)
    if missing:
        more = f" {len(missing) - 1} more things are missing." if len(missing) > 2 else ""
        more = " One more thing is missing." if len(missing) == 2 else more
        raise ModerationRefused(f"{missing[0]}{more}")
    moderation.signed_at, moderation.signed_by_id = now(), by
    moderation.revision += 1
    session.flush()
    return add_revision(session, state, by=by)
