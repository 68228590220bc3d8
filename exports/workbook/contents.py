"""The first sheet: what is where, with links."""

from __future__ import annotations

from exports.workbook.book import CONTENTS, Book
from exports.workbook.page import Page


def start_contents(book: Book) -> Page:
    """Add the sheet first, so that it stands first; it is filled when all others are known."""
    return book.add_page(CONTENTS, "This list", (34, 84), title=book.report.title or "Results", fixed=True)


def fill_contents(book: Book, page: Page) -> None:
    page.table_head(("Sheet", "What it has"), left=2)
    for entry in book.entries:
        if entry.sheet == CONTENTS:
            continue
        row = page.next_row(page.lines(entry.description, page.columns[1]) * 17 + 7)
        book.link(page, row, entry.sheet, entry.sheet)
        page.text(row, 1, entry.description, "value")
    page.skip()
    page.paragraph(
        "Every percentage stands beside its count and its base. Intervals say what they assume.",
        "muted",
    )
