"""Two more constructed forums: one that was held last week, with who came, and one tomorrow, whose door is open.

Nobody is written to: the certificates of the forum that was held count as left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import new_uuid, now, random_key
from survey_app.forums.booking.terms import Terms
from survey_app.forums.door.certificate_mail import PURPOSE
from survey_app.forums.door.standing import follow_check_ins, let_in
from survey_app.forums.models import Booking, DoorAct, Forum, HubCycle
from survey_app.mail_ledger import leave_out

NAMES = (
    "Amara", "Bethan", "Callum", "Deepa", "Efua", "Frank", "Gita", "Hamza", "Ivy", "Jonah", "Karim", "Lowri", "Maya",
    "Noor", "Oscar", "Parveen", "Quentin", "Rhys", "Sadia", "Tomasz", "Una", "Vikram", "Winnie", "Yara",
)  # fmt: skip
MISSING = frozenset({4, 11, 19})  # places in the list of those who did not come
WITHOUT_A_PLACE = ("Zeb Walked-In (constructed)", "Zoya Walked-In (constructed)")
HELD, TOMORROW = "Central, morning", "Central, afternoon"


def load_door(session: Session, cycle: HubCycle, agencies: Sequence[int], *, today: date) -> None:
    """The forum that was held, with its check-ins, and the one tomorrow with people to check in."""
    held = _forum(session, cycle, HELD, _working_day_before(today - timedelta(days=6)), time(9, 30))
    people = [_booking(held, number, name, agencies) for number, name in enumerate(NAMES)]
    waited = _booking(held, len(NAMES), "Wren", agencies, state="waiting")
    guests = [
        _booking(held, number, name, agencies, source="door", email=None, name=name)
        for number, name in enumerate(WITHOUT_A_PLACE, 40)
    ]
    session.add_all([*people, waited, *guests])
    session.flush()
    came = [one for place, one in enumerate(people) if place not in MISSING]
    for place, booking in enumerate([*came, waited, *guests]):
        _check_in(session, booking, held.starts_at - timedelta(minutes=20 - place))
        leave_out(
            session, purpose=PURPOSE, about=f"forum {held.id}", recipient=booking.id,
            partnership_id=cycle.partnership_id, why="constructed",
        )  # fmt: skip
    coming = _forum(session, cycle, TOMORROW, today + timedelta(days=1), time(13, 30))
    session.add_all(_booking(coming, 60 + number, name, agencies) for number, name in enumerate(NAMES[:18]))
    session.add(_booking(coming, 90, "Wilf", agencies, state="waiting"))
    session.flush()
    session.expire(cycle, ["forums"])


def _forum(session: Session, cycle: HubCycle, title: str, day: date, starts: time) -> Forum:
    starts_at = datetime.combine(day, starts, tzinfo=LOCAL_TIME)
    forum = Forum(
        cycle_id=cycle.id, public_name=f"demo{random_key()[:6]}", title=title, starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2, minutes=30), capacity=len(NAMES), chair="Chris Example",
        place="Example Hall, Example Square, Centraltown", directions="The entrance is step-free. (Constructed.)",
    )  # fmt: skip
    session.add(forum)
    session.flush()
    return forum


def _booking(forum: Forum, number: int, first: str, agencies: Sequence[int], **values: Any) -> Booking:
    details = {
        "state": "booked", "name": f"{first} Example (constructed)", "email": f"central-{number}@constructed.example",
        "sector": ("children", "adults", "both")[number % 3],
        "role_group": ("frontline", "manager", "lead")[number % 3],
        "agency_id": agencies[number * 5 % len(agencies)] if agencies else None, "entered_at": now(),
    }  # fmt: skip
    return Booking(cycle_id=forum.cycle_id, forum_id=forum.id, **{**details, **values})


def _check_in(session: Session, booking: Booking, at: datetime) -> None:
    terms = Terms(at=now())
    let_in(session, booking, booking.forum, terms)
    session.add(DoorAct(id=new_uuid(), forum_id=booking.forum_id, booking_id=booking.id, kind="in", at=at))
    session.flush()
    follow_check_ins(session, booking, terms)


def _working_day_before(day: date) -> date:
    """That day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
