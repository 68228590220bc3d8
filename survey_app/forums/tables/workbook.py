"""What tables and the room said, as an Excel workbook. What people wrote is text there and never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import TONES, WALL, TablePoint
from survey_app.forums.tables.reading import source_of
from survey_app.forums.words import day_of

COLUMNS = (
    ("Forum", 24), ("Day", 24), ("Table", 16), ("People at it", 12), ("Question", 36), ("Point", 60),
    ("Strength or concern", 14), ("Quote", 48), ("Theme", 30), ("Screen", 18), ("Taken out", 10),
)  # fmt: skip


def points_workbook(cycle: HubCycle, forum: Forum | None, points: Sequence[TablePoint]) -> bytes:
    """A row for each point. Nobody's name stands in it: who took a point down is in its history alone."""
    head = [
        f"Table discussions: {cycle.theme}",
        forum.title if forum is not None else "All forums of the cycle",
        "1 point" if len(points) == 1 else f"{len(points):,} points",
    ]
    rows = [_cells(point) for point in points]
    return list_workbook(ListSheet(name="Table discussions", head=head, columns=COLUMNS, rows=rows))


def _cells(point: TablePoint) -> tuple[str | int | None, ...]:
    size = point.table.size if point.table is not None else None
    return (
        point.forum.title, day_of(point.forum), source_of(point), size, point.question, point.text,
        TONES[point.tone] if point.tone else "", point.quote, point.theme.title if point.theme is not None else "",
        WALL[point.wall], "Yes" if point.removed else "",
    )  # fmt: skip
