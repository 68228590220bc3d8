"""The contact book as its page and its file show it: searched, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from survey_app.partnership.contact_models import SOURCE_KINDS, ContactSource
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.mail_models import ContactStanding

PAGE_SIZE = 50
SHOWN = {
    "": "Everybody",
    "agreed": "Have agreed to be written to",
    "not_agreed": "Have not agreed",
    "opted_out": "Have unsubscribed",
    "bounced": "Mail comes back",
}
ANY_SOURCE = {"": "Anywhere"} | SOURCE_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFilter:
    """What of the book is shown; empty for all of it."""

    text: str = ""
    agency_id: int | None = None
    source: str = ""
    shown: str = ""
    since: date | None = None  # in the book since then

    @property
    def is_empty(self) -> bool:
        return self == BookFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """A contact in a list, with what decides whether they are written to."""

    contact: Contact
    agency: str
    sources: tuple[str, ...]
    opted_out_on: date | None
    bounced_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """A page of the book."""

    lines: tuple[BookLine, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFigures:
    """How many contacts there are, have agreed, have unsubscribed, and how many addresses do not work."""

    contacts: int
    agreed: int
    opted_out: int
    bounced: int


def read_filter(given: Mapping[str, str]) -> BookFilter:
    """The filter of an address; what is not understood is left out."""
    agency, since = given.get("agency", ""), given.get("since", "")
    try:
        day = date.fromisoformat(since.strip())
    except ValueError:
        day = None
    source, shown = given.get("source", ""), given.get("show", "")
    return BookFilter(
        text=" ".join(given.get("q", "").replace("\x00", "").split())[:200],
        agency_id=int(agency) if agency.isascii() and agency.isdigit() and len(agency) < 10 else None,
        source=source if source in SOURCE_KINDS else "", shown=shown if shown in SHOWN else "", since=day,
    )  # fmt: skip


def book_page(session: Session, partnership_id: int, chosen: BookFilter, page: int) -> BookPage:
    """One page of the contacts that fit, by name. A page beyond the last is the last."""
    wanted = _wanted(partnership_id, chosen)
    found = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    part = wanted.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return BookPage(lines=_lines(session, part), found=found, page=page, pages=pages)


def book_lines(session: Session, partnership_id: int, chosen: BookFilter) -> tuple[BookLine, ...]:
    """Every contact that fits, by name."""
    return _lines(session, _wanted(partnership_id, chosen))


def book_figures(session: Session, partnership_id: int) -> BookFigures:
    """The figures of a whole book."""
    mine = Contact.partnership_id == partnership_id
    noted = select(func.count()).select_from(Contact).join(ContactStanding, ContactStanding.contact_id == Contact.id)
    return BookFigures(
        contacts=session.scalar(select(func.count()).where(mine)) or 0,
        agreed=session.scalar(select(func.count()).where(mine, Contact.consented)) or 0,
        opted_out=session.scalar(noted.where(mine, ContactStanding.opted_out_on.is_not(None))) or 0,
        bounced=session.scalar(noted.where(mine, ContactStanding.bounced_on.is_not(None))) or 0,
    )


def lines_of(session: Session, partnership_id: int, ids: Select[int]) -> tuple[BookLine, ...]:
    """These contacts of a partnership, by name."""
    return _lines(session, _wanted(partnership_id, BookFilter()).where(Contact.id.in_(ids)))


def agencies_in_book(session: Session, partnership_id: int) -> Sequence[Agency]:
    """The agencies that contacts of the book belong to."""
    named = select(Contact.agency_id).where(Contact.partnership_id == partnership_id, Contact.agency_id.is_not(None))
    return session.scalars(select(Agency).where(Agency.id.in_(named)).order_by(Agency.name)).all()


def _wanted(partnership_id: int, chosen: BookFilter) -> Select[Any]:
    query: Any = (
        select(Contact, Agency.name, ContactStanding.opted_out_on, ContactStanding.bounced_on)
        .outerjoin(Agency, Agency.id == Contact.agency_id)
        .outerjoin(ContactStanding, ContactStanding.contact_id == Contact.id)
        .where(Contact.partnership_id == partnership_id)
        .order_by(func.lower(Contact.name), Contact.email)
    )
    for word in chosen.text.casefold().split():
        plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(
            or_(*(func.lower(one).like(f"%{plain}%", escape="\\") for one in (Contact.name, Contact.email)))
        )
    if chosen.agency_id is not None:
        query = query.where(Contact.agency_id == chosen.agency_id)
    if chosen.source:
        of_kind = select(ContactSource.contact_id).where(ContactSource.kind == chosen.source)
        query = query.where(Contact.id.in_(of_kind))
    if chosen.since is not None:
        query = query.where(Contact.added_at >= datetime.combine(chosen.since, time.min, tzinfo=UTC))
    return query if not chosen.shown else query.where(_shown(chosen.shown))


def _shown(shown: str) -> Any:
    """The condition of a kind of contact. Whoever has unsubscribed agrees no longer."""
    out, bounced = ContactStanding.opted_out_on.is_not(None), ContactStanding.bounced_on.is_not(None)
    return {
        "agreed": and_(Contact.consented, ContactStanding.opted_out_on.is_(None)),
        "not_agreed": or_(~Contact.consented, out),
        "opted_out": out,
        "bounced": bounced,
    }[shown]


def _lines(session: Session, query: Select[Any]) -> tuple[BookLine, ...]:
    rows = session.execute(query).all()
    ids = [row[0].id for row in rows]
    sources: dict[int, list[str]] = {}
    for start in range(0, len(ids), 500):
        named = select(ContactSource.contact_id, ContactSource.kind, ContactSource.label)
        portion = named.where(ContactSource.contact_id.in_(ids[start : start + 500])).order_by(
            ContactSource.noted_at, ContactSource.id
        )
        for contact_id, kind, label in session.execute(portion):
            sources.setdefault(contact_id, []).append(f"{SOURCE_KINDS[kind]}: {label}" if label else SOURCE_KINDS[kind])
    return tuple(
        BookLine(
            contact=contact, agency=agency or "", sources=tuple(sources.get(contact.id, ())), opted_out_on=out,
            bounced_on=bounced,
        )
        for contact, agency, out, bounced in rows
    )  # fmt: skip
