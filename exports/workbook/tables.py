"""Makes cells that are written already an Excel table, with or without filters."""

from __future__ import annotations

from collections.abc import Sequence

from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.page import Page


def make_table(
    book: Book,
    page: Page,
    name: str,
    titles: Sequence[str],
    head: int,
    last: int,
    description: str,
    *,
    left: int = 1,
    filters: bool = True,
    style: str = "table_head",
) -> None:
    """Make cells that are written already an Excel table; ``head`` is the row of its titles, ``last`` its last.

    ``titles`` are as :func:`~exports.workbook.native_tables.head_names` makes them, and stand in the head. A table
    without rows is left a range of cells.
    """
    if last <= head:
        return
    styles = (style if column < left else f"{style}_right" for column in range(len(titles)))
    page.sheet.add_table(
        head,
        0,
        last,
        len(titles) - 1,
        {
            "name": book.table_name(name),
            "title": plain_text(description, 250),
            "description": plain_text(description, 250),
            "style": None,
            "banded_rows": False,
            "autofilter": filters,
            "columns": [
                {"header": title, "header_format": page.styles[look]}
                for title, look in zip(titles, styles, strict=True)
            ],
        },
    )
