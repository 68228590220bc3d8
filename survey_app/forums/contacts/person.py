"""One person's page in the contact book: what is known of them, and nothing of what they answered.

Neither answers nor whether somebody has answered are shown here, of any round: who has not answered is told apart by
agency alone, and an anonymous answer has no author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.contact_models import ContactConsent, ContactSource
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.mail_models import ContactStanding, ListMember, MailingList
from survey_app.rounds.models import Invitation, Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact with everything that the book has of them."""

    contact: Contact
    agency: str
    standing: ContactStanding | None
    sources: Sequence[ContactSource]
    consents: Sequence[ContactConsent]
    lists: Sequence[str]
    bookings: Sequence[Booking]
    rounds: Sequence[str]  # that they were invited to

    @property
    def is_written_to(self) -> bool:
        """Whether messages go to them."""
        return self.standing is None or (self.standing.opted_out_on is None and self.standing.bounced_on is None)


def find_person(session: Session, partnership_id: int, contact_id: int) -> Contact | None:
    """A contact of this partnership."""
    found = session.get(Contact, contact_id)
    return found if found is not None and found.partnership_id == partnership_id else None


def person_of(session: Session, contact: Contact) -> Person:
    """Everything that the book has of a contact, the oldest first."""
    sources = select(ContactSource).where(ContactSource.contact_id == contact.id)
    consents = select(ContactConsent).where(ContactConsent.contact_id == contact.id)
    return Person(
        contact=contact,
        agency=session.scalar(select(Agency.name).where(Agency.id == contact.agency_id)) or "",
        standing=session.get(ContactStanding, contact.id),
        sources=session.scalars(sources.order_by(ContactSource.noted_at, ContactSource.id)).all(),
        consents=session.scalars(consents.order_by(ContactConsent.at, ContactConsent.id)).all(),
        lists=_lists(session, contact), bookings=bookings_of(session, contact), rounds=_rounds(session, contact),
    )  # fmt: skip


def bookings_of(session: Session, contact: Contact) -> Sequence[Booking]:
    """Their bookings in the order of the forums."""
    return session.scalars(
        select(Booking)
        .join(Forum, Forum.id == Booking.forum_id)
        .where(of_contact(contact))
        .options(joinedload(Booking.forum), joinedload(Booking.cycle))
        .order_by(Forum.starts_at, Booking.entered_at, Booking.id)
    ).all()


def of_contact(contact: Contact) -> ColumnElement[bool]:
    """Whether a booking is theirs: it names them, or it names nobody and was made with their address."""
    cycles = select(HubCycle.id).where(HubCycle.partnership_id == contact.partnership_id)
    same = and_(Booking.contact_id.is_(None), func.lower(Booking.email) == contact.email, Booking.cycle_id.in_(cycles))
    return or_(Booking.contact_id == contact.id, same)


def _lists(session: Session, contact: Contact) -> Sequence[str]:
    mine = select(MailingList.name).join(ListMember, ListMember.list_id == MailingList.id)
    return session.scalars(mine.where(ListMember.contact_id == contact.id).order_by(MailingList.name)).all()


def _rounds(session: Session, contact: Contact) -> Sequence[str]:
    mine = select(Round.title).join(Invitation, Invitation.round_id == Round.id)
    return session.scalars(mine.where(Invitation.contact_id == contact.id).order_by(Round.title).distinct()).all()
