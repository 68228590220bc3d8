"""The message after a forum: thanks, and the link to one's certificate. Each person gets it once."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.links import link_key
from survey_app.forums.door.certificates import certificate_of
from survey_app.forums.models import Booking, Forum
from survey_app.mail import Composed, OutboxMessage, composes
from survey_app.mail_ledger import MailOnce, queue_once

KIND, PURPOSE = "forum_certificate", "certificate"
AFTER = timedelta(hours=2)  # the doors' last check-ins have come in
FOR = timedelta(days=14)  # so that a correction is written to as well


def queue_certificates(session: Session) -> int:
    """Queue the message to everybody who was at a forum that is over, once each; how many."""
    at = now()
    rows = session.scalars(
        select(Booking)
        .join(Forum)
        .where(
            Forum.cancelled_at.is_(None),
            Forum.ends_at <= at - AFTER,
            Forum.ends_at > at - FOR,
            Booking.checked_in_at.is_not(None),
            Booking.email.is_not(None),
            Booking.id.not_in(select(MailOnce.recipient).where(MailOnce.purpose == PURPOSE)),
        )
        .order_by(Booking.forum_id, Booking.id)
    ).all()
    return sum(_queue(session, booking) for booking in rows)


@composes(KIND, can_wait=True)
def compose_certificate(session: Session, message: OutboxMessage) -> Composed | None:
    """Thank somebody for coming; None where it was corrected meanwhile that they were not there."""
    booking = session.get(Booking, message.about, with_for_update=True)
    found = certificate_of(session, booking) if booking is not None else None
    if booking is None or found is None:
        return None
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    page = f"{base}/place/{link_key(current_app.config['SECRET_KEY'], booking)}/certificate"
    contact = booking.cycle.partnership.contact_email
    words = [
        f"Dear {booking.name},",
        f"thank you for coming to “{found.forum}” on {found.day}.\n\nTheme: {found.theme}",
        f"Your certificate of attendance is here. You can print it, or save it as a PDF:\n{page}",
        f"{found.boards}" + (f"\nQuestions: {contact}" if contact else ""),
    ]
    return Composed(text="\n\n".join(words) + "\n")


def _queue(session: Session, booking: Booking) -> bool:
    message = queue_once(
        session, purpose=PURPOSE, about=f"forum {booking.forum_id}", recipient=booking.id,
        partnership_id=booking.cycle.partnership_id, to=booking.email,
        subject=f"Your certificate: {booking.forum.title}, {booking.cycle.theme}",
        body="Written as it is sent.", kind=KIND,
    )  # fmt: skip
    return message is not None
