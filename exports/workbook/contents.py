"""The first sheet: what is where, with links."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.book import CONTENTS, Book
from exports.workbook.page import LINE_PX, Page

CLOSING = (
    "Every percentage stands beside its count and its base. Intervals say what they assume. Every question’s figures "
    "have a name, such as q_length, that formulas and the Name Box know."
)


def start_contents(book: Book) -> Page:
    """Add the sheet first, so that it stands first; it is filled when all others are known."""
    return book.add_page(CONTENTS, "This list", (34, 84), title=book.report.title or "Results", fixed=True)


def fill_contents(book: Book, page: Page, missing: Sequence[str] = (), *, closing: str = CLOSING) -> None:
    """List the sheets, and say why others are ``missing``; ``closing`` says what all of them keep to."""
    page.table_head(("Sheet", "What it has"), left=2)
    for entry in book.entries:
        if entry.sheet == CONTENTS:
            continue
        row = page.next_row(page.lines(entry.description, page.columns[1]) * LINE_PX + 7)
        book.link(page, row, entry.sheet, entry.sheet, style="listed_link")
        page.text(row, 1, entry.description, "value")
    page.skip()
    for sentence in missing:
        page.paragraph(sentence)
    page.paragraph(closing, "muted")
    _write_questions(book, page)


def _write_questions(book: Book, page: Page) -> None:
    """A link to each question that has a table of its own."""
    if not book.questions:
        return
    page.skip()
    page.table_head(("Questions on", "Question"), left=2)
    sheet = ""
    for found in book.questions:
        row = page.next_row(page.lines(found.label, page.columns[1]) * LINE_PX + 5)
        if found.sheet != sheet:
            page.label(row, 0, found.sheet, "value")
        else:
            page.label(row, 0, "", "value")
        sheet = found.sheet
        book.link(page, row, found.sheet, found.label, column=1, at=found.row, style="listed_link")
