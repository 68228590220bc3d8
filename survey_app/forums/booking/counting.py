"""Counting places: how many are held and left, who waits and where in the queue. Deciding needs the cycle's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import ACTIVE_STATES, HELD_STATES, Booking, Forum, HubCycle
from survey_app.rounds.addresses import normal_address


def lock_cycle(session: Session, cycle_id: int) -> HubCycle:
    """Wait until nobody else decides about places of this cycle, and read everything anew.

    What the session had read before may be old by now: two people can want the last place at once.
    """
    session.flush()
    session.expire_all()
    return session.scalars(
        select(HubCycle).where(HubCycle.id == cycle_id).with_for_update(key_share=True)
    ).one()  # fmt: skip


def places_held(session: Session, forum_id: int) -> int:
    """How many places are booked or offered; each takes one."""
    held = select(func.count()).where(Booking.forum_id == forum_id, Booking.state.in_(HELD_STATES))
    return session.scalar(held) or 0


def places_free(session: Session, forum: Forum) -> int:
    """How many places nobody holds. More may be held than there are only where the door let people in."""
    return max(0, forum.capacity - places_held(session, forum.id))


def waiting_list(session: Session, forum_id: int) -> list[Booking]:
    """Who waits for a place at a forum, first come first."""
    return list(
        session.scalars(
            select(Booking)
            .where(Booking.forum_id == forum_id, Booking.state == "waiting")
            .order_by(Booking.entered_at, Booking.id)
        )
    )


def next_in_line(session: Session, forum: Forum) -> list[Booking]:
    """Those on the waiting list who can be offered a place: who holds an offer elsewhere keeps the place in the queue,
    and is passed over as long as that offer stands."""
    holding = {
        normal_address(email)
        for email in session.scalars(
            select(Booking.email).where(
                Booking.cycle_id == forum.cycle_id, Booking.state.in_(HELD_STATES), Booking.email.is_not(None)
            )
        )
        if email
    }
    return [one for one in waiting_list(session, forum.id) if normal_address(one.email or "") not in holding]


def has_room(session: Session, forum: Forum) -> bool:
    """Whether a place is free that nobody on the waiting list comes before."""
    return places_free(session, forum) > len(next_in_line(session, forum))


def position(session: Session, booking: Booking) -> int:
    """Where in the queue somebody who waits is; the first is 1."""
    return [one.id for one in waiting_list(session, booking.forum_id)].index(booking.id) + 1


def of_mailbox(session: Session, cycle_id: int, email: str) -> list[Booking]:
    """What one mailbox has in a cycle: places, offers, entries on waiting lists; however the address is written."""
    wanted = normal_address(email)
    if not wanted:
        return []
    rows = session.scalars(
        select(Booking)
        .where(
            Booking.cycle_id == cycle_id,
            Booking.state.in_(ACTIVE_STATES),
            Booking.email.like(f"{_like(wanted[0])}%", escape="\\"),
        )
        .order_by(Booking.entered_at, Booking.id)
    )
    return [one for one in rows if normal_address(one.email or "") == wanted]


def _like(letter: str) -> str:
    return f"\\{letter}" if letter in "%_\\" else letter


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """How many places of a forum are booked, offered and left, and how many people wait."""

    booked: int
    offered: int
    waiting: int
    left: int


def count_places(session: Session, forums: Sequence[Forum]) -> dict[int, PlaceCount]:
    """Forum → its count, in one query."""
    rows = session.execute(
        select(Booking.forum_id, Booking.state, func.count())
        .where(Booking.forum_id.in_([forum.id for forum in forums]), Booking.state.in_(ACTIVE_STATES))
        .group_by(Booking.forum_id, Booking.state)
    ).all()
    counts = {(forum_id, state): count for forum_id, state, count in rows}
    found = {}
    for forum in forums:
        booked, offered, waiting = (counts.get((forum.id, state), 0) for state in ("booked", "offered", "waiting"))
        left = max(0, forum.capacity - booked - offered)
        found[forum.id] = PlaceCount(booked=booked, offered=offered, waiting=waiting, left=left)
    return found
