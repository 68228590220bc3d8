"""The favourable shares of all questions by the groups of one breakdown, shaded, a table for each printed page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.report import CrossTable
from exports.cross_wording import groups_differ
from exports.workbook.banners import LABEL_WIDTH, head_style, mark_of, parts_of, places_of, write_head
from exports.workbook.book import Book
from exports.workbook.group_tests import VERDICTS
from exports.workbook.names import range_name
from exports.workbook.native_tables import head_names
from exports.workbook.page import LINE_PX, Page
from exports.workbook.tables import make_table

ABOVE_ROWS_PX = 390  # title, links, heading and head above the rows of a table
SHADING: dict[str, Any] = {
    "type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#ffffff",
    "max_type": "num", "max_value": 1, "max_color": "#9cc3cb",
}  # fmt: skip


def write_group_overview(book: Book, page: Page, tables: Sequence[CrossTable]) -> None:
    """The favourable shares of all questions side by side, shaded from low to high; a table for each printed page."""
    rated = [table for table in tables if table.favourable is not None]
    if len(rated) < 2 or any(_names(table) != _names(rated[0]) for table in rated):
        return
    places = sorted({place for table in rated for place in places_of(table)})
    number = 0
    for part in parts_of(places):
        for together in _page_fulls(page, rated):
            _write_rated_part(book, page, together, part, continued=number > 0)
            number += 1


def _page_fulls(page: Page, tables: Sequence[CrossTable]) -> Iterator[list[CrossTable]]:
    """As many questions as stand on one printed page, again and again."""
    together: list[CrossTable] = []
    used = ABOVE_ROWS_PX
    for table in tables:
        height = page.lines(table.question_label, LABEL_WIDTH) * LINE_PX + 5
        if together and used + height > page.page_px():
            yield together
            together, used = [], ABOVE_ROWS_PX
        together.append(table)
        used += height
    if together:
        yield together


def _write_rated_part(
    book: Book, page: Page, rated: Sequence[CrossTable], part: Sequence[int], *, continued: bool
) -> None:
    start = page.row
    page.band("Favourable answers by group" + (" (continued)" if continued else ""), "heading", 28)
    page.paragraph(
        "Per cent favourable; the darker, the more favourable. “yes”: the groups differ by more than chance explains.",
        "muted",
    )
    titles = head_names(("Question", "Differ?", *(rated[0].groups[place].label for place in part)))
    head = write_head(page, titles, left=2)
    for table in rated:
        _write_rated(page, table, part)
    last = page.row - 1
    name = f"favourable_by_{rated[0].breakdown}"
    book.define(range_name("groups", name), page, (head, 0), (last, len(titles) - 1))
    what, style = f"Favourable answers by {rated[0].breakdown_label}", head_style(titles)
    filters = not continued and style == "table_head"  # the buttons would cover names that are turned
    make_table(book, page, name, titles, head, last, what, left=2, style=style, filters=filters)
    page.sheet.conditional_format(head + 1, 2, last, len(titles) - 1, SHADING)
    page.keep_together(start)
    page.skip()


def _names(table: CrossTable) -> list[str]:
    return [group.name for group in table.groups]


def _write_rated(page: Page, table: CrossTable, part: Sequence[int]) -> None:
    row = page.label_row(table.question_label)
    differ = groups_differ(table.test)
    page.text(row, 1, VERDICTS[differ], "label")
    if table.favourable is not None:
        for column, place in enumerate(part, start=2):
            page.figure(row, column, table.favourable.shares[place], mark_of(table, table.favourable, place), "percent")
