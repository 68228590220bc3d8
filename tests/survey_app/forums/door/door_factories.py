"""Check-ins for tests, as the door makes them."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.booking.terms import Terms
from survey_app.forums.door.acts import read_act
from survey_app.forums.door.standing import follow_check_ins, let_in
from survey_app.forums.door.taking import Sender, Taken, take_acts
from survey_app.forums.models import Booking, DoorAct, Forum

_numbers = itertools.count(1)
Json = dict[str, Any]


def new_id() -> str:
    """An id as devices make them."""
    return str(uuid.UUID(int=next(_numbers), version=4))


def an_in(booking: Booking | str, at: datetime | None = None, **more: Any) -> Json:
    """A check-in as it is sent."""
    person = booking if isinstance(booking, str) else booking.id
    return {"id": new_id(), "kind": "in", "person": person, "at": (at or now()).isoformat(), **more}


def a_guest(name: str = "Wanda Example", **more: Any) -> Json:
    """Somebody without a place, as they are sent."""
    return an_in(uuid.UUID(int=next(_numbers), version=4).hex, guest={"name": name, **more})


def an_out(*acts: Json, at: datetime | None = None) -> Json:
    """Taking check-ins back, as it is sent."""
    return {"id": new_id(), "kind": "out", "ends": [act["id"] for act in acts], "at": (at or now()).isoformat()}


def take(session: Session, forum: Forum, user: User, *acts: Json, device: str = "device-one") -> Taken:
    """Send acts from a device."""
    return take_acts(session, forum, acts, Sender(user=user, device=device, terms=Terms(at=datetime.now(UTC))))


def check_in(session: Session, booking: Booking, at: datetime | None = None) -> DoorAct:
    """Somebody was checked in as the forum began."""
    moment = at or booking.forum.starts_at + timedelta(minutes=5)
    act, terms = read_act(an_in(booking, moment)), Terms(at=datetime.now(UTC))
    let_in(session, booking, booking.forum, terms)
    row = DoorAct(id=act.id, forum_id=booking.forum_id, booking_id=booking.id, kind="in", at=moment, digest=act.digest)
    session.add(row)
    session.flush()
    follow_check_ins(session, booking, terms)
    return row
