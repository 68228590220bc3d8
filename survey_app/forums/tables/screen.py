"""The wall on which a forum sees what its tables and phones say: who may open it, until when, and what stands on it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import Forum
from survey_app.forums.tables.models import PHONES, ForumScreen, TablePoint
from survey_app.forums.tables.tables import lock_forum
from survey_app.rounds.tokens import hash_token

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # without what is misread from a wall
CODE_LENGTH = 6
KEY_BYTES = 18  # 144 bits
AFTER_THE_FORUM, AT_LEAST, AT_MOST = timedelta(hours=2), timedelta(hours=4), timedelta(hours=24)
AROUND = timedelta(minutes=15)  # phones may answer from before it begins until after it ends
OPENED_FOR = timedelta(hours=8)  # when a facilitator opens them by hand


def screen_of(session: Session, forum: Forum) -> ForumScreen:
    """How a forum is shown; made with a short address for phones when it is first asked for."""
    found = session.get(ForumScreen, forum.id)
    if found is None:
        lock_forum(session, forum)
        found = session.get(ForumScreen, forum.id, populate_existing=True)
    if found is None:
        found = ForumScreen(forum_id=forum.id, code=_new_code(session))
        session.add(found)
        session.flush()
    return found


def wall_key(secret: str, screen: ForumScreen) -> str:
    """The key in the wall's address. It is worked out anew each time, so that no key stands in the database."""
    said = f"wall {screen.forum_id} {screen.edition} {screen.code}"
    digest = hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:KEY_BYTES]).decode()


def open_wall(session: Session, screen: ForumScreen, secret: str, at: datetime) -> str:
    """Give the wall a new address until some time after the forum; the one before opens nothing from now on."""
    screen.edition += 1
    screen.paused = False
    key = wall_key(secret, screen)
    screen.wall_hash = hash_token(key)
    screen.ends_at = min(max(screen.forum.ends_at + AFTER_THE_FORUM, at + AT_LEAST), at + AT_MOST)
    session.flush()
    return key


def close_wall(session: Session, screen: ForumScreen) -> None:
    """Let the wall's address open nothing from now on."""
    screen.wall_hash, screen.ends_at = None, None
    session.flush()


def is_open(screen: ForumScreen, at: datetime) -> bool:
    """Whether the wall's address opens it at this moment."""
    return screen.wall_hash is not None and screen.ends_at is not None and at < screen.ends_at


def find_wall(session: Session, key: str, at: datetime) -> ForumScreen | None:
    """The wall that an address opens now."""
    found = session.scalar(select(ForumScreen).where(ForumScreen.wall_hash == hash_token(key[:200])))
    return found if found is not None and is_open(found, at) else None


def find_room(session: Session, code: str) -> ForumScreen | None:
    """The forum to which a short address of phones leads."""
    typed = code.strip().lower()
    if len(typed) != CODE_LENGTH or set(typed) - set(ALPHABET):
        return None
    return session.scalar(select(ForumScreen).where(ForumScreen.code == typed))


def new_code(session: Session, screen: ForumScreen) -> None:
    """Give the phones another address, and with it the wall: the ones before lead nowhere."""
    was_open = screen.wall_hash is not None
    screen.code = _new_code(session)
    if was_open:
        close_wall(session, screen)
    session.flush()


def set_phones(session: Session, screen: ForumScreen, phones: str, *, straight: bool, at: datetime) -> None:
    """Decide when the room's phones may answer, and whether that goes to the wall without a look.

    Raises
    ------
    HubRefused
        There is no such choice.
    """
    if phones not in PHONES:
        raise HubRefused("Choose when phones may send something.")
    screen.phones, screen.straight = phones, straight
    screen.phones_until = at + OPENED_FOR if phones == "open" else None
    session.flush()


def takes_from_phones(screen: ForumScreen, at: datetime) -> bool:
    """Whether the room's phones may answer at this moment."""
    forum = screen.forum
    if forum.cancelled_at is not None or screen.phones == "closed" or not forum.cycle.questions:
        return False
    if screen.phones == "open":
        return screen.phones_until is not None and at < screen.phones_until
    return forum.starts_at - AROUND <= at <= forum.ends_at + AROUND


def content_of(session: Session, screen: ForumScreen, at: datetime) -> dict[str, Any]:
    """All that stands on the wall, and nothing else: no table, no person, no theme, no quote, no other key."""
    forum = screen.forum
    points = [] if screen.paused else _shown(session, forum.id)
    asked = list(dict.fromkeys([*forum.cycle.questions, *(point.question for point in points)]))
    questions = [
        {"question": question, "points": [_on_wall(screen, one) for one in points if one.question == question]}
        for question in asked
    ]
    return {"paused": screen.paused, "phones": takes_from_phones(screen, at), "questions": questions}


def _shown(session: Session, forum_id: int) -> list[TablePoint]:
    """The newest first, as coarsely as that is known; within a quarter of an hour in the order of random keys."""
    return list(
        session.scalars(
            select(TablePoint)
            .where(
                TablePoint.forum_id == forum_id, TablePoint.wall == "shown", TablePoint.removed.is_(False),
                TablePoint.beside == "",
            )
            .order_by(TablePoint.quarter.desc(), TablePoint.id)
        )
    )  # fmt: skip


def _on_wall(screen: ForumScreen, point: TablePoint) -> dict[str, Any]:
    key = hashlib.sha256(f"{screen.wall_hash} {point.id}".encode()).hexdigest()[
        :16
    ]  # says nothing outside of this wall
    return {"key": key, "text": point.text, "tone": point.tone, "room": point.is_from_room}


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if session.scalar(select(ForumScreen.forum_id).where(ForumScreen.code == code)) is None:
            return code
