"""Who may be written to: opt-outs and addresses that do not work, kept with the contact over all rounds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage, when_refused
from survey_app.mail_ledger import MailOnce
from survey_app.partnership.contact_book import Consent, end_consent, note_consent
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.models import Invitation

INVITATION = "invitation"  # what the ledger of mail calls the first message of a round
SUBSCRIBE_AGAIN = "That was a mistake: write to me again"
OPTED_OUT, BOUNCED = "does not want e-mail from us", "their address does not work"


def standing_of(session: Session, contact_id: int) -> ContactStanding:
    """The standing of a contact; a new one where nothing was ever noted."""
    found = session.get(ContactStanding, contact_id, with_for_update=True)
    if found is None:
        found = ContactStanding(contact_id=contact_id)
        session.add(found)
        session.flush()
    return found


def why_not(standing: ContactStanding | None) -> str:
    """Why somebody is not written to, empty when they are."""
    if standing is None:
        return ""
    if standing.opted_out_on is not None:
        return OPTED_OUT
    return BOUNCED if standing.bounced_on is not None else ""


def why_not_contact(session: Session, contact: Contact) -> str:
    """The same for a contact."""
    return why_not(session.get(ContactStanding, contact.id))


def opt_out(session: Session, contact_id: int, *, by: str, today: date) -> None:
    """Write to this contact no more. Doing so again changes nothing."""
    standing = standing_of(session, contact_id)
    if standing.opted_out_on is None:
        standing.opted_out_on, standing.opted_out_by = today, by
        place = "The link in a message" if by == "themselves" else "The list of who is not written to"
        noted_by = "themselves" if by == "themselves" else "officer"
        moment = now() if today == now().date() else datetime.combine(today, time(12), tzinfo=UTC)
        end_consent(session, session.get_one(Contact, contact_id), place=place, by=noted_by, at=moment)
    session.flush()


def opt_in(session: Session, contact_id: int) -> None:
    """Write to this contact again, who has said so by the link in a message to them; no other way leads back.

    An invitation that was called off because they had unsubscribed is due again; reminders of meanwhile are not made
    up for.
    """
    standing = standing_of(session, contact_id)
    if standing.opted_out_on is None:
        return
    standing.opted_out_on, standing.opted_out_by = None, ""
    consent = Consent(place="The link in a message", words=SUBSCRIBE_AGAIN)
    note_consent(session, session.get_one(Contact, contact_id), consent)
    _make_due_again(session, contact_id)
    session.flush()


def _make_due_again(session: Session, contact_id: int) -> None:
    """Forget in the ledger that invitations were called off: they never left the house."""
    mine = select(Invitation.id).where(Invitation.contact_id == contact_id)
    called_off = select(OutboxMessage.id).where(OutboxMessage.state == "called_off")
    session.execute(
        delete(MailOnce).where(
            MailOnce.purpose == INVITATION, MailOnce.recipient.in_(mine), MailOnce.message_id.in_(called_off)
        )
    )  # fmt: skip


def note_bounce(session: Session, contact_id: int, *, reason: str, today: date) -> None:
    """Note that mail to this contact comes back."""
    standing = standing_of(session, contact_id)
    if standing.bounced_on is None:
        standing.bounced_on, standing.bounce = today, reason[:200]
    session.flush()


def clear_bounce(session: Session, contact_id: int) -> None:
    """Try this contact's address again."""
    standing = standing_of(session, contact_id)
    standing.bounced_on, standing.bounce = None, ""
    session.flush()


@when_refused
def note_refused_address(session: Session, message: OutboxMessage, problem: str) -> None:
    """A mail server refused an address for good: the partnership's contact with it is not written to any more."""
    contact = session.scalar(
        select(Contact).where(Contact.partnership_id == message.partnership_id, Contact.email == message.to_address)
    )
    if contact is not None:
        note_bounce(session, contact.id, reason=f"The mail server said no: {problem}", today=now().date())


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What became of a list of failed addresses."""

    noted: int
    known: int  # were noted before
    strangers: tuple[tuple[int, str], ...]  # (line, address) of which no contact is known
    unreadable: tuple[tuple[int, str], ...]


def note_failed_addresses(session: Session, partnership_id: int, text: str, *, today: date) -> Failed:
    """Note each address of a pasted list, one on a line, as one that does not work."""
    contacts = {
        normal_address(contact.email): contact
        for contact in session.scalars(select(Contact).where(Contact.partnership_id == partnership_id))
    }
    noted = known = 0
    strangers: list[tuple[int, str]] = []
    unreadable: list[tuple[int, str]] = []
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip(" \t,;<>"):
            continue
        address = normal_address(raw)
        contact = contacts.get(address)
        if not address:
            unreadable.append((line, raw.strip()[:80]))
        elif contact is None:
            strangers.append((line, raw.strip()[:80]))
        elif (standing := standing_of(session, contact.id)).bounced_on is not None:
            known += 1
        else:
            standing.bounced_on, standing.bounce = today, "Came back, as entered by hand"
            noted += 1
    session.flush()
    return Failed(noted=noted, known=known, strangers=tuple(strangers), unreadable=tuple(unreadable))


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A contact who is not written to."""

    contact_id: int
    name: str
    email: str
    opted_out_on: date | None
    opted_out_by: str
    bounced_on: date | None
    bounce: str


def silent_contacts(session: Session, partnership_id: int) -> list[Silent]:
    """Everybody of a partnership who is not written to, by name."""
    found = session.execute(
        select(Contact, ContactStanding)
        .join(ContactStanding, ContactStanding.contact_id == Contact.id)
        .where(Contact.partnership_id == partnership_id)
        .where(ContactStanding.opted_out_on.is_not(None) | ContactStanding.bounced_on.is_not(None))
        .order_by(Contact.name, Contact.email)
    )
    return [
        Silent(
            contact_id=contact.id, name=contact.name, email=contact.email, opted_out_on=standing.opted_out_on,
            opted_out_by=standing.opted_out_by, bounced_on=standing.bounced_on, bounce=standing.bounce,
        )
        for contact, standing in found
    ]  # fmt: skip


def standings(session: Session, contact_ids: Collection[int]) -> dict[int, ContactStanding]:
    """What is noted of these contacts, asked for in portions that every database takes."""
    ids = sorted(contact_ids)
    found: dict[int, ContactStanding] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(select(ContactStanding).where(ContactStanding.contact_id.in_(ids[start : start + 500])))
        found |= {row.contact_id: row for row in rows}
    return found
