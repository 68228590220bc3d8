"""Who was told what leaders decided, and on which day: as the ledger of mail and the outbox have it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import HubCycle
from survey_app.mail_ledger import noted_about

PURPOSE = "you said, we did"


def subject_of(cycle: HubCycle) -> str:
    """What the ledger of mail calls a cycle."""
    return f"hub cycle {cycle.id}"


def days_told(session: Session, cycle: HubCycle) -> dict[str, date]:
    """The day in England on which the message went out, by recipient as the ledger calls them.

    Each gets it once, so taking the page down and publishing it again changes no day.
    """
    return {
        note.recipient: note.attempted_at.astimezone(LOCAL_TIME).date()
        for note in noted_about(session, subject_of(cycle), states=("sent",))
        if note.purpose == PURPOSE and note.attempted_at is not None
    }


def first_told(session: Session, cycle: HubCycle) -> date | None:
    """The day on which the first of the messages went out; None before."""
    return min(days_told(session, cycle).values(), default=None)
