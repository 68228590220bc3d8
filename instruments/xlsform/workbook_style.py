"""Tables as a workbook that is pleasant to work in: a frozen header with notes, readable widths, wrapped text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from instruments.xlsform.column_notes import ALWAYS, DEFAULT_WIDTH, FIRST, NOTES, WIDTHS
from instruments.xlsform.own_columns import OWN_PREFIX, OWN_SHEETS, PART_OF
from instruments.xlsform.written_texts import Cells

_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1D4F60",
    "valign": "top",
    "text_wrap": True,
    "border": 1,
}
_OWN_HEADER = {**_HEADER, "bg_color": "#6B4A7B"}
LINE = 15  # points
HIGHEST = 400  # Excel's own is 409

_CELL = {"valign": "top", "text_wrap": True}
_BEGIN = {**_CELL, "bold": True, "bg_color": "#DCEBF0"}
_END = {**_CELL, "font_color": "#5C6B70", "bg_color": "#DCEBF0"}
_PART = {**_CELL, "italic": True, "font_color": "#5C6B70"}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name and its rows, each a text under each header."""

    name: str
    rows: list[Cells]


def write_workbook(tables: Sequence[Table], languages: Sequence[str]) -> bytes:
    """The tables as the sheets of an .xlsx file."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        styles = {
            name: workbook.add_format(style)
            for name, style in (("header", _HEADER), ("own", _OWN_HEADER), ("cell", _CELL), ("begin", _BEGIN),
                                ("end", _END), ("part", _PART))
        }  # fmt: skip
        for table in tables:
            _write_sheet(workbook.add_worksheet(table.name), table, _columns(table, languages[1:]), styles)
    return buffer.getvalue()


def _write_sheet(sheet: Any, table: Table, columns: list[str], styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 2 if table.name in ("survey", "choices") else 0)
    sheet.set_row(0, 30)
    if table.name in OWN_SHEETS:
        sheet.set_tab_color("#6B4A7B")
    for index, header in enumerate(columns):
        base = header.split("::")[0]
        own = base.startswith(OWN_PREFIX) or table.name in OWN_SHEETS
        sheet.write_string(0, index, header, styles["own" if own else "header"])
        sheet.set_column(index, index, _width(header))
        if (note := NOTES.get((table.name, base))) is not None:
            sheet.write_comment(0, index, note, {"x_scale": 2, "y_scale": 1.2, "font_size": 10})
    for number, cells in enumerate(table.rows, start=1):
        style = styles[_style_of(cells)]
        if (lines := _lines(cells)) > 1:
            sheet.set_row(number, min(lines * LINE, HIGHEST))
        for index, header in enumerate(columns):
            if text := cells.get(header):
                sheet.write_string(number, index, text, style)
            elif style is not styles["cell"]:
                sheet.write_blank(number, index, None, style)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(columns) - 1)


def _lines(cells: Cells) -> int:
    """About how many lines the highest cell of a row has; not every program works it out by itself."""
    return max((_lines_of(text, _width(header)) for header, text in cells.items()), default=1)


def _lines_of(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) * 1.1 / width)) for line in text.split("\n"))


def _width(header: str) -> int:
    return WIDTHS.get(header.split("::")[0], DEFAULT_WIDTH)


def _style_of(cells: Cells) -> str:
    kind = cells.get("type", "")
    if kind.startswith("begin_"):
        return "begin"
    if kind.startswith("end_"):
        return "end"
    return "part" if PART_OF in cells else "cell"


def _columns(table: Table, languages: Sequence[str]) -> list[str]:
    """The headers in order: XLSForm's, each with its translations beside it, then ours, then other tools'."""
    used = dict.fromkeys([*ALWAYS.get(table.name, ()), *(header for cells in table.rows for header in cells)])
    bases = dict.fromkeys(_base(header, languages) for header in used)
    first = [base for base in FIRST[table.name] if base in bases]
    own = [base for base in bases if base.startswith(OWN_PREFIX)]
    rest = [base for base in bases if base not in first and base not in own]
    ordered: list[str] = []
    for base in (*first, *own, *rest):
        headers = (base, *(f"{base}::{language}" for language in languages))
        ordered.extend(header for header in headers if header in used)
    return ordered


def _base(header: str, languages: Sequence[str]) -> str:
    """A header without the language that it ends in."""
    found = next((language for language in languages if header.endswith(f"::{language}")), None)
    return header if found is None else header[: -len(found) - 2]
