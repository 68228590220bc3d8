"""The bookings of a forum as those who run it read them, and what the venue has to arrange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from survey_app.forums.models import ACTIVE_STATES, BOOKING_STATES, Booking, Forum, HubCycle

FILTERS = {
    "": "Everybody now",
    "booked": "Has a place",
    "offered": "Offered a place",
    "waiting": "On the waiting list",
    "needs": "Has access needs",
    "ended": "Gave back, declined or ran out",
}
ENDED_STATES = tuple(state for state in BOOKING_STATES if state not in ACTIVE_STATES)
ORDER = {state: number for number, state in enumerate(BOOKING_STATES)}
SOURCES = {"page": "Booked on the page", "officer": "Added by an officer", "door": "Came to the door"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessList:
    """Those who have a place and need something, and of how many people."""

    forum: Forum
    people: Sequence[Booking]
    coming: int


def bookings_of(session: Session, forum: Forum, *, chosen: str = "", agency: str = "") -> list[Booking]:
    """The bookings of a forum by state, then as they came: the order of the queue.

    Parameters
    ----------
    chosen : str
        A key of :data:`FILTERS`.
    agency : str
        The name of an agency, as :func:`agency_of` gives it; empty for all.
    """
    rows = session.scalars(
        select(Booking)
        .where(Booking.forum_id == forum.id)
        .options(joinedload(Booking.agency), joinedload(Booking.locality))
        .order_by(Booking.entered_at, Booking.id)
    ).all()
    wanted = {"": ACTIVE_STATES, "needs": ACTIVE_STATES, "ended": ENDED_STATES}.get(chosen, (chosen,))
    found = [one for one in rows if one.state in wanted and (not agency or agency_of(one) == agency)]
    if chosen == "needs":
        found = [one for one in found if one.access_needs]
    return sorted(found, key=lambda one: ORDER[one.state])


def find_booking(session: Session, partnership_id: int, booking_id: str) -> Booking | None:
    """A booking in a cycle of this partnership."""
    return session.scalar(
        select(Booking).join(HubCycle).where(Booking.id == booking_id, HubCycle.partnership_id == partnership_id)
    )


def agency_of(booking: Booking) -> str:
    """The agency that somebody chose, or typed."""
    return booking.agency.name if booking.agency is not None else booking.agency_name


def agencies_in(bookings: Sequence[Booking]) -> list[str]:
    """The agencies of these people, each once."""
    return sorted({name for one in bookings if (name := agency_of(one))}, key=str.casefold)


def access_list(session: Session, forum: Forum) -> AccessList:
    """What has to be arranged for a forum: people who have a place, in the order of their names."""
    coming = bookings_of(session, forum, chosen="booked")
    people = sorted((one for one in coming if one.access_needs), key=lambda one: one.name.casefold())
    return AccessList(forum=forum, people=people, coming=len(coming))
