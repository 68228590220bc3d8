"""The code that somebody shows at the door: it checks in, and does nothing else.

It is worked out from the server's secret under another name than the key of the link that is mailed, so neither leads
to the other: a photograph of the code on somebody's phone cannot cancel, move or read their booking. It is looked up
among the bookings of one cycle; nothing is stored.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.models import Booking, Forum
from survey_app.rounds.ways.codes import ALPHABET

LENGTH = 8  # 39 bits, for something that opens nothing


def door_code(secret: str, booking_id: str) -> str:
    """The code of a booking."""
    number = int.from_bytes(hmac.new(secret.encode(), f"door {booking_id}".encode(), hashlib.sha256).digest())
    letters = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return letters


def spaced(code: str) -> str:
    """The code as people read it out: in two groups."""
    return f"{code[:4]}-{code[4:]}"


def plain_code(text: str) -> str:
    """A typed code without spaces, hyphens and small letters; empty when it cannot be one."""
    plain = "".join(letter for letter in text[:40].upper() if letter.isalnum())
    return plain if len(plain) == LENGTH and all(letter in ALPHABET for letter in plain) else ""


def find_by_code(session: Session, secret: str, forum: Forum, text: str) -> Booking | None:
    """The booking with this code in the cycle of a forum: codes stay when people move to another forum."""
    wanted = plain_code(text)
    if not wanted:
        return None
    ids = session.scalars(select(Booking.id).where(Booking.cycle_id == forum.cycle_id)).all()
    found = next((one for one in ids if hmac.compare_digest(door_code(secret, one), wanted)), None)
    return session.get(Booking, found) if found is not None else None
