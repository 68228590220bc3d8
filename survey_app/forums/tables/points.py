"""Points of tables, kept so that nothing is lost: two who write at once both stay, what is sent twice counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.tables.models import DiscussionTable, PointVersion, TablePoint
from survey_app.forums.tables.tables import quarter_of
from survey_app.forums.tables.words import (
    PointRefused,
    Words,
    checked,
    from_document,
    merged,
    noticed,
    put_words,
    words_of,
)

Outcome = Literal["saved", "same", "both", "stays"]
MOST_POINTS = 5000  # of one forum


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What somebody writes: the words of a point, or that it is removed.

    ``seen`` is the revision that the writer had before them, 0 for a new point; ``change`` names the writing itself.
    """

    id: str
    change: str
    words: Words
    by: int
    at: datetime
    seen: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a writing.

    "saved"; "same" where it was there already; "both" where somebody else wrote at the same time, so that ``point`` is
    another one beside theirs; "stays" where it was to be removed and somebody else has changed it meanwhile.
    """

    outcome: Outcome
    point: TablePoint


def write(session: Session, forum: Forum, table: DiscussionTable, writing: Writing) -> Written:
    """Keep what a facilitator has written of a table's point. The caller holds the forum's lock.

    Raises
    ------
    PointRefused
        It cannot be kept as it is.
    """
    known = session.scalar(select(PointVersion).where(PointVersion.change == writing.change))
    if known is not None:
        return _had_before(session, forum, writing, known)
    words = _of_this_cycle(session, forum, checked(writing.words))
    point = session.get(TablePoint, writing.id)
    if point is None:
        return Written(outcome="saved", point=_new(session, forum, table, writing, words, id_=writing.id))
    if point.forum_id != forum.id or point.is_from_room:
        raise PointRefused("This point belongs to another forum. Write it down anew.")
    return _changed(session, forum, point, writing, words)


def rewrite(session: Session, point: TablePoint, words: Words, *, by: int, at: datetime) -> None:
    """Change the words of any point, one from a phone too; how they were stays in its history."""
    fresh = _of_this_cycle(session, point.forum, checked(words))
    if fresh != words_of(point):
        keep_first(session, point)
        _apply(session, point, fresh, by=by, at=at, removed=point.removed)


def remove(session: Session, point: TablePoint, *, removed: bool, by: int, at: datetime) -> None:
    """Take a point out, or put it back."""
    if point.removed != removed:
        keep_first(session, point)
        _apply(session, point, words_of(point), by=by, at=at, removed=removed)


def decide(session: Session, point: TablePoint, choice: str, *, by: int, at: datetime) -> None:
    """End that a point has another version beside it: keep ``"this"`` alone, the ``"other"`` alone, or ``"both"``."""
    other = session.get(TablePoint, point.beside) if point.beside else None
    if other is not None and choice == "this":
        remove(session, other, removed=True, by=by, at=at)
        point.position = other.position
    if choice == "other":
        remove(session, point, removed=True, by=by, at=at)
    point.beside = ""
    session.flush()


def order(session: Session, table: DiscussionTable, question: str, ids: Sequence[str]) -> None:
    """Put the points of a table into an order; those that are not named keep theirs, after the one before them."""
    rows = points_of_table(session, table, question)
    wanted = {id_: place for place, id_ in enumerate(ids)}
    places, last = {}, -1
    for row in rows:
        last = wanted.get(row.id, last)
        places[row.id] = (last, row.id not in wanted, row.position)
    for position, row in enumerate(sorted(rows, key=lambda one: places[one.id]), 1):
        row.position = position
    session.flush()


def points_of_table(session: Session, table: DiscussionTable, question: str) -> list[TablePoint]:
    """What a table says to a question, in its order."""
    return list(
        session.scalars(
            select(TablePoint)
            .where(TablePoint.table_id == table.id, TablePoint.question == question)
            .order_by(TablePoint.position, TablePoint.id)
        )
    )


def history_of(session: Session, point: TablePoint) -> list[PointVersion]:
    """Every version of a point, the newest first."""
    return list(
        session.scalars(
            select(PointVersion).where(PointVersion.point_id == point.id).order_by(PointVersion.number.desc())
        )
    )


def keep_first(session: Session, point: TablePoint) -> None:
    """Keep the words that came from a phone before somebody changes them; whose they are is not known."""
    if session.get(PointVersion, (point.id, point.revision)) is None:
        _note(session, point, change=None, by=None, at=None)


def _changed(session: Session, forum: Forum, point: TablePoint, writing: Writing, words: Words) -> Written:
    if words == words_of(point) and writing.removed == point.removed:
        return Written(outcome="same", point=point)
    if writing.seen == point.revision:
        return _kept(session, point, writing, words)
    if writing.removed:
        return Written(outcome="stays", point=point)
    if point.removed:  # somebody has taken out what this person was writing on: it comes back
        return _kept(session, point, writing, words)
    base = session.get(PointVersion, (point.id, writing.seen))
    together = merged(from_document(base.words), words_of(point), words) if base is not None else None
    if together is not None:
        return _kept(session, point, writing, together)
    assert point.table is not None
    other = _new(session, forum, point.table, writing, words, id_=writing.change, beside=point)
    return Written(outcome="both", point=other)


def _kept(session: Session, point: TablePoint, writing: Writing, words: Words) -> Written:
    _apply(session, point, words, by=writing.by, at=writing.at, removed=writing.removed, change=writing.change)
    return Written(outcome="saved", point=point)


def _had_before(session: Session, forum: Forum, writing: Writing, known: PointVersion) -> Written:
    point = session.get(TablePoint, known.point_id)
    if point is None or point.forum_id != forum.id:
        raise PointRefused("This change belongs to another forum. Write it down anew.")
    return Written(outcome="same" if point.id == writing.id else "both", point=point)


def _new(
    session: Session, forum: Forum, table: DiscussionTable, writing: Writing, words: Words, *, id_: str,
    beside: TablePoint | None = None,
) -> TablePoint:  # fmt: skip
    here = select(func.count(), func.max(TablePoint.position)).where(TablePoint.forum_id == forum.id)
    count, last = session.execute(here).one()
    if count >= MOST_POINTS:
        raise PointRefused(f"This forum has {MOST_POINTS:,} points, which is the most it can have.")
    point = TablePoint(
        id=id_, forum_id=forum.id, table_id=table.id, removed=writing.removed, revision=1,
        position=beside.position if beside is not None else (last or 0) + 1, quarter=quarter_of(forum, writing.at),
        beside=beside.id if beside is not None else "",
    )  # fmt: skip
    put_words(point, words)
    point.wall = "waiting" if noticed(words.text) else "shown"
    session.add(point)
    session.flush()
    _note(session, point, change=writing.change, by=writing.by, at=writing.at)
    return point


def _apply(
    session: Session, point: TablePoint, words: Words, *, by: int, at: datetime, removed: bool,
    change: str | None = None,
) -> None:  # fmt: skip
    before = noticed(point.text)
    put_words(point, words)
    point.removed = removed
    point.revision += 1
    found = noticed(words.text)
    if found and set(found) - set(before):
        point.wall = "waiting"  # somebody looks before the room does
    elif not found and before and point.wall == "waiting" and not point.is_from_room:
        point.wall = "shown"
    session.flush()
    _note(session, point, change=change, by=by, at=at)


def _note(
    session: Session, point: TablePoint, *, change: str | None, by: int | None, at: datetime | None
) -> None:  # fmt: skip
    words = asdict(words_of(point)) | {"removed": point.removed}
    numbered = {"point_id": point.id, "number": point.revision, "change": change}
    session.add(PointVersion(**numbered, made_by_id=by, made_at=at, words=words))
    session.flush()


def _of_this_cycle(session: Session, forum: Forum, words: Words) -> Words:
    """The words without a theme that is another cycle's, or gone."""
    if words.theme_id is None:
        return words
    theme = session.get(HubTheme, words.theme_id)
    fits = theme is not None and theme.cycle_id == forum.cycle_id
    return words if fits else Words(**(asdict(words) | {"theme_id": None}))
