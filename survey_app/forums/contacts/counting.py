"""The new contacts of a cycle: whose address the partnership got first through its forums, its door or its rounds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle
from survey_app.partnership.contact_models import ContactSource
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding

OF_A_CYCLE = ("booking", "door", "survey")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContacts:
    """How many contacts are new by a cycle, by which way, and how many of them agree to be written to now."""

    count: int
    by_forums: int
    by_door: int
    by_surveys: int
    agreed: int


def new_contacts(session: Session, cycle: HubCycle) -> NewContacts:
    """Contacts whose first source is this cycle's forums, door or surveys.

    Each person counts once, however often they came since, and for one cycle alone: the one that came first. Whoever
    was known already is not new. Of two sources of the same moment the one noted first counts.
    """
    first, is_new = _first_sources(cycle)
    rows = session.execute(
        select(first.c.kind, Contact.consented, ContactStanding.opted_out_on)
        .join(Contact, Contact.id == first.c.contact_id)
        .outerjoin(ContactStanding, ContactStanding.contact_id == Contact.id)
        .where(is_new)
    ).all()
    ways = [row[0] for row in rows]
    return NewContacts(
        count=len(rows), by_forums=ways.count("booking"), by_door=ways.count("door"), by_surveys=ways.count("survey"),
        agreed=sum(consented and out is None for _, consented, out in rows),
    )  # fmt: skip


def ids_of_new(cycle: HubCycle) -> Select[int]:
    """The contacts that are counted."""
    first, is_new = _first_sources(cycle)
    return select(first.c.contact_id).join(Contact, Contact.id == first.c.contact_id).where(is_new)


def _first_sources(cycle: HubCycle) -> tuple[Subquery, ColumnElement[bool]]:
    """Each contact's sources in order, and which of them makes a contact new by this cycle."""
    of_book = (
        select(
            ContactSource.contact_id, ContactSource.kind, ContactSource.cycle_id, ContactSource.noted_at,
            func.row_number()
            .over(partition_by=ContactSource.contact_id, order_by=(ContactSource.noted_at, ContactSource.id))
            .label("place"),
        )
        .join(Contact, Contact.id == ContactSource.contact_id)
        .where(Contact.partnership_id == cycle.partnership_id)
        .subquery()
    )  # fmt: skip
    is_new = and_(
        of_book.c.place == 1, of_book.c.cycle_id == cycle.id, of_book.c.kind.in_(OF_A_CYCLE),
        Contact.added_at >= of_book.c.noted_at,  # else they were in the book before sources were kept
    )  # fmt: skip
    return of_book, is_new
