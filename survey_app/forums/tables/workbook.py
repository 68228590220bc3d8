"""What tables and the room said, as an Excel workbook. What people wrote is text there and never becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from exports.workbook.text import write_text
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import TONES, WALL, TablePoint
from survey_app.forums.tables.reading import source_of
from survey_app.forums.words import day_of

COLUMNS = (
    ("Forum", 24), ("Day", 24), ("Table", 16), ("People at it", 12), ("Question", 36), ("Point", 60),
    ("Strength or concern", 14), ("Quote", 48), ("Theme", 30), ("Screen", 18), ("Taken out", 10),
)  # fmt: skip
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def points_workbook(cycle: HubCycle, forum: Forum | None, points: Sequence[TablePoint]) -> bytes:
    """A row for each point. Nobody's name stands in it: who took a point down is in its history alone."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet("Table discussions")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        write_text(sheet, 0, 0, f"Table discussions: {cycle.theme}", book.add_format({"bold": True, "font_size": 14}))
        write_text(sheet, 1, 0, forum.title if forum is not None else "All forums of the cycle")
        write_text(sheet, 2, 0, "1 point" if len(points) == 1 else f"{len(points):,} points")
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(4, column, name, bold)
        for row, point in enumerate(points, 5):
            for column, text in enumerate(_cells(point)):
                write_text(sheet, row, column, text, wrapped)
            if point.table is not None and point.table.size is not None:
                sheet.write_number(row, 3, point.table.size, wrapped)
        sheet.freeze_panes(5, 1)
        sheet.autofilter(4, 0, 4 + len(points), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(4)
    return out.getvalue()


def _cells(point: TablePoint) -> tuple[str, ...]:
    return (
        point.forum.title, day_of(point.forum), source_of(point), "", point.question, point.text,
        TONES[point.tone] if point.tone else "", point.quote, point.theme.title if point.theme is not None else "",
        WALL[point.wall], "Yes" if point.removed else "",
    )  # fmt: skip
