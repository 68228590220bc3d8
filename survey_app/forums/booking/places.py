"""Places at forums: booked, waited for, offered, accepted, given back. Every decision holds the cycle's lock.

Each function settles the cycle first and last: offers that ran out end, and free places are offered to whoever waits,
strictly in the order in which they entered. It returns what happened, its own event first; the caller sends the mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.counting import (
    has_room,
    lock_cycle,
    next_in_line,
    of_mailbox,
    places_free,
)  # fmt: skip
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.contacts.entering import enter_booking
from survey_app.forums.models import ACTIVE_STATES, HELD_STATES, Booking, Forum, HubCycle
from survey_app.rounds.addresses import tidy_address

Kind = Literal[
    "booked", "waiting", "has_place", "already_waiting", "offered", "expired", "declined", "cancelled", "moved",
    "forum_cancelled",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a booking; ``from_forum_id`` where it was moved."""

    kind: Kind
    booking: Booking
    from_forum_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What somebody says of themselves when they ask for a place."""

    name: str
    email: str
    agency_id: int | None = None
    agency_name: str = ""
    sector: str = ""
    role_group: str = ""
    locality_id: int | None = None
    access_needs: str = ""
    may_contact: bool = False


def book(session: Session, forum: Forum, applicant: Applicant, terms: Terms, *, source: str = "page") -> list[Event]:
    """Ask for a place: it is booked, or the person joins the waiting list, or has something in this cycle already.

    Raises
    ------
    HubRefused
        The forum takes no bookings now. An officer can add people until it ends.
    """
    cycle = lock_cycle(session, forum.cycle_id)
    if not _takes(forum, terms, source):
        raise HubRefused(f"“{forum.title}” no longer takes bookings.", title="Booking has closed")
    before = settle(session, cycle, terms)
    own = of_mailbox(session, cycle.id, applicant.email)
    if held := [one for one in own if one.state in HELD_STATES]:
        return [Event(kind="has_place", booking=held[0]), *before]
    if here := [one for one in own if one.forum_id == forum.id]:
        return [Event(kind="already_waiting", booking=here[0]), *before]
    booking = _new_booking(forum, applicant, terms, source)
    booking.state = "booked" if has_room(session, forum) else "waiting"
    if booking.state == "booked":
        _end(session, own, "cancelled", terms)
    session.add(booking)
    session.flush()
    enter_booking(session, booking)
    kind: Kind = "booked" if booking.state == "booked" else "waiting"
    return [Event(kind=kind, booking=booking), *before, *settle(session, cycle, terms)]


def accept(session: Session, booking: Booking, terms: Terms) -> list[Event]:
    """Accept an offer; its owner leaves the other waiting lists. One that ran out meanwhile is not brought back.

    Raises
    ------
    HubRefused
        No offer stands for them.
    """
    cycle, before = _begin(session, booking, terms)
    if booking.state == "expired":
        return before
    if booking.state == "booked":
        return [Event(kind="has_place", booking=booking), *before]
    if booking.state != "offered":
        raise HubRefused("There is no offer to accept: it was declined, or the place was given back.")
    booking.state, booking.offer_ends_at = "booked", None
    session.flush()
    _leave_lists(session, booking, terms)
    return [Event(kind="booked", booking=booking), *before, *settle(session, cycle, terms)]


def decline(session: Session, booking: Booking, terms: Terms) -> list[Event]:
    """Decline an offer; the place goes to the next. Saying so twice, or after it ran out, changes nothing."""
    cycle, before = _begin(session, booking, terms)
    if booking.state != "offered":
        return before
    _end(session, [booking], "declined", terms)
    return [Event(kind="declined", booking=booking), *before, *settle(session, cycle, terms)]


def cancel(session: Session, booking: Booking, terms: Terms) -> list[Event]:
    """Give a place back, or leave the waiting list. Doing so twice changes nothing.

    Raises
    ------
    HubRefused
        The person has been checked in at the door.
    """
    cycle, before = _begin(session, booking, terms)
    if booking.state not in ACTIVE_STATES:
        return before
    if booking.checked_in_at is not None:
        raise HubRefused("This person was checked in at the forum, so the place cannot be given back.")
    _end(session, [booking], "cancelled", terms)
    return [Event(kind="cancelled", booking=booking), *before, *settle(session, cycle, terms)]


def move(session: Session, booking: Booking, forum: Forum, terms: Terms, *, by_officer: bool = False) -> list[Event]:
    """Take a place at another forum of the cycle instead; other waiting lists are left.

    Raises
    ------
    HubRefused
        Nothing is held or waited for, or the other forum has no room for them.
    """
    cycle, before = _begin(session, booking, terms)
    _check_move(session, booking, forum, terms, by_officer=by_officer)
    old = booking.forum_id
    others = [one for one in of_mailbox(session, cycle.id, booking.email or "") if one.id != booking.id]
    _end(session, others, "cancelled", terms)
    booking.forum_id, booking.state, booking.offer_ends_at = forum.id, "booked", None
    session.flush()
    session.expire(booking, ["forum"])
    return [Event(kind="moved", booking=booking, from_forum_id=old), *before, *settle(session, cycle, terms)]


def settle(session: Session, cycle: HubCycle, terms: Terms) -> list[Event]:
    """End the offers that ran out, then offer what is free to whoever is next. The caller holds the cycle's lock."""
    over = session.scalars(
        select(Booking)
        .where(Booking.cycle_id == cycle.id, Booking.state == "offered", Booking.offer_ends_at <= terms.at)
        .order_by(Booking.offer_ends_at, Booking.id)
    ).all()
    _end(session, over, "expired", terms)
    return [*(Event(kind="expired", booking=one) for one in over), *promote(session, cycle, terms)]


def promote(session: Session, cycle: HubCycle, terms: Terms) -> list[Event]:
    """Offer every free place of a cycle to whoever is next in line, forum by forum in the order of their days."""
    events = []
    for forum in session.scalars(
        select(Forum).where(Forum.cycle_id == cycle.id).order_by(Forum.starts_at, Forum.id)
    ).all():  # fmt: skip
        if not terms.offers_places(forum) or not (free := places_free(session, forum)):
            continue
        for booking in next_in_line(session, forum)[:free]:
            booking.state, booking.offer_ends_at = "offered", terms.offer_ends(forum)
            events.append(Event(kind="offered", booking=booking))
        session.flush()
    return events


def shorten_offers(session: Session, forum: Forum, terms: Terms) -> None:
    """No offer may last longer than a forum that now begins earlier allows."""
    latest = terms.latest_end(forum)
    rows = session.scalars(select(Booking).where(Booking.forum_id == forum.id, Booking.state == "offered")).all()
    for booking in rows:
        if booking.offer_ends_at is not None and booking.offer_ends_at > latest:
            booking.offer_ends_at = latest
    session.flush()


def end_all(session: Session, forum: Forum, terms: Terms) -> list[Booking]:
    """End every booking of a forum that is cancelled; those that were ended."""
    active = session.scalars(
        select(Booking)
        .where(Booking.forum_id == forum.id, Booking.state.in_(ACTIVE_STATES))
        .order_by(Booking.entered_at, Booking.id)
    ).all()
    _end(session, active, "cancelled", terms)
    return list(active)


def _begin(session: Session, booking: Booking, terms: Terms) -> tuple[HubCycle, list[Event]]:
    """Lock the cycle of a booking, read it anew, and settle what has run out."""
    cycle = lock_cycle(session, booking.cycle_id)
    return cycle, settle(session, cycle, terms)


def _takes(forum: Forum, terms: Terms, source: str) -> bool:
    if source == "page":
        return terms.takes_bookings(forum)
    return forum.cancelled_at is None and terms.at < forum.ends_at


def _check_move(session: Session, booking: Booking, forum: Forum, terms: Terms, *, by_officer: bool) -> None:
    if booking.state not in ACTIVE_STATES:
        raise HubRefused("This booking has ended, so it cannot be moved. Book again instead.")
    if booking.checked_in_at is not None:
        raise HubRefused("This person was checked in at the forum, so the booking cannot be moved.")
    if forum.cycle_id != booking.cycle_id or (forum.id == booking.forum_id and booking.state == "booked"):
        raise HubRefused("Choose another forum of the same cycle.")
    if not _takes(forum, terms, "officer" if by_officer else "page"):
        raise HubRefused(f"“{forum.title}” no longer takes bookings.", title="Booking has closed")
    if forum.id == booking.forum_id:
        raise HubRefused("They wait for this forum already. They are offered a place when their turn comes.")
    if not (places_free(session, forum) if by_officer else has_room(session, forum)):
        raise HubRefused(f"“{forum.title}” is full now. The booking stays as it was.", title="That forum is full")


def _leave_lists(session: Session, booking: Booking, terms: Terms) -> None:
    others = of_mailbox(session, booking.cycle_id, booking.email or "")
    _end(session, [one for one in others if one.id != booking.id], "cancelled", terms)


def _end(session: Session, bookings: Sequence[Booking], state: str, terms: Terms) -> None:
    for booking in bookings:
        booking.state, booking.offer_ends_at, booking.ended_at = state, None, terms.at
    session.flush()


def _new_booking(forum: Forum, applicant: Applicant, terms: Terms, source: str) -> Booking:
    return Booking(
        cycle_id=forum.cycle_id, forum_id=forum.id, name=" ".join(applicant.name.split()),
        email=tidy_address(applicant.email) or None, agency_id=applicant.agency_id,
        agency_name=applicant.agency_name.strip(), sector=applicant.sector, role_group=applicant.role_group,
        locality_id=applicant.locality_id, access_needs=applicant.access_needs.strip(),
        may_contact=applicant.may_contact, source=source, entered_at=terms.at,
    )  # fmt: skip
