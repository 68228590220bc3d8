"""The link of a booking: its key is worked out from the server's secret, and the database keeps a hash alone.

So every message about a booking carries the same link, nothing that is a key stands in the outbox, and the link of an
old message goes on working. When the server's secret is replaced, links are new from the next message on; a booking's
page tells whoever follows an older one how to have the new one sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.models import Booking
from survey_app.rounds.tokens import hash_token

KEY_BYTES = 18  # 144 bits


def link_key(secret: str, booking: Booking) -> str:
    """The key in the link of a booking; it is kept as a hash, so that the link opens it from now on."""
    digest = hmac.new(secret.encode(), f"booking {booking.id}".encode(), hashlib.sha256).digest()
    key = base64.urlsafe_b64encode(digest[:KEY_BYTES]).decode()
    booking.token_hash = hash_token(key)
    return key


def find_by_key(session: Session, key: str) -> Booking | None:
    """The booking that a link opens."""
    return session.scalar(select(Booking).where(Booking.token_hash == hash_token(key[:200])))
