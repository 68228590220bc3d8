"""Who gets a newsletter, and who does not and why; worked out anew whenever it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.models import Newsletter
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address
from survey_app.rounds.mail_models import ContactStanding, ListMember, MailingList
from survey_app.rounds.standing import standings, why_not

NOT_AGREED = "has not agreed to be written to"
NO_ADDRESS, TWICE = "their address cannot be written to", "gets it at another address of theirs"
GONE, OTHERS = "is no longer a contact", "is no contact of this partnership"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A contact who gets the newsletter."""

    contact_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReceiver:
    """A contact who does not."""

    name: str
    email: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Both, each person once."""

    receivers: tuple[Receiver, ...]
    others: tuple[NoReceiver, ...]

    @property
    def mark(self) -> str:
        """The same as long as the same people get it."""
        return sha256(",".join(sorted(str(one.contact_id) for one in self.receivers)).encode()).hexdigest()[:32]


def audience_of(session: Session, newsletter: Newsletter) -> Audience:
    """Everybody of the contact book, or of the chosen list, by name."""
    contacts = _contacts(session, newsletter)
    noted = standings(session, [one.id for one in contacts])
    receivers: list[Receiver] = []
    others: list[NoReceiver] = []
    addresses: set[str] = set()
    for contact in contacts:
        why = why_not_newsletter(newsletter, contact, noted.get(contact.id))
        address = normal_address(contact.email)
        if not why and address in addresses:
            why = TWICE
        if why:
            others.append(NoReceiver(name=contact.name, email=contact.email, why=why))
            continue
        addresses.add(address)
        receivers.append(Receiver(contact_id=contact.id, name=contact.name, email=contact.email))
    others.sort(key=lambda one: (one.why, one.name.casefold(), one.email))
    return Audience(receivers=tuple(receivers), others=tuple(others))


def _contacts(session: Session, newsletter: Newsletter) -> list[Contact]:
    partnership_id = newsletter.cycle.partnership_id
    found = select(Contact).where(Contact.partnership_id == partnership_id)
    if newsletter.audience == "list":
        own = select(MailingList.id).where(
            MailingList.id == newsletter.list_id, MailingList.partnership_id == partnership_id
        )
        found = found.where(Contact.id.in_(select(ListMember.contact_id).where(ListMember.list_id.in_(own))))
    return sorted(session.scalars(found), key=lambda one: (one.name.casefold(), one.email, one.id))


def why_not_newsletter(newsletter: Newsletter, contact: Contact | None, standing: ContactStanding | None) -> str:
    """Why somebody does not get it, as things are now; empty when they do. It is asked again as each message leaves."""
    if contact is None:
        return GONE
    if contact.partnership_id != newsletter.cycle.partnership_id:
        return OTHERS
    if silent := why_not(standing):
        return silent
    if newsletter.audience == "contacts" and not contact.consented:
        return NOT_AGREED
    return "" if normal_address(contact.email) else NO_ADDRESS
