"""What was hidden, where and why. Never the figure itself."""

from __future__ import annotations

from exports.workbook.book import Book
from exports.workbook.native_tables import Column, write_table
from exports.workbook.prose import prose

SHEET = "Release log"
COLUMNS = (52, 58, 48)


def has_release_log(book: Book) -> bool:
    """Whether there is such a sheet: in every release, and wherever something is hidden."""
    return not book.working or bool(book.report.suppressions)


def write_release_log(book: Book) -> None:
    if not has_release_log(book):
        return
    page = book.add_page(
        SHEET, "What is hidden, where and why; filters on every column", COLUMNS, orientation="landscape", fixed=True
    )
    entries = book.report.suppressions
    if not entries:
        prose(page, "Nothing was hidden.")
        return
    policy = book.report.policy
    prose(
        page,
        f"What the disclosure policy hides has “{policy.symbol}” in its place. The log says what and why, and "
        "never the figure.",
    )
    columns = [Column(head="Where", style="list_strong"), Column(head="What"), Column(head="Why")]
    rows = [(entry.place, entry.what, entry.why) for entry in entries]
    table = write_table(
        book, page, "release_log", columns, rows, description="A row for everything that is hidden in this release."
    )
    page.sheet.freeze_panes(table.first, 0)
    page.sheet.repeat_rows(table.head)
