"""Putting a contact right, adding one by hand, and noting that somebody no longer agrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.forums.contacts.person import bookings_of
from survey_app.forums.contacts.readdressing import clash, cycles_of, lock_contacts, lock_cycles, readdress
from survey_app.forums.models import ACTIVE_STATES, Booking
from survey_app.partnership.contact_book import (
    Consent,
    Source,
    add_contact,
    end_consent,
    find_contact,
    note_consent,
)  # fmt: skip
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address, tidy_address
from survey_app.rounds.models import Invitation
from survey_app.rounds.standing import clear_bounce

ADDRESS_CHANGED = "The address was changed"
WRITTEN_WRONGLY = "The address had been written wrongly"
TOLD_AN_OFFICER = "Told to an officer"


class ContactRefused(UserError):
    """A contact cannot be changed so. ``other_id`` is the contact that stands in the way, if one does."""

    status = 409
    title = "That did not work"

    def __init__(self, message: str, *, other_id: int | None = None) -> None:
        super().__init__(message)
        self.other_id = other_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A contact as it should be. ``same_mailbox``: the agreement was for this address, which was written wrongly."""

    name: str
    email: str
    agency_id: int | None
    same_mailbox: bool = False


def correct_contact(session: Session, contact: Contact, wanted: Correction, *, at: datetime) -> None:
    """Change name, agency and address. A new address works until mail comes back from it, and needs a new agreement.

    Raises
    ------
    ContactRefused
        The address is somebody else's, or with it they would have two places in a cycle.
    """
    new = tidy_address(wanted.email)
    if new != contact.email:
        _check_free(session, contact.partnership_id, new, contact.id)
        _change_address(session, contact, new, wanted.same_mailbox, at)
    contact.name, contact.agency_id = " ".join(wanted.name.split()), wanted.agency_id
    session.flush()


def add_by_hand(
    session: Session, partnership_id: int, wanted: Correction, *, how: str, agreed: str, at: datetime
) -> Contact:  # fmt: skip
    """A new contact: how we have the address, and by which words they agreed to an officer, if they did."""
    _check_free(session, partnership_id, tidy_address(wanted.email))
    contact = add_contact(
        session, partnership_id, name=wanted.name, email=wanted.email, agency_id=wanted.agency_id,
        source=Source(kind="hand", label=how), at=at,
    )  # fmt: skip
    if agreed:
        note_consent(session, contact, Consent(place=TOLD_AN_OFFICER, words=agreed, by="officer"), at=at)
    return contact


def withdraw(session: Session, contact: Contact, *, at: datetime) -> bool:
    """Note that somebody has told an officer that they agree no longer."""
    return end_consent(session, contact, place=TOLD_AN_OFFICER, by="officer", at=at)


def _check_free(session: Session, partnership_id: int, email: str, contact_id: int | None = None) -> None:
    other = find_contact(session, partnership_id, email)
    if other is not None and other.id != contact_id:
        raise ContactRefused(f"{other.name} has this address already.", other_id=other.id)


def _change_address(session: Session, contact: Contact, new: str, same_mailbox: bool, at: datetime) -> None:
    partnership_id, old, contact_id = contact.partnership_id, contact.email, contact.id
    lock_cycles(session, cycles_of(session, partnership_id))
    if contact_id not in lock_contacts(session, partnership_id, [contact_id]):
        raise ContactRefused("This contact has just been erased or merged with another one.")
    mine = bookings_of(session, contact)
    theirs = session.scalars(
        select(Booking).where(
            Booking.cycle_id.in_(cycles_of(session, partnership_id)), Booking.state.in_(ACTIVE_STATES),
            func.lower(Booking.email) == new, Booking.id.not_in([one.id for one in mine]),
        )
    ).all()  # fmt: skip
    for one in mine:
        for other in theirs:
            if clash(one, other, at):
                raise ContactRefused(
                    f"With this address they would have two bookings of “{one.cycle.theme}”: “{one.forum.title}” and "
                    f"“{other.forum.title}”. Cancel one of them first."
                )
    invited = session.scalars(select(Invitation.id).where(Invitation.contact_id == contact_id)).all()
    readdress(session, partnership_id, mine, invited, old=old, new=new, at=at)
    if normal_address(old) != normal_address(new):
        clear_bounce(session, contact_id)
        if contact.consented and not same_mailbox:
            end_consent(session, contact, place=ADDRESS_CHANGED, by="officer", at=at)
    contact.email = new
    if contact.consented:
        words = "Their agreement was for this address"
        note_consent(session, contact, Consent(place=WRITTEN_WRONGLY, words=words, by="officer"), at=at)
    session.flush()
