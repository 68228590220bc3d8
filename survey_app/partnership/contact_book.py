"""The contact book: each person once, with where the address came from, and when they agreed or ceased to agree.

Whatever adds a contact adds it here, so that none is without a source, and nobody who was erased on condition that they
are not written to again comes back as if nothing had been said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.contact_models import ContactConsent, ContactSource, MergedContact, SilentAddress
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address, tidy_address
from survey_app.rounds.mail_models import ContactStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an address comes from: a key of ``SOURCE_KINDS``, in words, and of which cycle."""

    kind: str
    label: str = ""
    cycle_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is not in the book yet."""

    name: str
    email: str
    source: Source
    agency_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That somebody agreed: where, by which words, and who noted it ("themselves", "officer")."""

    place: str
    words: str
    by: str = "themselves"


def find_contact(session: Session, partnership_id: int, email: str) -> Contact | None:
    """The partnership's contact of this address, however it is written."""
    wanted = normal_address(email)
    if not wanted:
        return None
    mine = select(Contact).where(Contact.partnership_id == partnership_id)
    exact = session.scalar(mine.where(Contact.email == tidy_address(email)))
    if exact is not None:
        return exact
    first = wanted[0]
    begins = Contact.email.like(f"\\{first}%" if first in "%_\\" else f"{first}%", escape="\\")
    found = session.scalars(mine.where(begins).order_by(Contact.id))
    return next((one for one in found if normal_address(one.email) == wanted), None)


def add_contact(
    session: Session,
    partnership_id: int,
    *,
    name: str,
    email: str,
    source: Source,
    agency_id: int | None = None,
    at: datetime | None = None,
) -> Contact:
    """A new contact with its first source. The caller knows that there is none of this address."""
    newcomer = Newcomer(name=name, email=email, source=source, agency_id=agency_id)
    return add_contacts(session, partnership_id, [newcomer], at=at)[0]


def add_contacts(
    session: Session, partnership_id: int, newcomers: Sequence[Newcomer], *, at: datetime | None = None
) -> list[Contact]:
    """New contacts with their first sources, in the order given, in few statements however many they are."""
    moment = at or now()
    made = [_contact_of(partnership_id, one, moment) for one in newcomers]
    session.add_all(made)
    session.flush()
    silent = silent_among(session, partnership_id, [contact.email for contact in made])
    for contact, one in zip(made, newcomers, strict=True):
        if contact.email in silent:
            noted = ContactStanding(contact_id=contact.id, opted_out_on=moment.date(), opted_out_by="themselves")
            session.add(noted)
        session.add(_row_of(contact, one.source, moment))
    session.flush()
    return made


def _contact_of(partnership_id: int, one: Newcomer, at: datetime) -> Contact:
    address = tidy_address(one.email) or one.email
    return Contact(
        partnership_id=partnership_id, name=" ".join(one.name.split())[:200] or address, email=address,
        agency_id=one.agency_id, added_at=at, active_on=at.date(),
    )  # fmt: skip


def note_source(session: Session, contact: Contact, source: Source, *, at: datetime | None = None) -> None:
    """Note that the address came from here too. The same place again only says that they are still about."""
    moment = at or now()
    note_activity(contact, moment.date())
    known = session.scalars(select(ContactSource).where(ContactSource.contact_id == contact.id)).all()
    if any((one.kind, one.label, one.cycle_id) == (source.kind, source.label, source.cycle_id) for one in known):
        return
    session.add(_row_of(contact, source, moment))
    session.flush()


def _row_of(contact: Contact, source: Source, at: datetime) -> ContactSource:
    return ContactSource(
        contact_id=contact.id, kind=source.kind, label=source.label[:300], cycle_id=source.cycle_id, noted_at=at
    )


def note_activity(contact: Contact, day: date) -> None:
    """Note the day of a sign of this contact, from which its retention runs. Never the day of an answer."""
    if contact.active_on is None or day > contact.active_on:
        contact.active_on = day


def note_consent(session: Session, contact: Contact, consent: Consent, *, at: datetime | None = None) -> None:
    """Note that this contact agreed to be written to. It does not take back that they unsubscribed."""
    contact.consented = True
    _note(session, contact, "given", consent, at or now())
    note_activity(contact, (at or now()).date())
    session.flush()


def end_consent(session: Session, contact: Contact, *, place: str, by: str, at: datetime | None = None) -> bool:
    """Note that this contact agrees no longer; False where they had not agreed."""
    if not contact.consented:
        return False
    contact.consented = False
    _note(session, contact, "withdrawn", Consent(place=place, words="", by=by), at or now())
    session.flush()
    return True


def _note(session: Session, contact: Contact, act: str, consent: Consent, at: datetime) -> None:
    session.add(
        ContactConsent(
            contact_id=contact.id, act=act, email=contact.email, place=consent.place[:300], words=consent.words,
            by=consent.by, at=at,
        )
    )  # fmt: skip


def present_id(session: Session, contact_id: int) -> int:
    """The number under which a contact is known now: another one after they were merged."""
    merged = session.get(MergedContact, contact_id)
    return merged.contact_id if merged is not None else contact_id


def fingerprint(partnership_id: int, email: str) -> str:
    """What is kept of an address that is not to be written to: it cannot be read, but a guess can be checked."""
    return hashlib.sha256(f"{partnership_id}:{normal_address(email)}".encode()).hexdigest()


def keep_silent(session: Session, contact: Contact, *, today: date) -> None:
    """Remember, without the address itself, that it is not written to if it ever comes back."""
    key = (contact.partnership_id, fingerprint(contact.partnership_id, contact.email))
    if session.get(SilentAddress, key) is None:
        session.add(SilentAddress(partnership_id=key[0], fingerprint=key[1], noted_on=today))
        session.flush()


def silent_among(session: Session, partnership_id: int, emails: Iterable[str]) -> set[str]:
    """Those of these addresses that were erased on condition that they are not written to again."""
    known = set(
        session.scalars(select(SilentAddress.fingerprint).where(SilentAddress.partnership_id == partnership_id))
    )
    return {email for email in emails if fingerprint(partnership_id, email) in known} if known else set()


def is_silent(session: Session, partnership_id: int, email: str) -> bool:
    """Whether this address was erased on condition that it is not written to again."""
    return session.get(SilentAddress, (partnership_id, fingerprint(partnership_id, email))) is not None


def count_contacts(session: Session, partnership_id: int) -> int:
    """How many contacts a partnership has."""
    return session.scalar(select(func.count()).where(Contact.partnership_id == partnership_id)) or 0
