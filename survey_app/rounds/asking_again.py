"""Who may be asked again, and from when: a contact and a month, and nothing that leads to an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address, tidy_address
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.standing import standing_of

MONTHS = 3


def ask_contact_again(session: Session, contact_id: int, *, today: date) -> None:
    """Note the month from which this contact may be asked again."""
    year, month = divmod(today.year * 12 + today.month - 1 + MONTHS, 12)
    standing_of(session, contact_id).ask_again_from = date(year, month + 1, 1)
    session.flush()


def contact_to_ask(session: Session, partnership_id: int, *, name: str, email: str, today: date) -> int:
    """The partnership's contact of this address, however it is written; a new one where there is none."""
    wanted = normal_address(email)
    for contact in session.scalars(select(Contact).where(Contact.partnership_id == partnership_id)):
        if normal_address(contact.email) == wanted:
            return contact.id
    address = tidy_address(email)
    made = Contact(
        partnership_id=partnership_id, name=" ".join(name.split()) or address, email=address, consented=True,
        sources=["May be asked again"], added_at=datetime.combine(today, time.min, tzinfo=UTC),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def may_be_asked(session: Session, partnership_id: int, *, today: date) -> list[Contact]:
    """Whoever said yes, from the month on that was named, by name."""
    return list(
        session.scalars(
            select(Contact)
            .join(ContactStanding, ContactStanding.contact_id == Contact.id)
            .where(Contact.partnership_id == partnership_id, ContactStanding.ask_again_from <= today)
            .where(ContactStanding.opted_out_on.is_(None), ContactStanding.bounced_on.is_(None))
            .order_by(Contact.name, Contact.email)
        )
    )
