"""What a phone's page carries instead of a cookie: a name for what is sent, signed, with the moment it was given.

It is kept nowhere. By it a point that is sent twice counts once; and where a flood comes from the network of the room,
whoever has waited as they were asked is let through by a way of their own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

LASTS, WAIT, WAITED_FOR = timedelta(hours=12), timedelta(seconds=15), timedelta(minutes=15)
SALT = "point from the room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The name of what is sent, since when, and whether its sender was asked to wait."""

    name: str
    given: int
    asked_to_wait: bool

    def has_waited(self, at: datetime) -> bool:
        """Whether its sender was asked to wait, and has."""
        age = at.timestamp() - self.given
        return self.asked_to_wait and WAIT.total_seconds() <= age <= WAITED_FOR.total_seconds()


def new_ticket(secret: str, at: datetime, *, name: str = "", wait: bool = False) -> str:
    """A ticket for a page; ``name`` is given again where the same text comes back to its sender."""
    value = [name or secrets.token_hex(12), int(at.timestamp()), wait]
    return str(URLSafeSerializer(secret, salt=SALT).dumps(value))


def read_ticket(secret: str, text: str, at: datetime) -> Ticket | None:
    """A ticket that was given here within the last hours."""
    try:
        name, given, wait = URLSafeSerializer(secret, salt=SALT).loads(text[:400])
    except (BadSignature, ValueError, TypeError):
        return None
    fresh = at.timestamp() - given <= LASTS.total_seconds()
    return Ticket(name=name, given=given, asked_to_wait=wait) if fresh else None
