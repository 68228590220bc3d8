"""Decisions as if they had been made some time ago, and lines about what came of them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from survey_app.programme.executive import meetings
from survey_app.programme.executive.carrying_out import NoteText, note_what_came, standing_of
from survey_app.programme.executive.deciding import DecisionText, decide
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import DecisionNote, ExecutiveDecision, ExecutiveMeeting
from tests.survey_app.improvement.actions.action_world import World


def decided(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date, *, due_in: int | None, agency: bool = True
) -> ExecutiveDecision:
    """A decision of the meeting of today, as if it had been made 60 days ago."""
    words = ItemText(title=f"Item {len(meeting.items) + 1}", asks="Agree.")
    item = meetings.write_item(session, meeting, words, world.qa.id, today)
    made = decide(
        session, item, DecisionText(kind="agreed", text="One number.", agency_id=world.agency.id if agency else None),
        world.qa.id, today,
    )  # fmt: skip
    due = None if due_in is None else today + timedelta(days=due_in)
    session.execute(
        update(ExecutiveDecision)
        .where(ExecutiveDecision.id == made.id)
        .values(decided_on=today - timedelta(days=60), due_by=due)
    )
    session.refresh(made)
    return made


def note(
    session: Session, world: World, decision: ExecutiveDecision, today: date, *, state: str = "carried_out",
    ago: int = 0, text: str = "It is done.",
) -> DecisionNote:  # fmt: skip
    words = NoteText(state=state, text=text, day=today - timedelta(days=ago))
    return note_what_came(session, decision, words, world.qa.id, today)


def state(session: Session, decision: ExecutiveDecision, today: date) -> tuple[str, int]:
    found = standing_of(session, decision, today)
    return found.state, found.days_late
