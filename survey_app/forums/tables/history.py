"""How a point came to its words: the versions of it that mean something to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.tables.models import PointVersion, TablePoint
from survey_app.forums.tables.points import history_of
from survey_app.forums.tables.words import Words, from_document

SOON = timedelta(minutes=10)  # what one person writes within this time of their own is one version


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """The words of a point at one time. ``by`` is empty for what came from a phone."""

    words: Words
    removed: bool
    by: str
    at: datetime | None


def steps_of(session: Session, point: TablePoint) -> list[HistoryStep]:
    """The history of a point, the newest first: of what one person typed in a row, the last."""
    versions = history_of(session, point)
    ids = {version.made_by_id for version in versions if version.made_by_id is not None}
    names = {row[0]: row[1] for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    kept: list[PointVersion] = []
    for version in versions:
        if not kept or not _is_one_with(version, kept[-1]):
            kept.append(version)
    return [
        HistoryStep(
            words=from_document(version.words), removed=version.words.get("removed") is True,
            by=names.get(version.made_by_id or 0, ""), at=version.made_at,
        )
        for version in kept
    ]  # fmt: skip


def _is_one_with(version: PointVersion, later: PointVersion) -> bool:
    same_person = version.made_by_id is not None and version.made_by_id == later.made_by_id
    if not same_person or version.made_at is None or later.made_at is None:
        return False
    return later.made_at - version.made_at < SOON and version.words.get("removed") == later.words.get("removed")
