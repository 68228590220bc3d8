"""Certificates of attendance: what one says, whose it is, and checking one by its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.door.standing import CODE_LENGTH
from survey_app.forums.models import Attendance, Booking, Forum
from survey_app.forums.words import day_of, times_of
from survey_app.rounds.ways.codes import ALPHABET


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says. ``code`` is what it is checked by."""

    name: str
    boards: str
    theme: str
    forum: str
    day: str
    times: str
    hours: str
    code: str

    @property
    def spaced(self) -> str:
        """The code as people read it: in groups."""
        return f"{self.code[:4]}-{self.code[4:7]}-{self.code[7:]}"


def certificate_of(session: Session, booking: Booking) -> Certificate | None:
    """Somebody's certificate; None unless they were checked in."""
    kept = session.get(Attendance, booking.id)
    return _certificate(booking, kept) if kept is not None and booking.checked_in_at is not None else None


def certificates_of(session: Session, forum: Forum) -> list[Certificate]:
    """The certificates of everybody who was at a forum, in the order of their names."""
    rows: Sequence[Booking] = session.scalars(
        select(Booking).where(Booking.forum_id == forum.id, Booking.checked_in_at.is_not(None))
    ).all()
    found = [certificate_of(session, one) for one in sorted(rows, key=lambda one: (one.name.casefold(), one.id))]
    return [one for one in found if one is not None]


def check_certificate(session: Session, text: str) -> tuple[Certificate, Booking] | None:
    """The certificate with this code; None where there is none, or it no longer proves anything."""
    code = plain_code(text)
    kept = session.scalar(select(Attendance).where(Attendance.certificate_code == code)) if code else None
    if kept is None or kept.booking.checked_in_at is None:
        return None
    return _certificate(kept.booking, kept), kept.booking


def is_name_of(certificate: Certificate, typed: str) -> bool:
    """Whether a name is that on the certificate: every letter, whatever case and spaces."""
    return _plain(typed) == _plain(certificate.name)


def plain_code(text: str) -> str:
    """A typed code without spaces, hyphens and small letters; empty when it cannot be one."""
    plain = "".join(letter for letter in text[:40].upper() if letter.isalnum())
    return plain if len(plain) == CODE_LENGTH and all(letter in ALPHABET for letter in plain) else ""


def hours_words(forum: Forum) -> str:
    """How long a forum was: "2 hours 30 minutes"."""
    minutes = round((forum.ends_at - forum.starts_at).total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    return " ".join([*parts, f"{rest} minutes"] if rest else parts)


def _certificate(booking: Booking, kept: Attendance) -> Certificate:
    forum, partnership = booking.forum, booking.cycle.partnership
    return Certificate(
        name=booking.name, boards=partnership.boards or partnership.name, theme=booking.cycle.theme,
        forum=forum.title, day=day_of(forum), times=times_of(forum), hours=hours_words(forum),
        code=kept.certificate_code,
    )  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
