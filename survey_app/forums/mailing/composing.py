"""The messages about places, written as they are sent: what stands in them is what is so at that moment."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.counting import places_held, position
from survey_app.forums.booking.links import link_key
from survey_app.forums.door.codes import door_code, spaced
from survey_app.forums.mailing.calendar_entry import mail_file
from survey_app.forums.mailing.telling import ASKED, CHANGED, ENDED, OFFER, PLACE, REMINDER, WAITING
from survey_app.forums.models import ACTIVE_STATES, Booking, Forum
from survey_app.forums.words import moment_words, ordinal, when, where
from survey_app.mail import Composed, MailFile, OutboxMessage, composes
from survey_app.walkabouts.visits.calendar_file import Method


def page_of(booking: Booking) -> str:
    """The whole address of a booking's page, the link that is mailed."""
    key = link_key(current_app.config["SECRET_KEY"], booking)
    return f"{_base()}/place/{key}"


def book_page_of(booking: Booking) -> str:
    """The whole address of the page on which one books in this cycle."""
    cycle = booking.cycle
    return f"{_base()}/hub/{cycle.partnership.slug}/{cycle.slug}"


def facts_of(booking: Booking) -> str:
    """What, when and where, in lines; the link for joining only where a place is booked."""
    forum = booking.forum
    facts = [f"Forum: {forum.title}", f"Theme: {booking.cycle.theme}", f"When: {when(forum)}", f"Where: {where(forum)}"]
    if forum.link and booking.state == "booked":
        facts.append(f"Join online: {forum.link}")
    if forum.directions and booking.state == "booked":
        facts.append(f"Getting there: {' '.join(forum.directions.split())}")
    return "\n".join(facts)


@composes(PLACE)
def compose_place(session: Session, message: OutboxMessage) -> Composed | None:
    """Confirm a place; None when it was given back meanwhile."""
    booking, moved_from = _booking_of(session, message)
    return _place(session, booking, moved_from) if booking is not None and booking.state == "booked" else None


@composes(WAITING)
def compose_waiting(session: Session, message: OutboxMessage) -> Composed | None:
    """Confirm an entry on the waiting list; None when a place was offered meanwhile, which has its own message."""
    booking, _ = _booking_of(session, message)
    if booking is None or booking.state != "waiting":
        return None
    return _letter(booking, _waiting_words(session, booking))


@composes(ASKED)
def compose_asked(session: Session, message: OutboxMessage) -> Composed | None:
    """Tell somebody who asked again what they have, whatever that is now."""
    booking, _ = _booking_of(session, message)
    if booking is None or booking.state not in ACTIVE_STATES:
        return None
    if booking.state == "booked":
        return _place(session, booking, None)
    return _offer(booking) if booking.state == "offered" else _letter(booking, _waiting_words(session, booking))


def _place(session: Session, booking: Booking, moved_from: int | None) -> Composed:
    words = [
        "you have a place.", facts_of(booking),
        "If you cannot come, please give your place back, so that somebody on the waiting list can have it. There you "
        f"can also change to another forum:\n{page_of(booking)}",
        "The forum is attached as an entry for your calendar. " + _bring(booking),
    ]  # fmt: skip
    files = _old_entry(session, booking, moved_from)
    return _letter(booking, words, files=(_entry(booking), *files))


@composes(OFFER)
def compose_offer(session: Session, message: OutboxMessage) -> Composed | None:
    """Offer a place; None when it was taken, declined or ran out meanwhile."""
    booking, _ = _booking_of(session, message)
    if booking is None or booking.state != "offered":
        return None
    return _offer(booking)


@composes(ENDED)
def compose_ended(session: Session, message: OutboxMessage) -> Composed | None:
    """Say that a place, an offer or an entry on the waiting list has ended, and what can be done."""
    booking, _ = _booking_of(session, message)
    if booking is None or booking.state not in ("expired", "declined", "cancelled"):
        return None
    told, then = _ended_words(booking)
    words = [told, facts_of(booking), f"{then}:\n{book_page_of(booking)}"]
    return _letter(booking, words, files=(_entry(booking, cancelled=True),) if booking.state == "cancelled" else ())


def _ended_words(booking: Booking) -> tuple[str, str]:
    """What has ended, and what can be done then."""
    if booking.forum.cancelled_at is not None:
        why = booking.forum.cancelled_because
        return (
            f"we are sorry: this forum is cancelled.\n\nWhy: {why}", "You can book another forum of the same theme",
        )  # fmt: skip
    if booking.state == "expired":
        return (
            "we had offered you a place at this forum. The time to accept it has passed, so it goes to the next.",
            "If you still want to come, you can join the waiting list again",
        )
    if booking.state == "declined":
        return (
            "you declined the place that we offered you. Thank you for telling us.",
            "If that was a mistake, you can book again",
        )
    return (
        "your booking is cancelled. If you had a place, somebody else can have it now.",
        "If that was a mistake, you can book again",
    )


@composes(CHANGED)
def compose_changed(session: Session, message: OutboxMessage) -> Composed | None:
    """Say that the time or the place of a forum is another; with the new calendar entry for who has a place."""
    booking, _ = _booking_of(session, message)
    if booking is None or booking.state not in ACTIVE_STATES:
        return None
    stands = {
        "booked": "You still have your place. If you cannot come now, please give it back",
        "offered": "The place that we offered you is still held for you. Accept or decline it",
        "waiting": "You are still on the waiting list. If it does not suit you now, leave the list",
    }[booking.state]
    words = [
        "the time or the place of a forum has changed. It is now:", facts_of(booking),
        f"{stands}:\n{page_of(booking)}",
    ]  # fmt: skip
    return _letter(booking, words, files=(_entry(booking),) if booking.state == "booked" else ())


@composes(REMINDER, can_wait=True)
def compose_reminder(session: Session, message: OutboxMessage) -> Composed | None:
    """Remind somebody of their place; None when they have none any more, moved, or the forum has begun."""
    booking_id, forum_id, _ = message.about.split(":")
    booking = session.get(Booking, booking_id, with_for_update=True)
    if booking is None or booking.state != "booked" or str(booking.forum_id) != forum_id:
        return None
    if booking.forum.cancelled_at is not None or booking.forum.starts_at <= now():
        return None
    words = [
        f"you have a place at a forum on {when(booking.forum)}.", facts_of(booking),
        f"If you cannot come, please give your place back: others are waiting.\n{page_of(booking)}", _bring(booking),
    ]  # fmt: skip
    return _letter(booking, words, files=(_entry(booking),))


def _booking_of(session: Session, message: OutboxMessage) -> tuple[Booking | None, int | None]:
    """The booking of a message, and the forum that it was moved from."""
    booking_id, _, moved_from = message.about.partition(":")
    booking = session.get(Booking, booking_id, with_for_update=True)
    return booking, int(moved_from) if moved_from else None


def _offer(booking: Booking) -> Composed:
    ends = moment_words(booking.offer_ends_at) if booking.offer_ends_at else ""
    words = [
        "a place is free, and it is your turn.", facts_of(booking),
        f"The place is held for you until {ends}. Accept or decline it on this page:\n{page_of(booking)}",
        "If you accept, you leave the waiting lists of the other forums of this theme. If we hear nothing, the place "
        "goes to the next person.",
    ]  # fmt: skip
    return _letter(booking, words)


def _waiting_words(session: Session, booking: Booking) -> list[str]:
    forum, place = booking.forum, ordinal(position(session, booking))
    full = places_held(session, forum.id) >= forum.capacity
    return [
        ("this forum is full. " if full else "") + f"You are on its waiting list: you are {place}.", facts_of(booking),
        f"When a place is free and it is your turn, we write to you. You then have {forum.offer_hours} "
        f"{'hour' if forum.offer_hours == 1 else 'hours'} to accept, or fewer shortly before the forum.",
        f"See where you are in the queue, change to another forum, or leave the list:\n{page_of(booking)}",
    ]  # fmt: skip


def _bring(booking: Booking) -> str:
    if not booking.forum.place:
        return "You join by the link above."
    code = spaced(door_code(current_app.config["SECRET_KEY"], booking.id))
    return f"At the door, give your name or this code: {code}. The page above shows it as a QR code."


def _entry(booking: Booking, *, cancelled: bool = False) -> MailFile:
    method: Method = "CANCEL" if cancelled else "PUBLISH"
    return mail_file(booking, booking.forum, page_of(booking), at=now(), method=method)


def _old_entry(session: Session, booking: Booking, forum_id: int | None) -> tuple[MailFile, ...]:
    """What takes the forum that somebody has left out of their calendar."""
    forum = session.get(Forum, forum_id) if forum_id is not None else None
    if forum is None:
        return ()
    return (mail_file(booking, forum, page_of(booking), at=now(), method="CANCEL"),)


def _letter(booking: Booking, words: list[str], *, files: tuple[MailFile, ...] = ()) -> Composed:
    partnership = booking.cycle.partnership
    signed = partnership.boards or partnership.name
    contact = f"\nQuestions: {partnership.contact_email}" if partnership.contact_email else ""
    text = "\n\n".join([f"Dear {booking.name},", *words, f"{signed}{contact}"]) + "\n"
    return Composed(text=text, files=files)


def _base() -> str:
    return str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
