"""The contact book, and one person's record, as Excel workbooks: what people typed never becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from exports.workbook.text import write_text

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
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        write_text(sheet, 0, 0, head[0], book.add_format({"bold": True, "font_size": 14}))
        for line, text in enumerate(head[1:], 1):
            write_text(sheet, line, 0, text)
        first = len(head) + 1
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, name, bold)
        for number, cells in enumerate(rows, first + 1):
            for column, text in enumerate(cells):
                write_text(sheet, number, column, text, wrapped)
        sheet.freeze_panes(first + 1, 1)
        sheet.autofilter(first, 0, first + max(len(rows), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
    return out.getvalue()
