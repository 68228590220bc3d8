"""How an action goes, as its owner notes it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.actions.refusals import ActionRefused, checked
from survey_app.improvement.changing import change, lock_as_seen
from survey_app.improvement.models import PROGRESS_STATES, Action, ActionNote

SAYS_WHY = ("at_risk", "stuck")  # whoever reads these has to know what is in the way


def note_progress(
    session: Session, action: Action, progress: str, text: str, by_id: int, today: date, *, seen: int | None = None
) -> ActionNote:
    """Note how an open action goes. "At risk" and "stuck" say what is in the way; "done" is about the work alone.

    That the work is done closes nothing: an action is closed by a claim of what came of it, which somebody else judges.
    What the same person notes again on the same day, by a second press, is kept once.
    """
    lock_as_seen(session, action, seen)
    if not action.is_open:
        raise ActionRefused(f"{action.reference} is ended. Open it again first, and say why.")
    if progress not in PROGRESS_STATES:
        raise ActionRefused("Choose how it goes.", "progress")
    missing = "Say what is in the way, and what would help." if progress in SAYS_WHY else ""
    words = checked(text, "Your note", field="text", missing=missing)
    session.expire(action, ["notes"])
    newest = action.notes[-1] if action.notes else None
    if newest is not None and _is_same(newest, action, progress, words, by_id, today):
        return newest
    last = session.scalar(select(func.max(ActionNote.number)).where(ActionNote.action_id == action.id)) or 0
    made = ActionNote(action_id=action.id, number=last + 1, progress=progress, text=words, noted_by_id=by_id)
    session.add(made)
    done_on = (action.done_on or today) if progress == "done" else None
    change(session, action, {"progress": progress, "done_on": done_on}, by_id=by_id, why=words)
    session.expire(action, ["notes"])
    return made


def _is_same(newest: ActionNote, action: Action, progress: str, words: str, by_id: int, today: date) -> bool:
    """Whether a note says what the newest one of today says: a second press, or a page that was loaded again."""
    said = (newest.progress, newest.text, newest.noted_by_id) == (progress, words, by_id)
    return said and action.progress == progress and newest.noted_at.astimezone(LOCAL_TIME).date() == today
