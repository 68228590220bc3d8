"""Text that other people wrote, made safe for the places it is written to.

A cell takes any text as a string, so nothing an answer holds becomes a formula or markup. Page headers are stricter:
they take plain text, and ``&`` begins a code.
"""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.plain_text import NOT_XML, cut_to, plain_text, utf16_length

CELL_LIMIT = 32_767  # UTF-16 code units, Excel's own limit
ALT_TEXT_LIMIT = 2_000


def cell_text(text: str) -> str:
    """The text as a cell can hold it; what is too long is cut, and says so."""
    clean = NOT_XML.sub("\ufffd", text)
    length = utf16_length(clean)
    if length <= CELL_LIMIT:
        return clean
    note = f" … [cut here: a cell holds {CELL_LIMIT:,} characters and this text has {length:,}]"
    return cut_to(clean, CELL_LIMIT - len(note)) + note


def header_text(text: str, limit: int) -> str:
    """Text inside a page header, where ``&`` begins a code."""
    return plain_text(text, limit).replace("&", "&&")


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write a string as a string, whatever it looks like."""
    safe = cell_text(text)
    if safe.startswith("<r>") and safe.endswith("</r>"):
        # xlsxwriter takes such a string for its own markup and would write it unescaped; in runs it is escaped.
        sheet.write_rich_string(row, column, safe[0], safe[1], safe[2:], *([style] if style else []))
    elif safe:
        sheet.write_string(row, column, safe, style)
    else:
        sheet.write_blank(row, column, None, style)
