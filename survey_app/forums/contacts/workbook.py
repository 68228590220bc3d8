"""The contact book, and one person's record, as Excel workbooks: what people typed never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.lists import ListSheet, list_workbook

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK_COLUMNS = (
    ("Name", 28), ("E-mail", 34), ("Agency", 32), ("Has agreed", 12), ("Unsubscribed on", 16),
    ("Mail came back on", 18),    ("Where the address came from", 60), ("Added on", 12), ("Last active on", 14),
)  # fmt: skip
RECORD_COLUMNS = (("Part", 30), ("What", 30), ("Kept", 80))


def sheet_of(
    title: str, head: Sequence[str], columns: Sequence[tuple[str, int]], rows: Sequence[tuple[str, ...]]
) -> bytes:
    """One sheet: what it is, then a table with filters."""
    return list_workbook(ListSheet(name=title, head=head, columns=columns, rows=rows))
