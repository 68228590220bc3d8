"""Calendar files by RFC 5545 and RFC 5546: text lines of at most 75 octets, one time zone, no person's name.

The lines say when and where, and by their role who goes. ``METHOD`` is PUBLISH, which adds and changes events without
asking for replies, or CANCEL, which takes one out again; both need an organiser, who is the partnership.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

PRODUCT = "-//Walkabout//Visits//EN"
ZONE = "Europe/London"
MOST_OCTETS = 75
Method = Literal["PUBLISH", "CANCEL"]

# The clocks of the United Kingdom since 1996, when the end of summer time moved to October's last Sunday.
TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One visit in a calendar; times as on the wall, "09:30"."""

    uid: str
    sequence: int
    day: date
    starts_at: str
    ends_at: str
    summary: str
    location: str
    description: str
    url: str
    organiser: str  # an address of the partnership, as a URI
    is_cancelled: bool = False


def calendar_file(events: Sequence[CalendarEvent], *, at: datetime, method: Method = "PUBLISH", name: str = "") -> str:
    """The whole file.

    Parameters
    ----------
    events : sequence of CalendarEvent
        The visits; of a CANCEL those that were cancelled.
    at : datetime
        When the file is made.
    method : {"PUBLISH", "CANCEL"}
        What a calendar is to do with it.
    name : str
        What a calendar of these events is called.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines.append(f"X-WR-CALNAME:{escape(name)}")
    lines += TIME_ZONE
    for event in events:
        lines += _event_lines(event, at, cancelled=event.is_cancelled or method == "CANCEL")
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event_lines(event: CalendarEvent, at: datetime, *, cancelled: bool) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID={ZONE}:{_moment(event.day, event.starts_at)}"
    yield f"DTEND;TZID={ZONE}:{_moment(event.day, event.ends_at)}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.location:
        yield f"LOCATION:{escape(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    yield f"URL:{event.url}"
    yield f"ORGANIZER:{event.organiser}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(day: date, time: str) -> str:
    return f"{day:%Y%m%d}T{time.replace(':', '')}00"


def escape(text: str) -> str:
    """A TEXT value: backslash, comma, semicolon and line ends escaped; other control characters are left out."""
    clean = "".join(sign for sign in _one_line_end(text) if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) != 127))
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        clean = clean.replace(sign, written)
    return clean


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fold(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets, all but the first with a space before; no character is cut."""
    piece, room = "", MOST_OCTETS
    for sign in line:
        octets = len(sign.encode("utf-8"))
        if octets > room:
            yield piece
            piece, room = " ", MOST_OCTETS - 1
        piece += sign
        room -= octets
    yield piece
