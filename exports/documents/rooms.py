"""How high text, tables and pictures stand in print, so that pages of a fixed number can be planned.

Heights are those of our own look. They are a little generous, since word processors break lines differently.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart_images import ChartImage
from exports.documents.looks import CELL_GAP, LOOKS, Look
from exports.documents.tables import DETAIL, NUMBER, Cell, Column
from exports.text_fit import fit_text, lines_needed

SLACK = 0.97  # of a width: what is planned to fit fits in another word processor as well
_RULE = 1.0


def text_room(text: str, style: str, width: float) -> float:
    """The height of a paragraph, with the distances above and below."""
    look = LOOKS[style]
    return look.before + look.after + 2 * look.pad + _lines(text, look, width - look.indent) * look.line_height


def _lines(text: str, look: Look, width: float) -> int:
    return lines_needed(text, width * SLACK, look.size, bold=look.bold)


def fit(text: str, style: str, width: float, lines: int) -> str:
    """The text cut to so many lines of a style."""
    look = LOOKS[style]
    return fit_text(text, (width - look.indent) * SLACK, look.size, lines, bold=look.bold)


def column_widths(columns: Sequence[Column], width: float) -> list[float]:
    """The room for text in each column, in points."""
    total = sum(column.share for column in columns)
    return [width * column.share / total - CELL_GAP for column in columns]


def table_room(columns: Sequence[Column], rows: Sequence[Sequence[Cell | str]], width: float) -> float:
    """The height of a table with its head, without a caption."""
    widths = column_widths(columns, width)
    heads = [
        Cell(text=one.head, style="Walkabout Table Head Right" if one.style == NUMBER else "Walkabout Table Head")
        for one in columns
    ]
    return sum(row_room(columns, row, widths) for row in (heads, *rows))


def row_room(columns: Sequence[Column], row: Sequence[Cell | str], widths: Sequence[float]) -> float:
    """The height of one row: that of its highest cell."""
    return _RULE + max(
        _cell_room(cell, column, across) for cell, column, across in zip(row, columns, widths, strict=True)
    )


def _cell_room(found: Cell | str, column: Column, width: float) -> float:
    cell = found if isinstance(found, Cell) else Cell(text=found)
    height = text_room(cell.text, cell.style or column.style, width)
    return height + (text_room(cell.detail, DETAIL, width) if cell.detail else 0.0)


def picture_room(chart: ChartImage, width: float) -> float:
    """The height of a chart that is printed so wide, with its paragraph."""
    look = LOOKS["Walkabout Picture"]
    return look.before + look.after + chart.height * min(1.0, width / chart.width) + 3
