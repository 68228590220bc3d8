"""Points that the room sends from its phones: what is kept is the point, and nothing of who sent it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import Forum
from survey_app.forums.tables.models import ForumScreen, TablePoint
from survey_app.forums.tables.screen import takes_from_phones
from survey_app.forums.tables.tables import lock_forum, quarter_of
from survey_app.forums.tables.words import PointRefused, Words, checked, noticed, put_words

MOST_WAITING = 400  # nobody can look at more
MOST_FROM_ROOM = 2000


class RoomClosed(PointRefused):
    """Phones cannot send anything now."""

    title = "Nothing can be sent now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody sends; ``ticket`` is the name that their page had, so that sending it twice counts once."""

    ticket: str
    question: str
    text: str
    tone: str = ""


def take(session: Session, screen: ForumScreen, said: Said, at: datetime) -> None:
    """Keep a point from the room, for a facilitator's look or at once for the wall.

    Raises
    ------
    PointRefused
        It cannot be kept as it is, phones are closed, or more wait for a look than anybody can look at.
    """
    if not takes_from_phones(screen, at):
        raise RoomClosed("Points can be sent while the forum is on. Tell somebody at your table instead.")
    words = checked(Words(question=said.question, text=said.text, tone=said.tone))
    if words.question not in screen.forum.cycle.questions:
        raise PointRefused("Choose the question that this answers.")
    forum = screen.forum
    lock_forum(session, forum)
    key = hashlib.sha256(f"room {forum.id} {said.ticket}".encode()).hexdigest()[:32]
    if session.get(TablePoint, key) is not None:
        return
    _check_room(session, forum)
    straight = screen.straight and not noticed(words.text)
    point = TablePoint(
        id=key, forum_id=forum.id, quarter=quarter_of(forum, at), wall="shown" if straight else "waiting"
    )  # fmt: skip
    put_words(point, words)
    session.add(point)
    session.flush()


def waiting_of(session: Session, forum: Forum) -> list[TablePoint]:
    """What waits for a look before the room sees it: from phones, and from tables where something is telling."""
    return list(
        session.scalars(
            select(TablePoint)
            .where(
                TablePoint.forum_id == forum.id, TablePoint.wall == "waiting", TablePoint.removed.is_(False),
                TablePoint.beside == "",
            )
            .order_by(TablePoint.quarter, TablePoint.id)
        )
    )  # fmt: skip


def look(session: Session, forum: Forum, seen: Mapping[str, int], wall: str) -> int:
    """Decide on points: to the wall, kept without it, or refused. How many it was done for.

    ``seen`` are the revisions that were looked at: what has other words by now is left alone. A point of a table is
    never refused here: it is taken off the wall.
    """
    lock_forum(session, forum)
    rows = session.scalars(
        select(TablePoint)
        .where(TablePoint.forum_id == forum.id, TablePoint.id.in_(list(seen)))
        .execution_options(populate_existing=True)
    ).all()
    found = [point for point in rows if point.revision == seen[point.id]]
    for point in found:
        point.wall = "off" if wall == "refused" and not point.is_from_room else wall
    session.flush()
    return len(found)


def _check_room(session: Session, forum: Forum) -> None:
    from_room = select(func.count()).where(TablePoint.forum_id == forum.id, TablePoint.table_id.is_(None))
    waiting = session.scalar(from_room.where(TablePoint.wall == "waiting", TablePoint.removed.is_(False))) or 0
    if waiting >= MOST_WAITING or (session.scalar(from_room) or 0) >= MOST_FROM_ROOM:
        raise RoomClosed(
            "So many points have come that nobody can look at more just now. Yours is not sent. Keep it and try again "
            "later, or tell somebody at your table."
        )
