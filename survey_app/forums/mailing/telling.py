"""Who is told of what happens to places: each event becomes a message that is written as it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.places import Event
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import ACTIVE_STATES, Booking, Forum
from survey_app.mail import OutboxMessage, queue_mail

PLACE, WAITING, ASKED, OFFER, ENDED, CHANGED, REMINDER = (
    "forum_place", "forum_waiting", "forum_asked", "forum_offer", "forum_ended", "forum_changed", "forum_reminder",
)  # fmt: skip
AGAIN_AFTER = timedelta(minutes=15)  # so that nobody fills another's mailbox by asking again and again
KIND_OF = {
    "booked": PLACE, "waiting": WAITING, "has_place": ASKED, "already_waiting": ASKED, "moved": PLACE, "offered": OFFER,
    "expired": ENDED, "declined": ENDED, "cancelled": ENDED, "forum_cancelled": ENDED,
}  # fmt: skip
SUBJECT_OF = {
    "booked": "Your place", "waiting": "You are on the waiting list", "has_place": "What you have booked",
    "already_waiting": "What you have booked", "moved": "Your new place", "offered": "A place is free for you",
    "expired": "The offer of a place has ended", "declined": "You declined a place",
    "cancelled": "Your booking is cancelled", "forum_cancelled": "Cancelled",
}  # fmt: skip


def tell_asked(session: Session, bookings: Iterable[Booking]) -> int:
    """Send somebody who asked for it what they have booked; how many messages."""
    return tell(session, [Event(kind="has_place", booking=booking) for booking in bookings])


def tell(session: Session, events: Iterable[Event]) -> int:
    """Queue the message of each event; how many people are told. A booking without an address is told nothing."""
    told = 0
    for event in events:
        if not event.booking.email or (KIND_OF[event.kind] == ASKED and _told_lately(session, event.booking)):
            continue
        about = event.booking.id if event.from_forum_id is None else f"{event.booking.id}:{event.from_forum_id}"
        _queue(session, event.booking, KIND_OF[event.kind], SUBJECT_OF[event.kind], about)
        told += 1
    return told


def tell_changed(session: Session, forum: Forum, terms: Terms, events: Iterable[Event] = ()) -> int:
    """Tell everybody who has or waits for a place that its time or place has changed; how many.

    Whoever is told of something in ``events`` reads the new time there.
    """
    told = {event.booking.id for event in events}
    if forum.ends_at <= terms.at:
        return 0
    active = session.scalars(
        select(Booking)
        .where(Booking.forum_id == forum.id, Booking.state.in_(ACTIVE_STATES), Booking.email.is_not(None))
        .order_by(Booking.entered_at, Booking.id)
    ).all()
    due = [booking for booking in active if booking.id not in told]
    for booking in due:
        _queue(session, booking, CHANGED, "Changed", booking.id)
    return len(due)


def _told_lately(session: Session, booking: Booking) -> bool:
    """Whether they were told the same minutes ago, because somebody had asked."""
    newest = session.scalar(
        select(OutboxMessage.queued_at)
        .where(OutboxMessage.kind == ASKED, OutboxMessage.about == booking.id)
        .order_by(OutboxMessage.queued_at.desc())
        .limit(1)
    )
    return newest is not None and newest > now() - AGAIN_AFTER


def _queue(session: Session, booking: Booking, kind: str, subject: str, about: str) -> None:
    queue_mail(
        session, to=booking.email or "", subject=f"{subject}: {booking.forum.title}, {booking.cycle.theme}",
        body="Written as it is sent.", kind=kind, partnership_id=booking.cycle.partnership_id, about=about,
    )  # fmt: skip
