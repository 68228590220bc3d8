"""Plain lists as a workbook: people, places, points. One table a sheet, with what it is above it, ready to print."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

from exports.workbook.text import write_text

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

EXCEL_BEGINS = 1900
LINE_PX, HIGHEST_PX = 20, 545  # of a row's line; Excel makes no row higher than 409 points


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """A sheet with one table.

    ``head`` is what it is, a line each; ``columns`` are names with their widths in characters. A cell that is None
    stays empty; a day is a day of Excel, which sorts and filters it; what is text stays text, whatever sign it begins
    with.
    """

    name: str
    head: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str | int | date | None]]
    filtered: bool = True


def list_workbook(*sheets: ListSheet) -> bytes:
    """The sheets as a workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "bold": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
            "number": book.add_format({"align": "right", "indent": 1, "valign": "top"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, looks)
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: ListSheet, looks: dict[str, xlsxwriter.format.Format]) -> None:
    for line, text in enumerate(sheet.head):
        write_text(page, line, 0, text, looks["title"] if line == 0 else None)
    first = last = len(sheet.head) + 1
    for column, (name, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(first, column, name, looks["bold"])
    widths = [width for _, width in sheet.columns]
    _make_room(page, first, [name for name, _ in sheet.columns], [max(width - 2, 1) for width in widths])  # it is bold
    for last, cells in enumerate(sheet.rows, first + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                page.write_number(last, column, cell, looks["number"])
            elif isinstance(cell, date) and cell.year < EXCEL_BEGINS:
                write_text(page, last, column, cell.isoformat(), looks["wrapped"])
            elif isinstance(cell, date):
                page.write_datetime(last, column, datetime.combine(cell, time()), looks["day"])
            elif cell:
                write_text(page, last, column, cell, looks["wrapped"])
        _make_room(page, last, cells, widths)
    page.freeze_panes(first + 1, 1)
    if sheet.filtered:
        page.autofilter(first, 0, max(last, first + 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(first)


def _make_room(page: xlsxwriter.worksheet.Worksheet, row: int, cells: Sequence[object], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs: not every program that opens the file does so by itself."""
    lines = max((_lines(cell, width) for cell, width in zip(cells, widths, strict=True)), default=1)
    if lines > 1:
        page.set_row_pixels(row, min(lines * LINE_PX, HIGHEST_PX))


def _lines(cell: object, width: int) -> int:
    if not isinstance(cell, str):
        return 1
    return sum(len(textwrap.wrap(line, width)) if len(line) > width else 1 for line in cell.splitlines() or [""])
