"""What becomes of contacts and of messages when their time is over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, delete, func, or_, select, union, update
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import Booking, HubCycle
from survey_app.mail import OutboxMessage
from survey_app.partnership.contact_book import keep_silent, note_activity
from survey_app.partnership.contact_models import ContactConsent, ContactSource, MergedContact, SeparateContacts
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding, ListMember
from survey_app.rounds.models import Invitation, Round

IN_ONE_PORTION = 500


def note_attendance(session: Session) -> None:
    """Whoever was at a forum was about on that day, however they were checked in."""
    seen = session.execute(
        select(Booking.contact_id, func.max(Booking.checked_in_at))
        .where(Booking.contact_id.is_not(None), Booking.checked_in_at.is_not(None))
        .group_by(Booking.contact_id)
    ).all()
    for contact_id, came_at in seen:
        if came_at is not None:
            note_activity(session.get_one(Contact, contact_id), came_at.date())
    session.flush()


def contacts_of_what_is_held() -> Any:
    """Contacts with a booking or an invitation that is on legal hold, or whose cycle or round is."""
    booked = (
        select(Booking.contact_id)
        .join(HubCycle, HubCycle.id == Booking.cycle_id)
        .where(Booking.contact_id.is_not(None), or_(Booking.legal_hold, HubCycle.legal_hold))
    )
    invited = (
        select(Invitation.contact_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.contact_id.is_not(None), or_(Invitation.legal_hold, Round.legal_hold))
    )
    return union(booked, invited)


def destroy_contacts(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete contacts; that somebody unsubscribed is remembered without their address."""
    found = session.scalars(select(Contact).where(ripe)).all()
    for contact in found:
        standing = session.get(ContactStanding, contact.id)
        if standing is not None and standing.opted_out_on is not None:
            keep_silent(session, contact, today=now().date())
    delete_contacts(session, [contact.id for contact in found])
    return len(found)


def delete_contacts(session: Session, ids: Sequence[int]) -> None:
    """Delete contacts with all that is theirs alone; bookings and invitations forget them."""
    for start in range(0, len(ids), IN_ONE_PORTION):
        these = ids[start : start + IN_ONE_PORTION]
        for model in (ContactSource, ContactConsent, ContactStanding, ListMember, MergedContact):
            session.execute(delete(model).where(model.contact_id.in_(these)))
        pairs = or_(SeparateContacts.first_id.in_(these), SeparateContacts.second_id.in_(these))
        session.execute(delete(SeparateContacts).where(pairs))
        session.execute(update(Booking).where(Booking.contact_id.in_(these)).values(contact_id=None))
        session.execute(update(Invitation).where(Invitation.contact_id.in_(these)).values(contact_id=None))
        session.execute(delete(Contact).where(Contact.id.in_(these)))
    session.expire_all()


def empty_messages(session: Session, ripe: ColumnElement[bool]) -> int:
    """Take address and words from messages; that there was one, and when it was sent, stays."""
    return _count(session, update(OutboxMessage).where(ripe).values(**EMPTY, retention_state="destroyed"))


EMPTY = {"to_address": "", "subject": "", "body": ""}


def messages_to(partnership_id: int, addresses: Collection[str]) -> Select[str]:
    """The messages of a partnership to somebody's addresses."""
    return select(OutboxMessage.id).where(
        OutboxMessage.partnership_id == partnership_id,
        func.lower(OutboxMessage.to_address).in_(sorted({one.lower() for one in addresses})),
    )


def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
