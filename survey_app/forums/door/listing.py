"""The list of a forum as a device keeps it: names, agencies, who is here. Nothing else of anybody is on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from survey_app.forums.booking.counting import of_mailbox
from survey_app.forums.door.codes import door_code
from survey_app.forums.door.hours import list_ends_at
from survey_app.forums.door.merging import CheckIn, standing
from survey_app.forums.models import ACTIVE_STATES, HELD_STATES, Booking, DoorAct, Forum
from survey_app.forums.officers.listing import agency_of
from survey_app.forums.words import when

MOST_FOUND = 10


def list_of(session: Session, forum: Forum, *, secret: str) -> dict[str, Any]:
    """The forum and everybody who has or waits for a place at it, with their check-ins that stand."""
    people = session.scalars(
        select(Booking)
        .where(Booking.forum_id == forum.id, Booking.state.in_(ACTIVE_STATES))
        .options(joinedload(Booking.agency))
    ).all()
    check_ins = _check_ins(session, forum)
    return {
        "forum": {
            "id": forum.id, "title": forum.title, "when": when(forum), "capacity": forum.capacity,
            "ends": list_ends_at(forum).isoformat(),
        },
        "people": [
            {
                "id": one.id, "name": one.name, "agency": agency_of(one), "state": _state(one),
                "code": door_code(secret, one.id), "ins": check_ins.get(one.id, []),
            }
            for one in sorted(people, key=lambda one: (one.name.casefold(), one.id))
        ],
    }  # fmt: skip


def name_of_list(content: dict[str, Any]) -> str:
    """A name for a list: the same while nothing on it has changed."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()[:32]


def places_elsewhere(session: Session, forum: Forum, *, name: str, email: str) -> list[dict[str, Any]]:
    """What somebody who is at the door has at other forums of the cycle: by their mailbox, or by the same name."""
    held = select(Booking).where(
        Booking.cycle_id == forum.cycle_id,
        Booking.forum_id != forum.id,
        or_(Booking.state.in_(HELD_STATES), Booking.checked_in_at.is_not(None)),
    )
    wanted, mailbox = _plain(name), {one.id for one in of_mailbox(session, forum.cycle_id, email)}
    found = [one for one in session.scalars(held) if one.id in mailbox or (wanted and _plain(one.name) == wanted)]
    return [
        {
            "id": one.id, "name": one.name, "agency": agency_of(one), "forum": one.forum.title,
            "when": when(one.forum), "was_there": one.checked_in_at is not None, "sure": one.id in mailbox,
        }
        for one in sorted(found, key=lambda one: (one.id not in mailbox, one.forum.starts_at, one.id))[:MOST_FOUND]
    ]  # fmt: skip


def _check_ins(session: Session, forum: Forum) -> dict[str, list[dict[str, str]]]:
    acts = session.scalars(select(DoorAct).where(DoorAct.forum_id == forum.id).options(joinedload(DoorAct.by))).all()
    named = {act.id: act for act in acts}
    stand = standing(
        [CheckIn(id=act.id, person=act.booking_id, at=act.at) for act in acts if act.booking_id is not None],
        _ends(acts),
    )
    return {
        person: [
            {"id": one.id, "at": one.at.isoformat(), "by": _name(named[one.id]), "device": named[one.id].device}
            for one in found
        ]
        for person, found in stand.items()
    }


def _ends(acts: Iterable[DoorAct]) -> list[str]:
    return [end for act in acts if act.kind == "out" for end in act.ends]


def _name(act: DoorAct) -> str:
    return act.by.name if act.by is not None else "Somebody"


def _state(booking: Booking) -> str:
    return "door" if booking.source == "door" else booking.state


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
