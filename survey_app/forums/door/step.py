"""How far a cycle is at its doors: how many of those with a place came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.forums.door.attendance import CycleAttendance, attendance_of
from survey_app.forums.hub.saying import counted
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle

TITLE, PAGE = "At the door", "forums.cycle_attendance"


def door_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Who came to the forums that are over, and at which of them nobody kept the door."""
    found = attendance_of(session, cycle, at=at)
    if not found.held:
        return Step(title=TITLE, stand=Stand.AHEAD, says="No forum has been held yet.")
    stand = Stand.DONE if found.held == len(found.forums) else Stand.NOW
    if found.not_counted:
        where = ", ".join(f"“{forum.title}”" for forum in found.not_counted)
        says = f"{_came(found)} Nobody was checked in at {where}.".strip()
        return Step(title=TITLE, stand=Stand.NOW, says=says, act="Enter who came", endpoint=PAGE)
    return Step(title=TITLE, stand=stand, says=_came(found), endpoint=PAGE)


def _came(found: CycleAttendance) -> str:
    """How many came to the forums at which people were checked in; nothing where there is none."""
    forums = sum(one.is_over and one.counted for one in found.forums)
    if not forums:
        return ""
    total = found.total
    without = f", and {total.walk_ins} without one" if total.walk_ins else ""
    return f"{total.came} of {total.booked} with a place came{without}, to {counted(forums, 'forum')}."
