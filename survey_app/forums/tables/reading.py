"""All that was said at a forum or in a cycle, as officers read, sort and keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import TablePoint
from survey_app.forums.tables.plain import is_key

FROM = {"": "Tables and phones", "table": "Tables", "room": "Phones in the room"}
STATES = {
    "": "All that is kept",
    "waiting": "Waits for a look",
    "beside": "Has two versions",
    "off": "Not on the screen",
    "refused": "Refused",
    "removed": "Taken out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which points are shown; empty for all."""

    forum_id: int | None = None
    question: str = ""
    tone: str | None = None  # an empty text for "neither"
    source: str = ""
    state: str = ""
    theme: str = ""  # a theme's number, or "none"
    words: str = ""


def points_of(session: Session, cycle: HubCycle, chosen: Filter) -> list[TablePoint]:
    """The points of a cycle that a filter lets through: by forum, question, table and place."""
    rows = session.scalars(
        _chosen(cycle, chosen).options(
            joinedload(TablePoint.forum), joinedload(TablePoint.table), joinedload(TablePoint.theme)
        )
    ).all()
    places = {question: place for place, question in enumerate(cycle.questions)}
    return sorted(
        rows,
        key=lambda one: (
            one.forum.starts_at, one.forum_id, places.get(one.question, len(places)), one.question,
            one.is_from_room, one.table.folded if one.table is not None else "", one.position, one.id,
        ),
    )  # fmt: skip


def find_point(session: Session, partnership_id: int, point_id: str) -> TablePoint | None:
    """A point of a forum of this partnership, whatever became of it."""
    if not is_key(point_id):
        return None
    return session.scalar(
        select(TablePoint)
        .join(Forum, Forum.id == TablePoint.forum_id)
        .join(HubCycle, HubCycle.id == Forum.cycle_id)
        .where(TablePoint.id == point_id, HubCycle.partnership_id == partnership_id)
    )


def source_of(point: TablePoint) -> str:
    """Where a point comes from: a table, or the room."""
    return point.table.name if point.table is not None else "From the room"


def versions_beside(points: Sequence[TablePoint]) -> dict[str, list[TablePoint]]:
    """The other versions of points, by the point that they stand beside."""
    found: dict[str, list[TablePoint]] = {}
    for point in points:
        if point.beside:
            found.setdefault(point.beside, []).append(point)
    return found


def _chosen(cycle: HubCycle, chosen: Filter) -> Select[TablePoint]:
    rows = select(TablePoint).where(TablePoint.forum_id.in_(select(Forum.id).where(Forum.cycle_id == cycle.id)))
    rows = rows.where(TablePoint.removed.is_(chosen.state == "removed"))
    if chosen.forum_id is not None:
        rows = rows.where(TablePoint.forum_id == chosen.forum_id)
    if chosen.question:
        rows = rows.where(TablePoint.question == chosen.question)
    if chosen.tone is not None:
        rows = rows.where(TablePoint.tone == chosen.tone)
    if chosen.source:
        is_from_room = TablePoint.table_id.is_(None)
        rows = rows.where(is_from_room if chosen.source == "room" else ~is_from_room)
    if chosen.theme:
        rows = rows.where(
            TablePoint.theme_id.is_(None) if chosen.theme == "none" else TablePoint.theme_id == int(chosen.theme)
        )
    if chosen.words:
        like = f"%{chosen.words.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        rows = rows.where(or_(TablePoint.text.ilike(like, escape="/"), TablePoint.quote.ilike(like, escape="/")))
    return _in_state(rows, chosen.state)


def _in_state(rows: Select[TablePoint], state: str) -> Select[TablePoint]:
    if state == "beside":
        return rows.where(TablePoint.beside != "")
    if state in ("waiting", "off", "refused"):
        return rows.where(TablePoint.wall == state)
    return rows if state == "removed" else rows.where(TablePoint.wall != "refused")
