"""Work of every few minutes: offers that ran out, and reminders some days before a forum, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.booking import places
from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.booking.terms import Terms
from survey_app.forums.mailing.telling import PLACE, REMINDER, tell
from survey_app.forums.models import Booking, Forum
from survey_app.forums.words import local
from survey_app.mail import OutboxMessage, queue_mail

REMINDER_DAYS = (7, 1)


def follow_offers(session: Session, terms: Terms) -> int:
    """End offers that ran out and offer their places to the next; how many ended. Commits cycle by cycle."""
    ended = 0
    over = select(Booking.cycle_id).where(Booking.state == "offered", Booking.offer_ends_at <= terms.at).distinct()
    for cycle_id in session.scalars(over).all():
        events = places.settle(session, lock_cycle(session, cycle_id), terms)
        tell(session, events)
        ended += sum(event.kind == "expired" for event in events)
        session.commit()
    return ended


def queue_reminders(session: Session, terms: Terms, days: Sequence[int] = REMINDER_DAYS) -> int:
    """Queue the reminders that are due; how many. The message in the outbox is the note that it was sent.

    A reminder is due from so many days before the forum until the next one is, so that a day on which no worker ran
    loses none and doubles none. Whoever booked after its day was told then, and gets the next.
    """
    today, latest = local(terms.at).date(), terms.at + timedelta(days=max(days, default=0) + 1)
    coming = select(Forum).where(Forum.cancelled_at.is_(None), Forum.starts_at > terms.at, Forum.starts_at < latest)
    queued = 0
    for forum in session.scalars(coming.order_by(Forum.starts_at, Forum.id)).all():
        left = (local(forum.starts_at).date() - today).days
        due = min((day for day in days if day >= left), default=None)
        if due is None:
            continue
        lock_cycle(session, forum.cycle_id)
        queued += _remind(session, forum, due)
        session.commit()
    return queued


def _remind(session: Session, forum: Forum, days: int) -> int:
    first_day = local(forum.starts_at).date() - timedelta(days=days)
    rows = session.scalars(
        select(Booking)
        .where(Booking.forum_id == forum.id, Booking.state == "booked", Booking.email.is_not(None))
        .order_by(Booking.entered_at, Booking.id)
    ).all()
    known = set(
        session.scalars(
            select(OutboxMessage.about).where(
                OutboxMessage.kind == REMINDER, OutboxMessage.about.like(f"%:{forum.id}:{days}")
            )
        )
    )
    told = _told_since(session, [one.id for one in rows], first_day)
    due = [
        one
        for one in rows
        if f"{one.id}:{forum.id}:{days}" not in known
        and one.id not in told
        and local(one.entered_at).date() < first_day
    ]
    for booking in due:
        day = local(forum.starts_at)
        queue_mail(
            session, to=booking.email or "", subject=f"{day:%A %-d %B}: {forum.title}, {booking.cycle.theme}",
            body="Written as it is sent.", kind=REMINDER, partnership_id=booking.cycle.partnership_id,
            about=f"{booking.id}:{forum.id}:{days}",
        )  # fmt: skip
    return len(due)


def _told_since(session: Session, booking_ids: Sequence[str], day: date) -> set[str]:
    """Whose place was confirmed on that day or later, such as people who came off the waiting list."""
    since = datetime.combine(day, time.min, tzinfo=LOCAL_TIME)
    rows = session.scalars(
        select(OutboxMessage.about).where(OutboxMessage.kind == PLACE, OutboxMessage.queued_at >= since)
    )
    return {about.partition(":")[0] for about in rows} & set(booking_ids)
