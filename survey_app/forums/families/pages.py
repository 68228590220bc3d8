"""The blueprint of focus groups, and what all of its pages need. :mod:`survey_app.forums.families.views` fills it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.forums.families.consent import TakenOut
from survey_app.forums.families.groups import Reader, find_group
from survey_app.forums.models.families import (
    AGE_BANDS,
    AGREED_BY,
    POINT_STATES,
    TAKING_PART,
    TONES,
    FocusGroup,
    FocusGroupNote,
    FocusGroupPoint,
)
from survey_app.forums.pages import log

blueprint = Blueprint("families", __name__, url_prefix="/p/<partnership>/focus-groups")


@blueprint.app_context_processor
def words() -> dict[str, dict[str, str]]:
    """The names of who takes part, of ages and of states, for the templates of focus groups."""
    return {
        "TAKING_PART": TAKING_PART, "AGE_BANDS": AGE_BANDS, "AGREED_BY": AGREED_BY, "TONES": TONES,
        "POINT_STATES": POINT_STATES,
    }  # fmt: skip


def reader() -> Reader:
    """The signed-in person: whoever clears sees every group, others only their own."""
    return Reader(user_id=current_user.id, sees_all=can("families.clear"))


def group_or_404(group_id: str) -> FocusGroup:
    """The group of this address, if the signed-in person may see it."""
    return find_group(db.session(), g.partnership.id, group_id, reader()) or abort(404)


def own_group_or_404(group_id: str) -> FocusGroup:
    """The group of this address, if the signed-in person writes it down."""
    mine = Reader(user_id=current_user.id, sees_all=False)
    return find_group(db.session(), g.partnership.id, group_id, mine) or abort(404)


def is_mine(group: FocusGroup) -> bool:
    """Whether the signed-in person writes this group down."""
    return group.recorded_by_id == current_user.id and can("families.record")


def parent_needed() -> bool:
    """Whether a parent or carer has to agree for somebody under 16."""
    return bool(current_app.config["WALKABOUT_PARENT_CONSENT"] == "under_16")


def log_group(action: str, group: FocusGroup, **details: object) -> None:
    """Record that something was done with a group: never with whom, and no words."""
    log(action, f"focus group {group.id}", **details)


def say_taken_out(taken: TakenOut) -> None:
    """Tell what went."""
    if taken.points or taken.notes:
        flash(f"Taken out for good: {_count(taken.points, 'point')} and {_count(taken.notes, 'note')}.", "message")


def by_question(group: FocusGroup) -> list[tuple[object, list[FocusGroupNote], list[FocusGroupPoint]]]:
    """Every question with its notes and points."""
    return [
        (
            question,
            [note for note in group.notes if note.question_id == question.id and note.point_id is None],
            [point for point in group.points if point.question_id == question.id],
        )
        for question in group.questions
    ]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
