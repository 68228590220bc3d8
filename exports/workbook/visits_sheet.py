"""The walkabout visits that a round rests on."""

from __future__ import annotations

from analysis.beside import Beside
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.native_tables import Cell, Column, write_table
from exports.workbook.prose import prose

SHEET = "Visits"
COLUMNS = (40, 34, 14, 46, 18, 18)


def write_visits(book: Book, beside: Beside) -> None:
    visits = beside.visits
    if visits is None:
        return
    page = book.add_page(
        SHEET,
        "The visits: where, when, by whom, how many conversations, and signed off when",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    if visits.note:
        prose(page, visits.note, "muted")
    if not visits.lines:
        prose(page, "No visit has been recorded.", "muted")
        return
    columns = [
        Column(head="Agency", style="list_strong"),
        Column(head="Site"),
        Column(head="Date", style="list_date"),
        Column(head="Visit team"),
        Column(head="Conversations", style="list_count"),
        Column(head="Signed off on", style="list_date"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(visit.agency),
            plain_text(visit.site),
            visit.on,
            plain_text(visit.team),
            "not recorded" if visit.conversations is None else visit.conversations,
            visit.signed_off_on or "not signed off",
        )
        for visit in visits.lines
    ]
    table = write_table(book, page, "visits", columns, rows, description="A row for each visit, with filters.")
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
