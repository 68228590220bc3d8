"""What follows when somebody's address changes: their places to come and the messages that wait follow it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.models import ACTIVE_STATES, HELD_STATES, Booking, HubCycle
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact


def lock_cycles(session: Session, ids: Iterable[int]) -> None:
    """Wait for everybody who decides about places of these cycles, always in the same order."""
    for cycle_id in sorted(set(ids)):
        lock_cycle(session, cycle_id)


def lock_contacts(session: Session, partnership_id: int, ids: Collection[int]) -> dict[int, Contact]:
    """Hold these contacts, read anew; one that is gone is missing."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.id.in_(ids), Contact.partnership_id == partnership_id)
        .order_by(Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}


def is_over(booking: Booking, at: datetime) -> bool:
    """Whether a booking is history: its forum has ended, or they have been checked in."""
    return booking.forum.ends_at <= at or booking.checked_in_at is not None


def is_active(booking: Booking) -> bool:
    return booking.state in ACTIVE_STATES


def clash(one: Booking, other: Booking, at: datetime) -> bool:
    """Whether two bookings cannot be one person's: two ways into one forum, or a place and another way in a cycle.

    Two that are both history are facts and stay as they are.
    """
    if one.cycle_id != other.cycle_id or not (is_active(one) and is_active(other)):
        return False
    if is_over(one, at) and is_over(other, at):
        return False
    return one.forum_id == other.forum_id or one.state in HELD_STATES or other.state in HELD_STATES


def readdress(
    session: Session, partnership_id: int, bookings: Iterable[Booking], invitation_ids: Collection[str],
    *, old: str, new: str, at: datetime,
) -> int:  # fmt: skip
    """Give bookings to come, and messages that wait to go out about them, the new address; how many bookings."""
    moved = [one for one in bookings if is_active(one) and not is_over(one, at) and one.email != new]
    for booking in moved:
        booking.email = new
    session.flush()
    about = {one.id for one in moved} | set(invitation_ids)
    waiting = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.partnership_id == partnership_id, OutboxMessage.state == "queued",
            OutboxMessage.to_address == old,
        )
    ).all()  # fmt: skip
    for message in waiting:
        if message.about.partition(":")[0] in about:
            message.to_address = new
    session.flush()
    return len(moved)


def cycles_of(session: Session, partnership_id: int) -> list[int]:
    """Every cycle of a partnership."""
    return list(session.scalars(select(HubCycle.id).where(HubCycle.partnership_id == partnership_id)))
