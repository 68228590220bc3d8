"""Correcting who came, afterwards and with a reason: a correction is an act like those at the door."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import new_uuid
from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.booking.places import Event, settle
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.door.merging import CheckIn, standing
from survey_app.forums.door.standing import follow_check_ins, let_in
from survey_app.forums.models import HELD_STATES, Booking, DoorAct


def note_came(session: Session, booking: Booking, user: User, reason: str, terms: Terms) -> list[Event]:
    """Note that somebody was there after all.

    Raises
    ------
    HubRefused
        The forum has not begun, they are noted as there already, or they were at another forum.
    """
    cycle = lock_cycle(session, booking.cycle_id)
    forum = booking.forum
    if forum.starts_at > terms.at:
        raise HubRefused("The forum has not begun. Until then, people are checked in at the door.")
    if booking.checked_in_at is not None:
        raise HubRefused(f"{booking.name} is noted as there already.")
    let_in(session, booking, forum, terms)
    session.add(
        DoorAct(
            id=new_uuid(), forum_id=forum.id, booking_id=booking.id, kind="in", at=forum.starts_at, by_id=user.id,
            reason=reason, received_at=terms.at.replace(microsecond=0),
        )
    )  # fmt: skip
    session.flush()
    return [*follow_check_ins(session, booking, terms), *settle(session, cycle, terms)]


def note_missing(session: Session, booking: Booking, user: User, reason: str, terms: Terms) -> list[Event]:
    """Note that somebody was not there: whoever had no place leaves the list again.

    Raises
    ------
    HubRefused
        They are not noted as there.
    """
    cycle = lock_cycle(session, booking.cycle_id)
    if booking.checked_in_at is None:
        raise HubRefused(f"{booking.name} is not noted as there.")
    ends = _standing_acts(session, booking)
    session.add(
        DoorAct(
            id=new_uuid(), forum_id=booking.forum_id, kind="out", at=terms.at.replace(microsecond=0), ends=ends,
            by_id=user.id, reason=reason, received_at=terms.at.replace(microsecond=0),
        )
    )  # fmt: skip
    booking.checked_in_at = None
    session.flush()
    return [*follow_check_ins(session, booking, terms), *settle(session, cycle, terms)]


def can_be_corrected(booking: Booking, terms: Terms) -> bool:
    """Whether there is anything to correct: the forum has begun, and they had a place there."""
    return booking.forum.starts_at <= terms.at and booking.state in HELD_STATES


def _standing_acts(session: Session, booking: Booking) -> list[str]:
    """The check-ins of somebody that stand."""
    acts = session.scalars(select(DoorAct).where(DoorAct.forum_id == booking.forum_id)).all()
    own = [CheckIn(id=act.id, person=booking.id, at=act.at) for act in acts if act.booking_id == booking.id]
    found = standing(own, [end for act in acts if act.kind == "out" for end in act.ends])
    return [one.id for one in found.get(booking.id, [])]
