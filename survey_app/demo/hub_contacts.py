"""The constructed contact book: people known before, new by the cycle, who unsubscribed, and who are there twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.contacts.entering import AGREED_WORDS, enter_booking
from survey_app.forums.models import Booking, HubCycle
from survey_app.partnership.contact_book import Consent, Source, add_contact, note_consent
from survey_app.partnership.models import Agency, Contact, Footprint
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.standing import note_bounce, opt_out

KNOWN_LIST = "Practitioners’ newsletter (constructed)"
# (name, address, number of the agency, has agreed): contacts who are there twice.
TWICE = (
    ("Alex Constructed", "alex.constructed@northtrust.example", 0, False),
    ("Alex Constructed", "alex.constructed@nrothtrust.example", 0, True),
    ("Morgan Constructed", "morgan.constructed@school.example", 1, False),
    ("Morgan Constructed", "m.constructed@county.example", 2, True),
    ("Robin Constructed", "robin.constructed@police.example", 3, True),
    ("Robin Constructed", "robin.construcetd@police.example", 3, False),
    ("Sam Constructed", "sam.constructed@charity.example", 4, True),
    ("Sam Constructed", "constructed.sam@charity.example", 4, False),
)  # fmt: skip


def load_contacts(session: Session, cycle: HubCycle, *, today: date) -> None:
    """Fill the book from the cycle's bookings, a list that was there before, and contacts who are there twice."""
    bookings = session.scalars(
        select(Booking).where(Booking.cycle_id == cycle.id, Booking.email.is_not(None)).order_by(Booking.id)
    ).all()
    by_name = sorted(bookings, key=lambda one: (one.name, one.email or ""))
    _known_before(session, cycle, by_name[::2], _noon(today - timedelta(days=400)))
    for booking in by_name:
        enter_booking(session, booking)
    _twice(session, cycle, _noon(today - timedelta(days=90)))
    agreed = session.scalars(
        select(Contact).where(Contact.partnership_id == cycle.partnership_id, Contact.consented).order_by(Contact.email)
    ).all()
    for contact in agreed[5:60:11]:
        opt_out(session, contact.id, by="themselves", today=today - timedelta(days=6))
    for contact in agreed[9:40:15]:
        note_bounce(session, contact.id, reason="No such mailbox (constructed)", today=today - timedelta(days=12))
    session.flush()


def _known_before(session: Session, cycle: HubCycle, bookings: list[Booking], at: datetime) -> None:
    """Half of those who booked were on a list of last year."""
    list_ = MailingList(partnership_id=cycle.partnership_id, name=KNOWN_LIST, made_at=at)
    session.add(list_)
    session.flush()
    source = Source(kind="list", label=KNOWN_LIST)
    for booking in bookings:
        contact = add_contact(
            session, cycle.partnership_id, name=booking.name, email=booking.email or "",
            agency_id=booking.agency_id, source=source, at=at,
        )  # fmt: skip
        session.add(ListMember(list_id=list_.id, contact_id=contact.id))
    session.flush()


def _twice(session: Session, cycle: HubCycle, at: datetime) -> None:
    here = select(Footprint.agency_id).where(Footprint.partnership_id == cycle.partnership_id)
    agencies = session.scalars(select(Agency.id).where(Agency.id.in_(here)).order_by(Agency.name)).all()
    for number, (name, email, agency, agreed) in enumerate(TWICE):
        contact = add_contact(
            session, cycle.partnership_id, name=name, email=email,
            agency_id=agencies[agency % len(agencies)] if agencies else None,
            source=Source(kind="hand", label="Business card (constructed)"), at=at + timedelta(days=number),
        )  # fmt: skip
        if agreed:
            consent = Consent(place="The booking page: Central, spring (constructed)", words=AGREED_WORDS)
            note_consent(session, contact, consent, at=at + timedelta(days=number))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=LOCAL_TIME)
