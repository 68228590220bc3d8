"""Plans of visits, as services and forms take them, and what was sent about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.mail import OutboxMessage
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.visits.planning import VisitPlan

HOME = "/p/north/walkabouts/visits"
TODAY = now().astimezone(LOCAL_TIME).date()
NEXT_WEEK = TODAY + timedelta(days=7)


def make_plan(team: Mapping[int, str], **values: Any) -> VisitPlan:
    """A plan for next week."""
    details: dict[str, Any] = {
        "site": "Main office", "day": NEXT_WEEK, "starts_at": "09:30", "ends_at": "12:00",
        "arrangements": "Ask for the duty manager.",
    }  # fmt: skip
    return VisitPlan(team=team, **{**details, **values})


def filled(assessment: Section11Assessment, team: Mapping[int, str], **values: Any) -> dict[str, Any]:
    """The form of the same plan."""
    return {
        "agency": str(assessment.members[0].agency_id), "site": "Main office", "starts_at": "09:30", "ends_at": "12:00",
        "day": NEXT_WEEK.isoformat(), "arrangements": "Ask for the duty manager.",
        **{f"member_{user_id}": role for user_id, role in team.items()}, **values,
    }  # fmt: skip


def messages(session: Session, address: str = "") -> list[OutboxMessage]:
    """What waits in the outbox, for one address or all."""
    query = select(OutboxMessage).order_by(OutboxMessage.queued_at, OutboxMessage.subject)
    return list(session.scalars(query.where(OutboxMessage.to_address == address) if address else query))
