"""Data tables as WordprocessingML: a head that repeats, rows that do not break, fixed widths, and no merged cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from exports.plain_text import plain_text

TEXT, NUMBER, STRONG = "Walkabout Table Text", "Walkabout Table Number", "Walkabout Table Strong"
KEPT_TOGETHER = 10  # rows of a table that is not divided between pages
DETAIL, FIGURE = "Walkabout Table Detail", "Walkabout Figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its head, its share of the table's width, and the style of its cells."""

    head: str
    share: float
    style: str = TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell: text in a style of its own or the column's, and a line of detail under it."""

    text: str
    style: str | None = None
    detail: str = ""
    fill: str | None = None  # behind the words, where a table shows grades


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParts:
    """What all of a table shares."""

    style: str
    width: float  # in points
    title: str
    style_id: Callable[[str], str]


def make_table(parts: TableParts, columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]]) -> Any:
    """The table, with a cell for each column in each row."""
    total = sum(column.share for column in columns)
    widths = [round(parts.width * 20 * column.share / total) for column in columns]
    root = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{parts.style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid/></w:tbl>'
    )
    properties = root[0]
    for tag in ("tblCaption", "tblDescription"):
        _add(properties, tag, val=parts.title)
    for width in widths:
        _add(root[1], "gridCol", w=str(width))
    heads = [_head(column) for column in columns]
    for number, row in enumerate((heads, *rows)):
        together = len(rows) <= KEPT_TOGETHER and number < len(rows)
        _add_row(root, parts, columns, widths, row, is_head=number == 0, keep_next=together)
    return root


def _head(column: Column) -> Cell:
    right = column.style == NUMBER
    return Cell(text=column.head, style="Walkabout Table Head Right" if right else "Walkabout Table Head")


def _add_row(
    table: Any,
    parts: TableParts,
    columns: Sequence[Column],
    widths: Sequence[int],
    cells: Sequence[Cell | str],
    *,
    is_head: bool,
    keep_next: bool,
) -> None:
    row = _add(table, "tr")
    properties = _add(row, "trPr")
    _add(properties, "cantSplit")
    if is_head:
        _add(properties, "tblHeader")
    for column, width, found in zip(columns, widths, cells, strict=True):
        cell = found if isinstance(found, Cell) else Cell(text=found)
        box = _add(row, "tc")
        look = _add(box, "tcPr")
        _add(look, "tcW", w=str(width), type="dxa")
        if cell.fill:
            _add(look, "shd", val="clear", color="auto", fill=cell.fill.removeprefix("#"))
            margins = _add(look, "tcMar")
            for side in ("left", "right"):
                _add(margins, side, w="80", type="dxa")
        _add(look, "vAlign", val="bottom" if is_head else "center")
        _add_paragraph(box, parts.style_id(cell.style or column.style), cell.text, keep_next=keep_next)
        if cell.detail:
            _add_paragraph(box, parts.style_id(DETAIL), cell.detail, keep_next=keep_next)


def _add_paragraph(box: Any, style: str, text: str, *, keep_next: bool) -> None:
    paragraph = _add(box, "p")
    properties = _add(paragraph, "pPr")
    _add(properties, "pStyle", val=style)
    if keep_next:
        _add(properties, "keepNext")
    clean = plain_text(text)
    if clean:
        words = _add(_add(paragraph, "r"), "t")
        words.text = clean


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    child = OxmlElement(f"w:{tag}", attrs={qn(f"w:{name}"): value for name, value in attributes.items()})
    parent.append(child)
    return child
