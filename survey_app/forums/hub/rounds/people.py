"""Who is asked in a round of a cycle, and who is not and why: worked out anew each time, so that it is seen first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.hub.rounds.kinds import EVALUATION, FOLLOW_UP, NOTICED, SURVEY, RoundKind
from survey_app.forums.models import ACTIVE_STATES, Booking, HubCycle
from survey_app.forums.replies.mailing import told_contacts, withdrawn
from survey_app.partnership.contact_book import silent_among
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address
from survey_app.rounds.asking_again import may_be_asked
from survey_app.rounds.invitations import invitations_of
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.models import Round
from survey_app.rounds.standing import OPTED_OUT, standings, why_not

NO_ADDRESS = "has no e-mail address"
CAME, COMING = "came to a forum", "has a place at a forum still to come"
ASKED, NOT_HERE = "is asked already", "was not at a forum of this cycle"
WITHDRAWN = "no longer agrees to be written to"
CONTACTS, BOOKED = "contacts", "booked"  # sources of the survey beside lists, which are called by their ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may be asked: a contact, or who booked and is none yet."""

    name: str
    email: str
    contact_id: int | None = None
    agency_id: int | None = None
    forum: str = ""
    source: str = ""  # of somebody who is no contact yet, as the contact book calls it

    @property
    def address(self) -> str:
        """What is the same for all ways of writing one mailbox."""
        return normal_address(self.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who is not asked."""

    name: str
    email: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is asked and who is not, each person once."""

    asked: tuple[Person, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[str, ...] = field(default=())

    @property
    def mark(self) -> str:
        """The same as long as the same people are asked."""
        return sha256("\n".join(sorted(one.address for one in self.asked)).encode()).hexdigest()[:32]


def people_of(
    session: Session, cycle: HubCycle, kind: RoundKind, round_: Round, *, at: datetime, sources: Collection[str] = ()
) -> People:
    """Who is asked in this round; ``sources`` says for the survey where people are looked for."""
    bookings = list(
        session.scalars(
            select(Booking).where(Booking.cycle_id == cycle.id).order_by(Booking.entered_at.desc(), Booking.id)
        )
    )
    came = [booking for booking in bookings if booking.checked_in_at is not None]
    if kind.key == EVALUATION.key:
        found, why = list(_of_bookings(session, cycle, came)), {}
    elif kind.key == SURVEY.key:
        found = list(_not_here(session, cycle, bookings, at, sources))
        why = _why_not_surveyed(bookings, at)
    elif kind.key == FOLLOW_UP.key:
        today = at.astimezone(LOCAL_TIME).date()
        found = [_contact(one) for one in may_be_asked(session, cycle.partnership_id, today=today)]
        here = {normal_address(one.email or "") for one in came}
        why = {one.address: NOT_HERE for one in found if one.address not in here}
    elif kind.key == NOTICED.key:
        today = at.astimezone(LOCAL_TIME).date()
        told, gone = told_contacts(session, cycle, today), withdrawn(session, cycle.partnership_id)
        found = [_contact(one) for one in told]
        why = {normal_address(one.email): WITHDRAWN for one in told if one.id in gone}
    else:
        found, why = [], {}
    return _sorted_out(session, round_, found, why, tuple(sources))


def sources_of(session: Session, cycle: HubCycle) -> list[tuple[str, str]]:
    """Where people for the survey can be looked for."""
    lists = session.scalars(
        select(MailingList).where(MailingList.partnership_id == cycle.partnership_id).order_by(MailingList.name)
    )
    return [
        (CONTACTS, "The contact book: everybody who agreed to be written to"),
        (BOOKED, "Those who booked a place or waited for one, and did not come"),
        *((str(one.id), f"List: {one.name}") for one in lists),
    ]


def _of_bookings(session: Session, cycle: HubCycle, bookings: Iterable[Booking]) -> Iterator[Person]:
    """The people of bookings, as contacts where they are such."""
    contacts = {
        normal_address(one.email): one
        for one in session.scalars(select(Contact).where(Contact.partnership_id == cycle.partnership_id))
    }
    for booking in bookings:
        contact = contacts.get(normal_address(booking.email or ""))
        yield Person(
            name=booking.name, email=(contact.email if contact else booking.email) or "", forum=booking.forum.title,
            agency_id=booking.agency_id, contact_id=contact.id if contact else None,
            source="door" if booking.source == "door" else "booking",
        )  # fmt: skip


def _contact(contact: Contact) -> Person:
    return Person(name=contact.name, email=contact.email, contact_id=contact.id, agency_id=contact.agency_id)


def _not_here(
    session: Session, cycle: HubCycle, bookings: Iterable[Booking], at: datetime, sources: Collection[str]
) -> Iterator[Person]:
    """Everybody of the chosen sources, whether they came or not."""
    mine = select(Contact).where(Contact.partnership_id == cycle.partnership_id)
    lists = [int(source) for source in sources if source.isdecimal() and len(source) < 10]
    if lists:
        own = select(MailingList.id).where(
            MailingList.id.in_(lists), MailingList.partnership_id == cycle.partnership_id
        )
        members = select(ListMember.contact_id).where(ListMember.list_id.in_(own))
        yield from map(_contact, session.scalars(mine.where(Contact.id.in_(members))))
    if CONTACTS in sources:
        yield from map(_contact, session.scalars(mine.where(Contact.consented)))
    if BOOKED in sources:
        yield from _of_bookings(session, cycle, [one for one in bookings if one.checked_in_at is None])


def _why_not_surveyed(bookings: Iterable[Booking], at: datetime) -> dict[str, str]:
    """Whoever came to a forum, or still can, is not asked why they could not come."""
    why: dict[str, str] = {}
    for booking in bookings:
        address = normal_address(booking.email or "")
        is_to_come = booking.forum.cancelled_at is None and booking.forum.ends_at > at
        if booking.checked_in_at is not None:
            why[address] = CAME
        elif booking.state in ACTIVE_STATES and is_to_come:
            why.setdefault(address, COMING)
    return why


def _sorted_out(
    session: Session, round_: Round, found: list[Person], why: dict[str, str], sources: tuple[str, ...]
) -> People:
    """Each person once, by name, with the reason where they are not asked."""
    invited = {normal_address(item.email) for item in invitations_of(session, round_.id) if item.email}
    noted = standings(session, {one.contact_id for one in found if one.contact_id is not None})
    strangers = [one.email for one in found if one.contact_id is None and one.email]
    silent = silent_among(session, round_.partnership_id, strangers)
    asked: dict[str, Person] = {}
    left_out: dict[str, LeftOut] = {}
    for number, one in enumerate(found):
        address = one.address
        reason = (
            (NO_ADDRESS if not address else "")
            or why.get(address, "")
            or (ASKED if address in invited else "")
            or (OPTED_OUT if one.email in silent else why_not(noted.get(one.contact_id or 0)))
        )
        if reason:
            left_out.setdefault(address or f"no address {number}", LeftOut(name=one.name, email=one.email, why=reason))
        else:
            asked.setdefault(address, one)
    return People(
        asked=tuple(sorted(asked.values(), key=lambda one: (one.name.casefold(), one.email))),
        left_out=tuple(sorted(left_out.values(), key=lambda one: (one.why, one.name.casefold(), one.email))),
        sources=sources,
    )
