"""Is anybody unsafe now? A yes goes to the duty list at once, like a worry in any form; then who was told, and when."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import SafetyAlert
from survey_app.collect.safety import bring_up_to_date, raise_outside_rounds
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families.groups import lock_group
from survey_app.forums.models.families import FocusGroup
from survey_app.partnership.models import Partnership

QUESTION = "focus_group"
PLACE = "A focus group of the Learning Hub"


def answer_unsafe(
    session: Session, partnership: Partnership, group: FocusGroup, *, unsafe: bool, by_id: int
) -> SafetyAlert | None:
    """Keep the answer; the alert, where somebody is unsafe. It carries nothing that was said in the group.

    Said again while nobody has taken the first worry on, it is the same worry. After that it is a new one.
    """
    lock_group(session, group)
    group.unsafe = "yes" if unsafe else "no"
    session.flush()
    if not unsafe:
        return None
    waiting = open_alert(session, group)
    if waiting is not None:
        return waiting
    return raise_outside_rounds(session, partnership, group.id, QUESTION, place=PLACE, raised_by_id=by_id)


def record_told(session: Session, group: FocusGroup, *, told: str, told_at: str, note: str) -> None:
    """Write down beside the worry who was told, and when."""
    alert = newest_alert(session, group)
    if alert is None:
        raise HubRefused("No worry is on the duty list yet. Answer first whether anybody is unsafe now.")
    bring_up_to_date(alert, told=told.strip(), told_at=told_at, note=note.strip())
    session.flush()


def open_alert(session: Session, group: FocusGroup) -> SafetyAlert | None:
    """The worry of this group that nobody has taken on."""
    newest = newest_alert(session, group)
    return newest if newest is not None and newest.acknowledged_at is None else None


def newest_alert(session: Session, group: FocusGroup) -> SafetyAlert | None:
    """The last worry of this group."""
    return session.scalars(
        select(SafetyAlert)
        .where(SafetyAlert.draft_id == group.id, SafetyAlert.question == QUESTION)
        .order_by(SafetyAlert.raised_at.desc(), SafetyAlert.entry)
        .limit(1)
    ).one_or_none()
