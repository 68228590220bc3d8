"""The demo’s focus groups as browser tests look at them: the one that waits has a worry, and a point with initials."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.families import saying, worries
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup
from survey_app.partnership.models import Partnership


def prepare_families(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The group of the demo's youth worker in which points wait, with a question, a note and a point of it."""
    group = session.scalars(
        select(FocusGroup)
        .join(HubCycle, HubCycle.id == FocusGroup.cycle_id)
        .where(HubCycle.partnership_id == partnership.id, FocusGroup.who == "parents")
    ).one()
    said = saying.Said(text="Waiting for the worker K.L. takes weeks (constructed)", said_by=[2], tone="concern")
    saying.add_point(session, group, group.questions[0], said, by_id=group.recorded_by_id)
    worries.answer_unsafe(session, partnership, group, unsafe=True, by_id=group.recorded_by_id)
    note = next(note for note in group.notes if note.point_id is None)
    point = next(point for point in group.points if point.state == "waiting")
    return {
        "focus_group": group.id, "focus_question": group.questions[0].id, "focus_note": note.id,
        "focus_point": point.id, "focus_cycle": group.cycle.slug,
    }  # fmt: skip
