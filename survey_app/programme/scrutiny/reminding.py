"""What the worker does by itself: it reminds of answers, responses and evidence that are late, once for each last day.

A message says what is owed and until when, and nothing of what it is about.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.scrutiny import assurance, challenging, register
from survey_app.programme.scrutiny.models import AssuranceRequest, PartnerChallenge, ScrutinyEntry
from survey_app.programme.scrutiny.people import ANSWER, CHALLENGE, who_may

log = logging.getLogger(__name__)
BODY = """\
{what} was due on {due} and has not come yet.

Sign in to Walkabout to read it and to answer:
{reference} of the {partnership}.

This is said once for each last day.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something that is late: the record, what people call it, its last day, and who is written to."""

    record: ScrutinyEntry | PartnerChallenge | AssuranceRequest
    what: str
    due: date
    people: list[User]


def remind_of_scrutiny(session: Session) -> None:
    """Remind in every partnership, and commit each by itself: what fails in one is no concern of another."""
    today = now().astimezone(LOCAL_TIME).date()
    for partnership_id in session.scalars(select(Partnership.id).order_by(Partnership.id)).all():
        try:
            remind_in(session, session.get_one(Partnership, partnership_id), today)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error(
                "reminding of scrutiny in partnership %s failed: %s at %s", partnership_id, type(error).__name__,
                place_of(error),
            )  # fmt: skip


def remind(session: Session, today: date) -> int:
    """Queue the reminders that are due on a day; how many messages there are."""
    found = session.scalars(select(Partnership).order_by(Partnership.id)).all()
    return sum(remind_in(session, one, today) for one in found)


def remind_in(session: Session, partnership: Partnership, today: date) -> int:
    """The same in one partnership. A record bears the day on which somebody was told."""
    sent = 0
    for owed in owed_in(session, partnership.id, today):
        told = _tell(session, partnership, owed)
        if told:
            owed.record.reminded_on = today
        sent += told
    session.flush()
    return sent


def owed_in(session: Session, partnership_id: int, today: date) -> Iterator[Owed]:
    """What is late in a partnership."""
    for one in register.unanswered(session, partnership_id, today):
        if one.is_late:
            people = who_may(session, partnership_id, ANSWER)
            yield Owed(record=one.entry, what="The answer to the scrutineer’s entry", due=one.answer_by, people=people)
    for challenge in challenging.challenges_of(session, partnership_id):
        if challenging.is_late(challenge, today):
            to = challenge.to_agency_id
            people = who_may(session, partnership_id, CHALLENGE if to else ANSWER, agency_id=to)
            yield Owed(record=challenge, what="The response to a challenge", due=challenge.respond_by, people=people)
    for request in assurance.requests_of(session, partnership_id):
        if assurance.standing_of(request, today) == "late":
            people = who_may(session, partnership_id, CHALLENGE, agency_id=request.agency_id)
            yield Owed(record=request, what="Evidence for assurance", due=request.answer_by, people=people)


def _tell(session: Session, partnership: Partnership, owed: Owed) -> int:
    told = 0
    for user in owed.people:
        body = BODY.format(
            what=owed.what, due=f"{owed.due:%-d %B %Y}", reference=owed.record.reference, partnership=partnership.name
        )
        message = queue_once(
            session, purpose="scrutiny late", about=f"{owed.record.id}:{owed.due.isoformat()}",
            recipient=str(user.id), partnership_id=partnership.id, to=user.email, kind="scrutiny",
            subject=f"{owed.record.reference} is late", body=body,
        )  # fmt: skip
        told += message is not None
    return told
