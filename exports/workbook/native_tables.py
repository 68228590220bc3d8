"""Excel tables with filters: a head, a row for each record, no merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from analysis.report import Mark
from exports.formats import STYLES
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.names import UniqueNames
from exports.workbook.page import LINE_PX, Page

HEAD_LIMIT = 80  # Excel allows 255; a head is read at a glance
BUTTON_WIDTH = 3.0  # what the filter's button takes of a head, in characters
FIRST_DAY = date(1900, 3, 1)  # before it, Excel's days and everybody else's differ
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its head, and the style of its cells."""

    head: str
    style: str = "list_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A figure that is not shown: the cell has the mark's sign."""

    mark: Mark | None = None


Cell = str | int | float | date | Hidden | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a table stands: its head, and its first and last row."""

    head: int
    first: int
    last: int

    @property
    def rows(self) -> range:
        return range(self.first, self.last + 1)


def figure(value: int | float | None, mark: Mark | None = None) -> Cell:
    """A figure, or the sign of its mark."""
    return Hidden(mark=mark) if value is None else value


def head_names(labels: Iterable[str]) -> list[str]:
    """Heads of columns as Excel takes them: one line, none empty, none twice, nothing that reads as an escape."""
    names = UniqueNames(HEAD_LIMIT)
    return [names.take(_head(label)) for label in labels]


def _head(label: str) -> str:
    clean = _ESCAPED.sub("_ ", plain_text(label)).replace("<r>", "< r>")
    return clean or "(no name)"


def write_table(
    book: Book,
    page: Page,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    description: str,
    title: str | None = None,
    head_style: str = "list_head",
    row_px: int = 0,
) -> Written:
    """Write a table from the cursor on and give it a name; there must be at least one row.

    Rows are as high as their longest text needs, and at least ``row_px``.
    """
    heads = head_names(column.head for column in columns)
    head = page.next_row(_head_height(page, heads, 14 if head_style == "grade_head" else LINE_PX))
    for cells in rows:
        _write_row(page, columns, cells, row_px)
    page.sheet.add_table(
        head,
        0,
        page.row - 1,
        len(columns) - 1,
        {
            "name": book.table_name(name),
            "style": None,
            "banded_rows": False,
            "title": title or page.name,
            "description": plain_text(description, 250),
            "columns": [
                {"header": text, "header_format": page.styles[_head_style(head_style, place, column.style)]}
                for place, (text, column) in enumerate(zip(heads, columns, strict=True))
            ],
        },
    )
    book.define(name, page, (head, 0), (page.row - 1, len(columns) - 1))
    return Written(head=head, first=head + 1, last=page.row - 1)


def _head_style(style: str, place: int, cells: str) -> str:
    """Heads stand over their cells: the first at the edge, those of figures right."""
    if place == 0:
        return f"{style}_first"
    return f"{style}_right" if STYLES[cells].get("align") == "right" else style


def _head_height(page: Page, heads: Sequence[str], line_px: int) -> int:
    deepest = max(
        page.lines(text, max(4.0, width_of(page, column) - BUTTON_WIDTH)) for column, text in enumerate(heads)
    )
    return max(24, deepest * line_px + 8)


def width_of(page: Page, column: int) -> float:
    """The width of a column in characters; those beyond the page's own have Excel's default."""
    return page.columns[column] if column < len(page.columns) else 8.43


def _write_row(page: Page, columns: Sequence[Column], cells: Sequence[Cell], row_px: int) -> None:
    lines = max(
        (page.lines(cell, width_of(page, place)) for place, cell in enumerate(cells) if isinstance(cell, str)),
        default=1,
    )
    row = page.next_row(max(row_px, lines * LINE_PX + 6))
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        write_cell(page, row, place, cell, column.style)


def write_cell(page: Page, row: int, column: int, cell: Cell, style: str) -> None:
    """Write one cell by what it holds; text is always text."""
    if isinstance(cell, Hidden):
        page.figure(row, column, None, cell.mark, style)
    elif isinstance(cell, date):
        if cell < FIRST_DAY:
            page.text(row, column, cell.isoformat(), style)
        else:
            page.sheet.write_datetime(row, column, datetime.combine(cell, time()), page.styles[style])
    elif isinstance(cell, int | float):
        page.sheet.write_number(row, column, cell, page.styles[style])
    else:
        page.text(row, column, cell or "", style)
