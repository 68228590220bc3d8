"""The messages of a cycle's end: the report's address to leaders, and "you said, we did" to practitioners, each once.

Only who agreed to be written to is: those who came and ticked it, and contacts who consented. Whoever unsubscribed
meanwhile, or whose address does not work, is left out as the message is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.contacts.entering import enter_booking
from survey_app.forums.hub.rounds.kinds import MONTHS_LATER
from survey_app.forums.models import Booking, HubCycle
from survey_app.forums.replies.addresses import you_said_address
from survey_app.forums.replies.editions import MAIL as REPORT_MAIL
from survey_app.forums.replies.models import DECISIONS, ReportEdition
from survey_app.forums.replies.publishing import SaidAndDone, is_published, page_of, will_be_asked, you_said
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.told import PURPOSE, days_told, subject_of
from survey_app.mail import Composed, OutboxMessage, composes
from survey_app.mail_ledger import noted_about, queue_once
from survey_app.partnership.contact_models import ContactConsent
from survey_app.partnership.models import Contact
from survey_app.retention import add_months
from survey_app.rounds.addresses import normal_address, tidy_address
from survey_app.rounds.standing import standings, why_not, why_not_contact
from survey_app.rounds.unsubscribing import unsubscribe_token

MAIL = "hub_you_said"
CONTACT = "contact "  # how the ledger of mail calls a recipient, before the number
WILL_ASK = (
    "In a few months we ask you once, without your name, whether you have noticed a difference. Whether you answer is "
    "up to you."
)
FOOTER = "--\nTo get no more e-mails like this from {partnership}:\n{unsubscribe}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """To whom "you said, we did" goes: contacts not yet written to, and how many have been or do not want it."""

    due: tuple[Contact, ...]
    strangers: tuple[Booking, ...]  # came and agreed, and are not in the contact book yet
    had: int
    silent: int

    @property
    def count(self) -> int:
        """How many messages would go out now."""
        return len(self.due) + len(self.strangers)


def audience_of(session: Session, cycle: HubCycle) -> Audience:
    """Everybody who agreed, each mailbox once."""
    contacts = session.scalars(
        select(Contact).where(Contact.partnership_id == cycle.partnership_id).order_by(Contact.id)
    ).all()
    by_mailbox: dict[str, Contact] = {}
    for contact in contacts:
        by_mailbox.setdefault(normal_address(contact.email), contact)
    agreed, strangers = _attendees(session, cycle, by_mailbox)
    agreed -= withdrawn(session, cycle.partnership_id)
    wanted = [one for one in by_mailbox.values() if (one.consented or one.id in agreed) and tidy_address(one.email)]
    silent = {key for key, one in standings(session, [one.id for one in contacts]).items() if why_not(one)}
    had, had_mailboxes = _had(session, cycle)
    open_ = [one for one in wanted if one.id not in silent]
    due = [one for one in open_ if _recipient(one) not in had and normal_address(one.email) not in had_mailboxes]
    return Audience(due=tuple(due), strangers=tuple(strangers), had=len(had), silent=len(wanted) - len(open_))


def _had(session: Session, cycle: HubCycle) -> tuple[set[str], set[str]]:
    """The ledger's recipients, and the mailboxes written to: two contacts may have become one since."""
    notes = [note for note in noted_about(session, subject_of(cycle)) if note.purpose == PURPOSE]
    messages = select(OutboxMessage.to_address).where(
        OutboxMessage.partnership_id == cycle.partnership_id, OutboxMessage.kind == MAIL,
        OutboxMessage.about.startswith(f"{cycle.id}:", autoescape=True),
    )  # fmt: skip
    return {note.recipient for note in notes}, {normal_address(address) for address in session.scalars(messages)}


def _attendees(session: Session, cycle: HubCycle, by_mailbox: dict[str, Contact]) -> tuple[set[int], list[Booking]]:
    """The contacts of those who came and agreed, and the bookings of those whom the contact book does not have."""
    came = session.scalars(
        select(Booking)
        .where(Booking.cycle_id == cycle.id, Booking.may_contact, Booking.checked_in_at.is_not(None))
        .where(or_(Booking.email.is_not(None), Booking.contact_id.is_not(None)))
        .order_by(Booking.entered_at, Booking.id)
    ).all()
    agreed: set[int] = set()
    strangers: dict[str, Booking] = {}
    for booking in came:
        mailbox = normal_address(booking.email or "")
        contact = by_mailbox.get(mailbox) if mailbox else None
        if contact is not None:
            agreed.add(contact.id)
        elif mailbox:
            strangers.setdefault(mailbox, booking)
    return agreed, list(strangers.values())


def tell_practitioners(session: Session, cycle: HubCycle) -> int:
    """Queue the message to everybody who is to have it and has not had it; how many.

    Raises
    ------
    RepliesRefused
        The page is not published.
    """
    if not is_published(session, cycle):
        raise RepliesRefused("Publish the page first: the message leads to it.")
    audience = audience_of(session, cycle)
    # Only who is in the contact book can unsubscribe.
    made = [enter_booking(session, booking) for booking in audience.strangers]
    willing = [one for one in made if one is not None and not why_not_contact(session, one)]
    return sum(_queue(session, cycle, contact) for contact in (*audience.due, *willing))


def _queue(session: Session, cycle: HubCycle, contact: Contact) -> bool:
    message = queue_once(
        session, purpose=PURPOSE, about=subject_of(cycle), recipient=_recipient(contact), to=contact.email, kind=MAIL,
        partnership_id=cycle.partnership_id, key=f"{cycle.id}:{contact.id}", body="Written as it is sent.",
        subject=f"You said, we did: {cycle.theme}",
    )  # fmt: skip
    return message is not None


def _recipient(contact: Contact) -> str:
    return f"{CONTACT}{contact.id}"


@composes(MAIL, can_wait=True)
def compose_you_said(session: Session, message: OutboxMessage) -> Composed | None:
    """The short message; None when the page was taken down or the person does not want it any more."""
    cycle_id, _, contact_id = message.about.partition(":")
    cycle, contact = session.get(HubCycle, int(cycle_id)), session.get(Contact, int(contact_id))
    if cycle is None or contact is None or contact.email != message.to_address or why_not_contact(session, contact):
        return None
    said = you_said(session, cycle, now())
    if not is_published(session, cycle) or not said.answered:
        return None
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    unsubscribe = f"{base}/u/{unsubscribe_token(contact.id)}"
    partnership = cycle.partnership
    words = [
        f"Dear {contact.name},",
        f"you told the Learning Hub what you see, what works and what gets in the way: “{cycle.theme}”. The boards "
        "have answered.",
        *map(_item, said.answered),
        *([_open(len(said.waiting))] if said.waiting else []),
        f"All of it, kept up to date:\n{you_said_address(cycle)}",
        *([WILL_ASK] if will_be_asked(page_of(session, cycle)) else []),
        partnership.boards or partnership.name,
        FOOTER.format(partnership=partnership.name, unsubscribe=unsubscribe),
    ]
    return Composed(text="\n\n".join(words), unsubscribe=unsubscribe)


def _item(one: SaidAndDone) -> str:
    """A theme with its decision in a line, and the message under it."""
    return f"{one.title}: {DECISIONS[one.decision].lower()}.\n{one.message}"


def _open(count: int) -> str:
    return (
        "One theme waits for its answer. The page says when it is there."
        if count == 1
        else f"{count} themes wait for their answers. The page says when they are there."
    )


@composes(REPORT_MAIL)
def compose_report_mail(session: Session, message: OutboxMessage) -> Composed | None:
    """Where the report is; nothing of what it says."""
    edition = session.get(ReportEdition, int(message.about))
    if edition is None:
        return None
    cycle = edition.cycle
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    again = f"This is edition {edition.number}, because: {edition.reason}\n\n" if edition.number > 1 else ""
    link = f"{base}/p/{cycle.partnership.slug}/learning-hub/cycles/{cycle.slug}/report/{edition.number}"
    signed = cycle.partnership.boards or cycle.partnership.name
    count = len(edition.content["themes"])
    asks = "one theme that asks for a reply" if count == 1 else f"{count} themes that ask for a reply"
    text = f"The Learning Hub’s report on “{cycle.theme}” is ready, with {asks}."
    return Composed(text=f"{text}\n\n{again}Sign in to read it:\n{link}\n\n{signed}\n")


def told_on(session: Session, cycle: HubCycle) -> dict[str, int]:
    """How many of the messages are in each state of the outbox."""
    counts: dict[str, int] = {}
    for note in noted_about(session, subject_of(cycle)):
        if note.purpose == PURPOSE and note.state is not None:
            counts[note.state] = counts.get(note.state, 0) + 1
    return counts


def told_contacts(session: Session, cycle: HubCycle, today: date) -> list[Contact]:
    """The contacts whose message went out at least three months before a day, by name; the unsubscribed among them."""
    days = _ask_days(session, cycle)
    contacts = session.scalars(
        select(Contact).where(Contact.partnership_id == cycle.partnership_id).order_by(Contact.name, Contact.id)
    )
    return [one for one in contacts if one.id in days and days[one.id] <= today]


def may_be_asked(session: Session, cycle: HubCycle, today: date, *, until: date) -> tuple[set[str], set[str]]:
    """The mailboxes of those who were told and still agree: due by now, and due later until a day."""
    told = told_contacts(session, cycle, until)
    days, gone = _ask_days(session, cycle), withdrawn(session, cycle.partnership_id)
    noted = standings(session, [one.id for one in told])
    willing = [
        one for one in told if one.id not in gone and not why_not(noted.get(one.id)) and normal_address(one.email)
    ]
    due = {normal_address(one.email) for one in willing if days[one.id] <= today}
    return due, {normal_address(one.email) for one in willing} - due


def withdrawn(session: Session, partnership_id: int) -> set[int]:
    """The contacts who agreed once and do so no longer: what they said at a forum before that is past."""
    newest = (
        select(func.max(ContactConsent.id))
        .join(Contact, Contact.id == ContactConsent.contact_id)
        .where(Contact.partnership_id == partnership_id, Contact.consented.is_(False))
        .group_by(ContactConsent.contact_id)
    )
    ended = select(ContactConsent.contact_id).where(ContactConsent.id.in_(newest), ContactConsent.act == "withdrawn")
    return set(session.scalars(ended))


def _ask_days(session: Session, cycle: HubCycle) -> dict[int, date]:
    """From which day each contact that was told may be asked."""
    return {
        int(recipient.removeprefix(CONTACT)): add_months(day, MONTHS_LATER)
        for recipient, day in days_told(session, cycle).items()
    }
