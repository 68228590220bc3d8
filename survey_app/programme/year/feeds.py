"""A person's own address of the calendar for programs: secret, revocable, kept as a hash, within their rights.

At every request the person must still be active and a member who may read the programme; what the file shows is what
their roles open then. It holds titles and days, never a case, a grade or a return.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.programme.year.calendar import entries_of
from survey_app.programme.year.calendar_entries import KINDS, CalendarEntry
from survey_app.programme.year.models import CalendarFeed
from survey_app.rounds.tokens import hash_token, mint_token
from survey_app.walkabouts.visits.calendar_file import TIME_ZONE, ZONE, escape, fold

READING = "programme.read"
BACK, AHEAD = 90, 550  # days
PRODUCT = "-//Walkabout//Programme//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReader:
    """Whose file it is, and what they may read at this moment."""

    feed: CalendarFeed
    held: frozenset[str]


def make_feed(session: Session, partnership_id: int, user_id: int, *, at: datetime) -> str:
    """A new secret for a person's address; it ends the one before, and is not kept."""
    end_feed(session, partnership_id, user_id, at=at)
    token = mint_token()
    session.add(
        CalendarFeed(partnership_id=partnership_id, user_id=user_id, token_hash=hash_token(token), made_at=at)
    )  # fmt: skip
    session.flush()
    return token


def end_feed(session: Session, partnership_id: int, user_id: int, *, at: datetime) -> None:
    """Revoke a person's address; once revoked it stays so."""
    for one in session.scalars(_active(partnership_id, user_id)):
        one.revoked_at = at
    session.flush()


def feed_of(session: Session, partnership_id: int, user_id: int) -> CalendarFeed | None:
    """The person's address that works, without its secret."""
    return session.scalars(_active(partnership_id, user_id)).first()


def find_feed(session: Session, token: str) -> FeedReader | None:
    """Whose secret this is; None for one that was guessed, revoked, or whose owner may not read it any more."""
    feed = session.scalar(
        select(CalendarFeed).where(CalendarFeed.token_hash == hash_token(token), CalendarFeed.revoked_at.is_(None))
    )
    if feed is None or not feed.user.active:
        return None
    memberships = session.scalars(
        select(Membership).where(Membership.partnership_id == feed.partnership_id, Membership.user_id == feed.user_id)
    )
    held = frozenset(permission for one in memberships for permission in one.role.permissions)
    return FeedReader(feed=feed, held=held) if READING in held else None


def feed_text(
    session: Session, reader: FeedReader, *, at: datetime, today: date, page_of: Callable[[CalendarEntry], str]
) -> str:
    """The file as RFC 5545 has it.

    Parameters
    ----------
    page_of : callable
        The whole address of an entry's page, or empty; it is asked of entries that the reader may open.
    """
    feed = reader.feed
    entries = entries_of(
        session, feed.partnership_id, today - timedelta(days=BACK), today + timedelta(days=AHEAD), held=reader.held,
        user_id=feed.user_id,
    )  # fmt: skip
    if feed.last_used_on != today:
        feed.last_used_on = today
        session.flush()
    pages = {one.uid: page_of(one) for one in entries if one.permission in reader.held}
    return calendar_text(entries, at=at, name=f"{feed.partnership.name}: calendar", pages=pages)


def calendar_text(
    entries: Iterable[CalendarEntry], *, at: datetime, name: str, pages: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Entries as one file: days as dates, times as on the wall of one time zone that the file defines.

    There is no METHOD and no cancelled event: what was called off is in the next file no more, and the program that
    subscribed takes it out.
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H", *TIME_ZONE,
    ]  # fmt: skip
    for entry in entries:
        lines += _event(entry, at, pages.get(entry.uid, ""))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event(entry: CalendarEntry, at: datetime, page: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}@walkabout.invalid"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if entry.starts_at and entry.ends_at:
        yield f"DTSTART;TZID={ZONE}:{_moment(entry.starts_on, entry.starts_at)}"
        yield f"DTEND;TZID={ZONE}:{_moment(entry.ends_on, entry.ends_at)}"
    else:  # the day after the last one, as the standard has it
        yield f"DTSTART;VALUE=DATE:{entry.starts_on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.ends_on + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{escape(entry.title)}"
    yield f"CATEGORIES:{escape(KINDS[entry.kind])}"
    if entry.place:
        yield f"LOCATION:{escape(entry.place)}"
    if page:
        yield f"URL:{page}"
    yield "END:VEVENT"


def _moment(day: date, time: str) -> str:
    return f"{day:%Y%m%d}T{time.replace(':', '')}00"


def _active(partnership_id: int, user_id: int) -> Select[CalendarFeed]:
    return (
        select(CalendarFeed)
        .where(
            CalendarFeed.partnership_id == partnership_id, CalendarFeed.user_id == user_id,
            CalendarFeed.revoked_at.is_(None),
        )
        .order_by(CalendarFeed.made_at.desc(), CalendarFeed.id)
    )  # fmt: skip
