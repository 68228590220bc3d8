"""The outbox as people find it in their mailboxes."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.mailing import composing
from survey_app.mail import Composed, OutboxMessage, compose

FORUM_KINDS = "forum_"
assert composing  # its composers are registered


def letters(session: Session, to: str = "") -> list[tuple[OutboxMessage, Composed | None]]:
    """The messages on forums to an address (or to anybody), the oldest first, as they would go out now."""
    session.expire_all()
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind.startswith(FORUM_KINDS))
        .order_by(OutboxMessage.queued_at, OutboxMessage.subject)
    ).all()
    found = []
    for row in rows:
        if to in ("", row.to_address):
            composed = compose(session, row)
            assert not isinstance(composed, str)
            found.append((row, composed))
    return found


def texts(session: Session, to: str = "") -> list[str]:
    """The words of those that are not called off."""
    return [composed.text for _, composed in letters(session, to) if composed is not None]


def link_in(text: str) -> str:
    """The path of the link to a booking."""
    found = re.search(r"http://localhost(/place/\S+)", text)
    assert found is not None, text
    return found[1]
