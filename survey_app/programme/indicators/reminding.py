"""What the worker does by itself: it reminds agencies before figures are due and when they are late, once each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.standing import Expected, expected_of

logger = logging.getLogger(__name__)
SUBMIT = "indicators.submit"
DAYS_BEFORE = 5
LATE_FOR = 90  # days; after that nobody is reminded any more, and the page still says it
BODY = """\
Dear {name},

{partnership} {asks} these figures of {agency}:

{figures}

Sign in to Walkabout, open “Indicators” and choose “Submit figures”:
{link}

Send counts only, never names or anything about a single child.
"""


def remind_of_indicators(session: Session) -> None:
    """Remind every partnership's agencies; the job of each morning."""
    day = now().astimezone(LOCAL_TIME).date()
    ours = session.scalars(select(IndicatorAdoption.partnership_id).distinct()).all()
    for partnership_id in sorted(ours):
        try:
            remind(session, session.get_one(Partnership, partnership_id), day)
            session.commit()
        except Exception as error:  # what goes wrong with one partnership costs no other its reminders
            session.rollback()
            logger.error(
                "The indicators of partnership %s could not be reminded of: %s at %s",
                partnership_id,
                type(error).__name__,
                place_of(error),
            )


def remind(session: Session, partnership: Partnership, day: date) -> int:
    """Queue the reminders of one partnership for a day; how many messages."""
    queued = 0
    for (agency_id, due, mark), found in _due(session, partnership.id, day).items():
        for person in submitters(session, partnership.id, agency_id):
            queued += _queue(session, partnership, person, found, due=due, mark=mark)
    return queued


def submitters(session: Session, partnership_id: int, agency_id: int) -> list[User]:
    """The people who may submit for an agency in a partnership, by name."""
    query = (
        select(Membership).join(Role).join(User)
        .where(Membership.partnership_id == partnership_id, Membership.agency_id == agency_id, User.active)
        .order_by(User.name, User.id)
    )  # fmt: skip
    people = {one.user.id: one.user for one in session.scalars(query) if SUBMIT in one.role.permissions}
    return list(people.values())


def _due(session: Session, partnership_id: int, day: date) -> dict[tuple[int, date, str], list[Expected]]:
    """What is open, by agency, day on which it is due, and whether that is near or past."""
    found: dict[tuple[int, date, str], list[Expected]] = {}
    for one in expected_of(session, partnership_id, day):
        if one.is_open and one.due_on is not None and (mark := _mark(one.due_on, day)):
            found.setdefault((one.agency.id, one.due_on, mark), []).append(one)
    return found


def _mark(due: date, day: date) -> str:
    if due - timedelta(days=DAYS_BEFORE) <= day <= due:
        return "near"
    return "late" if due < day <= due + timedelta(days=LATE_FOR) else ""


def _queue(
    session: Session, partnership: Partnership, person: User, found: list[Expected], *, due: date, mark: str
) -> int:
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    agency = found[0].agency
    message = queue_once(
        session,
        purpose=f"indicators {mark} {due.isoformat()}",
        about=f"indicators {partnership.id} {agency.id}",
        recipient=str(person.id),
        partnership_id=partnership.id,
        to=person.email,
        subject=f"Figures of {agency.name} {'were' if mark == 'late' else 'are'} due on {due:%-d %B %Y}",
        body=BODY.format(
            name=person.name, partnership=partnership.name, asks="still waits for" if mark == "late" else "asks for",
            agency=agency.name, figures="\n".join(_lines(found)),
            link=f"{base}/p/{partnership.slug}/indicators/submit",
        ),
        kind="indicator_reminder",
    )  # fmt: skip
    return int(message is not None)


def _lines(found: list[Expected]) -> Iterator[str]:
    for one in found:
        yield f"- {one.version.title}: {one.label}"
