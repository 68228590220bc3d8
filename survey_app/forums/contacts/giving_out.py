"""What is given to somebody who asks what is kept of them, and the book as a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.contacts.listing import BookLine
from survey_app.forums.contacts.person import Person
from survey_app.forums.models import BOOKING_STATES
from survey_app.forums.officers.listing import SOURCES, agency_of
from survey_app.forums.words import ROLE_GROUPS, SECTORS, local
from survey_app.mail import OutboxMessage
from survey_app.partnership.contact_models import SOURCE_KINDS
from survey_app.partnership.models import Partnership

NOT_HERE = (
    "Answers to surveys are not in this file. Answers to anonymous rounds cannot be found by name, by anybody. Answers "
    "to other rounds are kept with their round, and whoever may read them gives them out. Whether somebody has "
    "answered is not said here either."
)
Record = dict[str, Any]


def record_of(session: Session, partnership: Partnership, person: Person) -> Record:
    """Everything that the contact book and the Learning Hub keep of one person, as it goes to them."""
    contact, standing = person.contact, person.standing
    return {
        "partnership": partnership.name,
        "made_on": _moment(now()),
        "contact": {
            "name": contact.name, "email": contact.email, "agency": person.agency, "added": _moment(contact.added_at),
            "last_active": _day(contact.active_on), "kept_until": _day(contact.retain_until),
            "agreed_to_be_written_to": contact.consented,
        },
        "written_to": {
            "unsubscribed_on": _day(standing.opted_out_on if standing else None),
            "mail_came_back_on": _day(standing.bounced_on if standing else None),
            "may_be_asked_again_from": _day(standing.ask_again_from if standing else None),
        },
        "where_the_address_came_from": [
            {"on": _moment(one.noted_at), "way": SOURCE_KINDS[one.kind], "what": one.label} for one in person.sources
        ],
        "agreements": [
            {
                "on": _moment(one.at), "what": one.act, "for_address": one.email, "where": one.place,
                "words": one.words, "noted_by": one.by,
            }
            for one in person.consents
        ],
        "lists": list(person.lists),
        "invited_to": list(person.rounds),
        "bookings": [_booking(one) for one in person.bookings],
        "messages_about_forums": list(_messages(session, person)),
        "not_in_this_file": NOT_HERE,
    }  # fmt: skip


def record_as_json(record: Record) -> bytes:
    """The record for a program."""
    return json.dumps(record, ensure_ascii=False, indent=2).encode()


def rows_of(record: Record) -> list[tuple[str, str, str]]:
    """The record for a sheet: a part, what, and its value."""
    rows = []
    for part, content in record.items():
        title = _plain(part)
        if isinstance(content, dict):
            rows += [(title, _plain(key), _text(value)) for key, value in content.items()]
        elif isinstance(content, list):
            for number, item in enumerate(content, 1):
                if isinstance(item, dict):
                    rows += [(f"{title} {number}", _plain(key), _text(value)) for key, value in item.items()]
                else:
                    rows.append((title, str(number), _text(item)))
        else:
            rows.append((title, "", _text(content)))
    return rows


def book_rows(lines: Sequence[BookLine]) -> list[tuple[str, ...]]:
    """The book for a sheet, a contact in a row."""
    return [
        (
            line.contact.name, line.contact.email, line.agency, "Yes" if line.contact.consented else "No",
            _day(line.opted_out_on) or "", _day(line.bounced_on) or "", "; ".join(line.sources),
            _day(local(line.contact.added_at).date()) or "" if line.contact.added_at else "",
            _day(line.contact.active_on) or "",
        )
        for line in lines
    ]  # fmt: skip


def _booking(booking: Any) -> Record:
    return {
        "theme": booking.cycle.theme, "forum": booking.forum.title, "begins": _moment(booking.forum.starts_at),
        "state": BOOKING_STATES[booking.state], "name": booking.name, "email": booking.email or "",
        "agency": agency_of(booking), "sector": SECTORS.get(booking.sector, ""),
        "role": ROLE_GROUPS.get(booking.role_group, booking.role_group),
        "locality": booking.locality.name if booking.locality else "", "access_needs": booking.access_needs,
        "agreed_to_be_written_to": booking.may_contact, "how": SOURCES[booking.source],
        "asked_on": _moment(booking.entered_at), "checked_in": _moment(booking.checked_in_at),
        "ended": _moment(booking.ended_at),
    }  # fmt: skip


def _messages(session: Session, person: Person) -> Iterator[Record]:
    """Messages about their bookings. Those of rounds are left out: they could tell who had answered by when."""
    mine = {one.id for one in person.bookings}
    addresses = {person.contact.email, *(one.email for one in person.bookings if one.email)}
    found = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.partnership_id == person.contact.partnership_id, OutboxMessage.to_address.in_(addresses),
            OutboxMessage.kind.like("forum\\_%", escape="\\"), OutboxMessage.state == "sent",
        )
        .order_by(OutboxMessage.queued_at, OutboxMessage.id)
    )  # fmt: skip
    for one in found:
        if one.about.partition(":")[0] in mine:
            yield {"sent": _moment(one.attempted_at), "to": one.to_address, "subject": one.subject}


def _moment(value: datetime | None) -> str | None:
    return f"{local(value):%Y-%m-%d %H:%M}" if value is not None else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _plain(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)
