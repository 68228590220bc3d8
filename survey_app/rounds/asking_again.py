"""Who may be asked again, and from when: a contact and a month, and nothing that leads to an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.contact_book import Consent, Source, add_contact, find_contact, note_consent
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.standing import standing_of

MONTHS = 3


def ask_contact_again(session: Session, contact_id: int, *, place: str, words: str, today: date) -> None:
    """Note the month from which this contact may be asked again, and that they agreed: where and by which words."""
    year, month = divmod(today.year * 12 + today.month - 1 + MONTHS, 12)
    standing_of(session, contact_id).ask_again_from = date(year, month + 1, 1)
    contact = session.get_one(Contact, contact_id)
    note_consent(session, contact, Consent(place=place, words=words), at=_month_of(today))
    session.flush()


def contact_to_ask(
    session: Session, partnership_id: int, *, name: str, email: str, source: Source, today: date
) -> int:  # fmt: skip
    """The partnership's contact of this address, however it is written; a new one where there is none."""
    known = find_contact(session, partnership_id, email)
    if known is not None:
        return known.id
    made = add_contact(session, partnership_id, name=name, email=email, source=source, at=_month_of(today))
    return made.id


def _month_of(today: date) -> datetime:
    """The month alone: neither the day nor the hour of somebody's answer stands beside their name."""
    return datetime.combine(today.replace(day=1), time.min, tzinfo=UTC)


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
