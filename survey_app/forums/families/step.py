"""How far children's and families' views are in a cycle: counts of groups and points, and no names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.families.clearing import of_large_groups, points_of_cycle
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup

TITLE = "Focus groups with children and families"


def read_families(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Groups planned and held, and what waits to be cleared."""
    days = session.execute(
        select(FocusGroup.planned_for, FocusGroup.held_on).where(FocusGroup.cycle_id == cycle.id)
    ).all()
    if not days:
        return Step(
            title=TITLE, stand=Stand.AHEAD, says="No focus group is planned yet.", act="See focus groups",
            endpoint="families.of_cycle",
        )  # fmt: skip
    held = sum(held_on is not None for _, held_on in days)
    planned = len(days) - held
    waiting = len(of_large_groups(session, cycle, points_of_cycle(session, cycle, "waiting")))
    cleared = len(of_large_groups(session, cycle, points_of_cycle(session, cycle, "cleared")))
    says = (
        f"{_count(held, 'focus group')} held, {planned} planned. {_count(cleared, 'point')} cleared, {waiting} waiting."
    )
    act, endpoint = ("Clear what was said", "families.clearing") if waiting else ("", "")
    if planned and not waiting:
        act, endpoint = "See focus groups", "families.of_cycle"
    is_done = not planned and not waiting and cleared > 0
    return Step(title=TITLE, stand=Stand.DONE if is_done else Stand.NOW, says=says, act=act, endpoint=endpoint)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
