"""Who holds a list of names, on which device, and since when it is deleted there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from survey_app.accounts.models import User
from survey_app.forums.models import DoorList, Forum


def note_list(session: Session, forum: Forum, user: User, device: str, at: datetime) -> bool:
    """Note that a device has the list; whether it is new there, or there again."""
    known = _find(session, forum, user, device)
    if known is None:
        session.add(DoorList(forum_id=forum.id, user_id=user.id, device=device, taken_at=at, seen_at=at))
        session.flush()
        return True
    is_back = known.gone_at is not None
    known.gone_at, known.seen_at = None, at
    return is_back


def note_gone(session: Session, forum: Forum, user: User, device: str, at: datetime) -> bool:
    """Note that a device has deleted the list; False where that was known, or none was there."""
    known = _find(session, forum, user, device)
    if known is None or known.gone_at is not None:
        return False
    known.gone_at = at
    return True


def lists_of(session: Session, forum: Forum) -> Sequence[DoorList]:
    """All lists that were taken, the oldest first."""
    return session.scalars(
        select(DoorList)
        .where(DoorList.forum_id == forum.id)
        .options(joinedload(DoorList.user))
        .order_by(DoorList.taken_at, DoorList.id)
    ).all()


def _find(session: Session, forum: Forum, user: User, device: str) -> DoorList | None:
    return session.scalar(
        select(DoorList).where(DoorList.forum_id == forum.id, DoorList.user_id == user.id, DoorList.device == device)
    )
