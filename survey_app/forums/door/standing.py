"""What check-ins do to a booking: letting somebody in, and putting back what was when none of them stands."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.counting import of_mailbox, places_free
from survey_app.forums.booking.places import Event
from survey_app.forums.booking.terms import Terms
from survey_app.forums.door.merging import CheckIn, standing
from survey_app.forums.models import ACTIVE_STATES, HELD_STATES, Attendance, Booking, DoorAct, Forum
from survey_app.rounds.ways.codes import ALPHABET

CODE_LENGTH = 10


def let_in(session: Session, booking: Booking, forum: Forum, terms: Terms) -> None:
    """Give somebody who is at the door a place at this forum, whatever they had; nobody ends with two in the cycle.

    What they had is noted once, so that it can be put back. The caller holds the cycle's lock.
    """
    kept = session.get(Attendance, booking.id)
    if kept is None:
        kept = Attendance(booking_id=booking.id, certificate_code=_new_code(session), state_before=_before(booking))
        session.add(kept)
    elif booking.checked_in_at is None:
        kept.state_before, kept.from_forum_id = _before(booking), None
    held = _end_others(session, booking, terms)
    if booking.forum_id != forum.id:
        kept.from_forum_id = booking.forum_id
    elif held is not None and kept.from_forum_id is None and kept.state_before not in HELD_STATES:
        kept.from_forum_id, kept.state_before = held.forum_id, "booked"
    booking.forum_id, booking.state = forum.id, "booked"
    booking.offer_ends_at = booking.ended_at = None
    session.flush()
    session.expire(booking, ["forum"])


def follow_check_ins(session: Session, booking: Booking, terms: Terms) -> list[Event]:
    """Set when somebody came by the check-ins of theirs that stand; with none, put back what they had before."""
    rows = session.scalars(
        select(DoorAct).where(DoorAct.booking_id == booking.id, DoorAct.forum_id == booking.forum_id)
    ).all()
    outs = session.scalars(select(DoorAct.ends).where(DoorAct.forum_id == booking.forum_id, DoorAct.kind == "out"))
    found = standing(
        [CheckIn(id=one.id, person=booking.id, at=one.at) for one in rows], [end for ends in outs for end in ends]
    ).get(booking.id)
    booking.checked_in_at = found[0].at if found else None
    session.flush()
    return [] if found or not rows else _put_back(session, booking, terms)


def _put_back(session: Session, booking: Booking, terms: Terms) -> list[Event]:
    kept = session.get(Attendance, booking.id)
    if kept is None or (kept.state_before == "booked" and kept.from_forum_id is None):
        return []
    source, before = kept.from_forum, kept.state_before
    kept.from_forum_id = None
    if before not in ACTIVE_STATES:  # came without a place, or had given it back
        booking.state, booking.ended_at = before or "cancelled", terms.at
    elif source is not None:
        session.flush()
        is_free = source.cancelled_at is None and (source.ends_at <= terms.at or places_free(session, source) > 0)
        booking.forum_id, booking.state = source.id, "booked" if is_free else "waiting"
        if source.cancelled_at is not None:
            booking.state, booking.ended_at = "cancelled", terms.at
    else:
        booking.state = "booked" if before in HELD_STATES else before
    session.flush()
    session.expire(booking, ["forum"])
    if source is None or source.ends_at <= terms.at or booking.state not in ("booked", "waiting"):
        return []
    return [Event(kind="moved" if booking.state == "booked" else "waiting", booking=booking)]


def _end_others(session: Session, booking: Booking, terms: Terms) -> Booking | None:
    """Whoever is let in leaves the other lists and places of the cycle; gives the place that was held elsewhere.

    A place at which they were checked in stays, with its address: who comes a second time has none here.
    """
    held = None
    for other in of_mailbox(session, booking.cycle_id, booking.email or ""):
        if other.id == booking.id:
            continue
        if other.checked_in_at is not None:
            booking.email, booking.may_contact = None, False
            continue
        held = other if other.state in HELD_STATES else held
        other.state, other.offer_ends_at, other.ended_at = "cancelled", None, terms.at
    session.flush()
    return held


def _before(booking: Booking) -> str:
    """The state that somebody had; empty for whoever the door itself has entered."""
    return "" if booking.source == "door" else booking.state


def _new_code(session: Session) -> str:
    """A check code that nobody has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if session.scalar(select(Attendance.booking_id).where(Attendance.certificate_code == code)) is None:
            return code
