"""What a device sends of its tables' discussions, and what it is told: changes in their order, then how all stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.tables.models import DiscussionTable, TablePoint
from survey_app.forums.tables.plain import is_key, plain_text
from survey_app.forums.tables.points import Writing, decide, order, write
from survey_app.forums.tables.tables import find_table, lock_forum, table_named, tables_of
from survey_app.forums.tables.words import LARGEST_ID, from_document, noticed
from survey_app.forums.words import when

MOST_CHANGES = 500


class ChangesRefused(ValueError):
    """What a device sends is no list of changes; the message says what it should be."""


def read_changes(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The changes of a message.

    Raises
    ------
    ChangesRefused
        They are no list of objects that each have a name of their own.
    """
    changes = body.get("changes")
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
        raise ChangesRefused(f"Send “changes”: a list of at most {MOST_CHANGES}.")
    for change in changes:
        if not isinstance(change, dict) or not is_key(change.get("change")):
            raise ChangesRefused("Each change is an object whose “change” is a name of 32 hexadecimal digits.")
    return changes


def apply_changes(
    session: Session, forum: Forum, changes: Sequence[Mapping[str, Any]], *, by: int, at: datetime
) -> list[dict[str, Any]]:
    """Apply changes in their order. One that cannot be is refused with a sentence, and the others count."""
    lock_forum(session, forum)
    return [_applied(session, forum, change, by=by, at=at) for change in changes]


def state_of(session: Session, forum: Forum) -> dict[str, Any]:
    """All that is said at the tables of a forum, with what a device needs to write more."""
    themes = session.scalars(
        select(HubTheme).where(HubTheme.cycle_id == forum.cycle_id).order_by(HubTheme.position, HubTheme.id)
    )
    points = session.scalars(
        select(TablePoint)
        .where(TablePoint.forum_id == forum.id, TablePoint.table_id.is_not(None), TablePoint.removed.is_(False))
        .order_by(TablePoint.position, TablePoint.id)
    )
    return {
        "forum": {"id": forum.id, "title": forum.title, "when": when(forum), "theme": forum.cycle.theme},
        "questions": list(forum.cycle.questions),
        "themes": [{"id": theme.id, "title": theme.title} for theme in themes],
        "tables": [{"id": one.id, "name": one.name, "size": one.size} for one in tables_of(session, forum)],
        "points": [_point(one) for one in points],
    }


def _point(point: TablePoint) -> dict[str, Any]:
    return {
        "id": point.id, "table": point.table_id, "question": point.question, "text": point.text, "tone": point.tone,
        "quote": point.quote, "theme_id": point.theme_id, "position": point.position, "revision": point.revision,
        "wall": point.wall, "beside": point.beside,
        "telling": sorted({one.text for text in (point.text, point.quote) for one in noticed(text)}),
    }  # fmt: skip


def _applied(
    session: Session, forum: Forum, change: Mapping[str, Any], *, by: int, at: datetime
) -> dict[str, Any]:  # fmt: skip
    answer: dict[str, Any] = {"change": change["change"]}
    try:
        table = _table(session, forum, change.get("table"))
        if change.get("kind") == "point":
            written = write(session, forum, table, _writing(change, by=by, at=at))
            answer |= {"outcome": written.outcome, "id": written.point.id, "revision": written.point.revision}
        elif change.get("kind") == "decide":
            _decide(session, forum, change, by=by, at=at)
            answer["outcome"] = "saved"
        elif change.get("kind") == "order":
            ids, question = change.get("ids"), change.get("question")
            named = [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
            order(session, table, plain_text(question if isinstance(question, str) else ""), named)
            answer["outcome"] = "saved"
        else:
            answer["outcome"] = "saved"  # the table itself
    except HubRefused as refused:
        return answer | {"outcome": "refused", "message": refused.message}
    return answer | {"table": table.id}


def _decide(session: Session, forum: Forum, change: Mapping[str, Any], *, by: int, at: datetime) -> None:
    id_, choice = change.get("id"), change.get("choice")
    point = session.get(TablePoint, id_) if is_key(id_) else None
    if point is None or point.forum_id != forum.id or not point.beside:
        return  # somebody has decided already
    if choice not in ("this", "other", "both"):
        raise HubRefused("Choose which version to keep.")
    decide(session, point, str(choice), by=by, at=at)


def _table(session: Session, forum: Forum, told: Any) -> DiscussionTable:
    """The table that a change is of: by its number here where the device knows it, else by its name."""
    told = told if isinstance(told, dict) else {}
    number, name, size = told.get("id"), told.get("name"), told.get("size")
    sized = size if isinstance(size, int) and not isinstance(size, bool) and size <= LARGEST_ID else None
    if isinstance(number, int) and not isinstance(number, bool):
        found = find_table(session, forum, number)
        if found is not None:
            return table_named(session, forum, found.name, sized)
    return table_named(session, forum, name if isinstance(name, str) else "", sized)


def _writing(change: Mapping[str, Any], *, by: int, at: datetime) -> Writing:
    id_, seen = change.get("id"), change.get("seen")
    if not isinstance(id_, str) or not is_key(id_):
        raise HubRefused("The point has no name. Write it down anew.")
    known = seen if isinstance(seen, int) and not isinstance(seen, bool) and 0 <= seen <= LARGEST_ID else 0
    return Writing(
        id=id_, change=change["change"], words=from_document(change), by=by, at=at, seen=known,
        removed=change.get("removed") is True,
    )  # fmt: skip
