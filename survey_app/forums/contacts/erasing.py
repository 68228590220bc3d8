"""The right to erasure: what goes, what stays and why, said before it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.forums.booking import places
from survey_app.forums.booking.places import Event
from survey_app.forums.booking.terms import Terms
from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.person import bookings_of
from survey_app.forums.contacts.readdressing import cycles_of, is_active, is_over, lock_contacts, lock_cycles
from survey_app.forums.contacts.retaining import EMPTY, contacts_of_what_is_held, delete_contacts, messages_to
from survey_app.forums.models import Booking
from survey_app.mail import OutboxMessage
from survey_app.partnership.contact_book import keep_silent
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.models import Invitation, Round

ERASED = "Erased at their request"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What erasing a contact would do. ``held`` names what is on legal hold and keeps it from being done."""

    bookings: int
    to_come: Sequence[Booking]  # these are cancelled first
    invitations: int
    messages: int
    opted_out: bool
    held: bool


def plan_erasure(session: Session, contact: Contact, terms: Terms) -> ErasurePlan:
    """What would go and what would stay."""
    bookings = bookings_of(session, contact)
    standing = session.get(ContactStanding, contact.id)
    held = session.scalar(
        select(Contact.id).where(Contact.id == contact.id, Contact.id.in_(contacts_of_what_is_held()))
    )
    return ErasurePlan(
        bookings=len(bookings),
        to_come=[one for one in bookings if is_active(one) and not is_over(one, terms.at)],
        invitations=len(_invitations(session, contact)),
        messages=len(session.scalars(messages_to(contact.partnership_id, _addresses(contact, bookings))).all()),
        opted_out=standing is not None and standing.opted_out_on is not None,
        held=contact.legal_hold or held is not None,
    )  # fmt: skip


def erase(
    session: Session, contact: Contact, terms: Terms, *, never_again: bool, today: date
) -> list[Event]:  # fmt: skip
    """Erase a contact; what happened to places of others because of it, for whom mail is to be sent.

    Bookings keep their figures without name and address. Invitations stay in the frames of their rounds, and so do the
    answers, which the book never knew.

    Raises
    ------
    ContactRefused
        Something of theirs is on legal hold, or they are gone already.
    """
    partnership_id, contact_id = contact.partnership_id, contact.id
    lock_cycles(session, cycles_of(session, partnership_id))
    if contact_id not in lock_contacts(session, partnership_id, [contact_id]):
        raise ContactRefused("This contact has been erased already, or merged with another one.")
    plan = plan_erasure(session, contact, terms)
    if plan.held:
        raise ContactRefused(
            "A booking or an invitation of theirs is on legal hold, so nothing of it may be erased yet."
        )
    events: list[Event] = []
    for booking in plan.to_come:
        events += places.cancel(session, booking, terms)
    others = [one for one in events if one.booking.id not in {booking.id for booking in plan.to_come}]
    if never_again or plan.opted_out:
        keep_silent(session, contact, today=today)
    bookings = bookings_of(session, contact)
    _empty_mail(session, partnership_id, _addresses(contact, bookings))
    for booking in bookings:
        _without_person(booking)
    for invitation in _invitations(session, contact):
        invitation.contact_id = None
        if not invitation.answered and invitation.round.state != "closed":
            invitation.token_hash = None
    session.flush()
    delete_contacts(session, [contact_id])
    return others


def _without_person(booking: Booking) -> None:
    """What counts stays; what says who it was goes. So does what they needed, which only they had told."""
    booking.name, booking.email, booking.contact_id = ERASED, None, None
    booking.access_needs, booking.may_contact, booking.token_hash, booking.agency_name = "", False, None, ""


def _addresses(contact: Contact, bookings: Sequence[Booking]) -> set[str]:
    """The address of a contact, and those that they booked with."""
    return {contact.email, *(one.email for one in bookings if one.email)}


def _invitations(session: Session, contact: Contact) -> Sequence[Invitation]:
    mine = select(Invitation).join(Round, Round.id == Invitation.round_id)
    return session.scalars(mine.where(Invitation.contact_id == contact.id)).all()


def _empty_mail(session: Session, partnership_id: int, addresses: Collection[str]) -> None:
    """Take address and words from what was sent to them; what waits to be sent is called off."""
    theirs = OutboxMessage.id.in_(messages_to(partnership_id, addresses))
    waits = update(OutboxMessage).where(theirs, OutboxMessage.state == "queued")
    session.execute(waits.values(state="called_off"))
    gone = update(OutboxMessage).where(theirs, OutboxMessage.state != "sending")
    session.execute(gone.values(**EMPTY, retention_state="destroyed"))
