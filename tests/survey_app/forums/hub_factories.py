"""Rows of the Learning Hub for tests, a call each. Factories flush; a test client commits."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership

_numbers = itertools.count(1)


def make_hub_cycle(session: Session, partnership: Partnership | None = None, **values: Any) -> HubCycle:
    """A cycle on a constructed theme, from a month ago to three months on."""
    partnership = partnership or make_partnership(session)
    number, today = next(_numbers), now().date()
    details = {
        "slug": f"gangs-{number}", "theme": "Gangs and knife crime (constructed)",
        "questions": ["What are you seeing?"],
        "starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=90),
    }  # fmt: skip
    cycle = HubCycle(partnership_id=partnership.id, **{**details, **values})
    session.add(cycle)
    session.flush()
    return cycle


def make_forum(session: Session, cycle: HubCycle | None = None, **values: Any) -> Forum:
    """A forum of two hours in three weeks, with two places; ``in_hours`` says when it begins instead."""
    cycle = cycle or make_hub_cycle(session)
    number = next(_numbers)
    starts_at = now() + timedelta(hours=values.pop("in_hours", 21 * 24))
    details = {
        "public_name": f"f{number}", "title": f"Forum {number}", "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2), "place": "Example Hall, Example Street", "capacity": 2,
    }  # fmt: skip
    forum = Forum(cycle_id=cycle.id, **{**details, **values})
    session.add(forum)
    session.flush()
    session.expire(cycle, ["forums"])
    return forum


def make_booking(session: Session, forum: Forum, **values: Any) -> Booking:
    """A place at a forum that somebody has."""
    number = next(_numbers)
    details = {
        "state": "booked", "name": f"Person {number} Example", "email": f"person{number}@agency.example",
        "agency_name": "Example Agency",
    }  # fmt: skip
    booking = Booking(cycle_id=forum.cycle_id, forum_id=forum.id, **{**details, **values})
    session.add(booking)
    session.flush()
    return booking
