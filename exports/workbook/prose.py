"""Running text on sheets that are wider than text can be read."""

from __future__ import annotations

from exports.workbook.page import LINE_PX, Page

READABLE = 150.0  # characters to a line


def prose(page: Page, text: str, style: str = "paragraph", *, readable: float = READABLE) -> int:
    """A paragraph over as many columns as a line can be read across."""
    across, width = 1, page.columns[0]
    while across < len(page.columns) and width + page.columns[across] <= readable:
        width += page.columns[across]
        across += 1
    line_px = LINE_PX + (3 if style == "headline" else 0)
    row = page.next_row(page.lines(text, width, style) * line_px + 8)
    if across > 1:
        page.sheet.merge_range(row, 0, row, across - 1, "", page.styles[style])
    page.text(row, 0, text, style)
    return row
