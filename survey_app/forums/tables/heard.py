"""What tables and the room said, for the themes of a cycle and the report to the Strategic Group."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import Forum, HubCycle, HubTheme
from survey_app.forums.tables.models import TablePoint
from survey_app.forums.tables.reading import Filter, points_of
from survey_app.forums.tables.words import noticed


class TablesHeard:
    """The points of tables, and those from phones that somebody has looked at."""

    name = "tables"
    title = "Table discussions"

    def read(self, session: Session, cycle: HubCycle) -> list[Heard]:
        """Every point that is kept, was looked at where it had to be, and has no other version beside it."""
        points = points_of(session, cycle, Filter())
        return [_heard(point) for point in points if point.wall in ("shown", "off") and not point.beside]

    def sort(self, session: Session, cycle: HubCycle, keys: Sequence[str], theme: HubTheme | None) -> None:
        """Put points of this cycle under one of its themes, or under none."""
        if theme is not None and theme.cycle_id != cycle.id:
            raise ValueError(f"theme {theme.id} is not one of cycle {cycle.id}")
        here = select(Forum.id).where(Forum.cycle_id == cycle.id)
        session.execute(
            update(TablePoint)
            .where(TablePoint.id.in_(list(keys)), TablePoint.forum_id.in_(here))
            .values(theme_id=theme.id if theme is not None else None)
        )
        session.expire_all()


def _heard(point: TablePoint) -> Heard:
    where = f"{point.forum.title}, from the room" if point.is_from_room else point.forum.title
    quote = point.quote if not noticed(point.quote) else ""
    return Heard(key=point.id, text=point.text, tone=point.tone, quote=quote, where=where, theme_id=point.theme_id)
