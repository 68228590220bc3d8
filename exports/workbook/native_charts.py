"""Native Excel charts over cells that are shown; a hidden figure is never part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from exports.formats import ACCENT, BAR_GREY, FONT, MUTED, RULE
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.page import Page
from exports.workbook.text import ALT_TEXT_LIMIT

CHART_WIDTH = 470
CHART_LABEL_LIMIT = 60
_FONT = {"name": FONT, "size": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """One series: the column its values stand in, under a head that names it, and its look."""

    column: int
    fill: str = ACCENT
    pattern: str | None = None
    label_colour: str | None = None


def cell_range(page: Page, rows: Sequence[int], column: int) -> str:
    """A reference to the cells of one column in these rows, in pieces where rows between them are left out."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    sheet = quote_sheetname(page.name)
    parts = [f"{sheet}!{xl_range_abs(first, column, last, column)}" for first, last in runs]
    return f"={parts[0]}" if len(parts) == 1 else f"=({','.join(parts)})"


def bar_chart_height(bars: int) -> int:
    return 58 + 26 * max(bars, 2)


def share_bars(
    book: Book, page: Page, title: str, rows: Sequence[int], column: int, strong: Sequence[bool] | None = None
) -> Chart:
    """Horizontal bars of shares from 0 to 100 per cent; ``strong`` says which bars carry the accent colour."""
    chart = _new_bar_chart(book, {"type": "bar"})
    series: dict[str, Any] = {
        "name": _title(title),
        "categories": cell_range(page, rows, 0),
        "values": cell_range(page, rows, column),
        "fill": {"color": ACCENT},
        "gap": 45,
        "data_labels": {"value": True, "position": "outside_end", "font": _FONT},
    }
    if strong is not None:
        series["points"] = [{"fill": {"color": ACCENT if accent else BAR_GREY}} for accent in strong]
    chart.add_series(series)
    chart.set_legend({"none": True})
    _dress(chart, title, len(rows), {"min": 0, "max": 1.1})
    return chart


def stacked_bars(
    book: Book, page: Page, title: str, head: int, rows: Sequence[int], series: Sequence[ChartSeries], *, percent: bool
) -> Chart:
    """Stacked horizontal bars, told apart by shade, pattern and the numbers in them, with a legend in words."""
    chart = _new_bar_chart(book, {"type": "bar", "subtype": "percent_stacked" if percent else "stacked"})
    for one in series:
        chart.add_series(_stacked_series(page, head, rows, one, percent=percent))
    chart.set_legend({"position": "bottom", "font": _FONT})
    _dress(chart, title, len(rows), {"min": 0})
    return chart


def _stacked_series(page: Page, head: int, rows: Sequence[int], one: ChartSeries, *, percent: bool) -> dict[str, Any]:
    """One series, named by its column's head. A segment too thin for its number goes without; the table has it."""
    labels: dict[str, Any] = {
        "value": True,
        "position": "center",
        "font": {**_FONT, "size": 8},
        "num_format": '[<0.06]"";0%' if percent else "0;;",
    }
    look: dict[str, Any] = {"fill": {"color": one.fill}}
    if one.label_colour:
        labels["font"]["color"] = one.label_colour
    if one.pattern:
        look = {"pattern": {"pattern": one.pattern, "fg_color": one.fill, "bg_color": "#ffffff"}}
        labels["fill"] = {"color": "#ffffff"}
    return {
        "name": [page.name, head, one.column],
        "categories": cell_range(page, rows, 0),
        "values": cell_range(page, rows, one.column),
        "border": {"color": "#ffffff", "width": 0.75},
        "gap": 45,
        "overlap": 100,
        "data_labels": labels,
        **look,
    }


def _new_bar_chart(book: Book, options: dict[str, str]) -> Chart:
    chart = book.workbook.add_chart(options)
    if chart is None:  # xlsxwriter's answer to a type it does not know
        raise ValueError(f"there is no chart of the kind {options}")
    return chart


def _title(text: str) -> str:
    """A title as text: xlsxwriter would take ``Help!A1`` for the address of a cell."""
    return plain_text(text.replace("!", "! "))


def _dress(chart: Chart, title: str, bars: int, value_axis: dict[str, Any]) -> None:
    """What all our charts share: a quiet title, first bar on top, no grid, no value axis beside the labels."""
    chart.set_title({"name": _title(title), "name_font": {**_FONT, "bold": False, "color": MUTED}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": BAR_GREY}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "num_font": _FONT, **value_axis})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#ffffff"}})
    chart.set_plotarea({"fill": {"color": "#ffffff"}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": CHART_WIDTH, "height": bar_chart_height(bars)})


def place(page: Page, row: int, column: int, chart: Chart, alt_text: str) -> None:
    """Put a chart on the sheet, with its description for people who cannot see it."""
    options = {
        "description": plain_text(alt_text, ALT_TEXT_LIMIT),
        "x_offset": 14 if column else 4,
        "y_offset": 4,
        "object_position": 2,
    }
    page.sheet.insert_chart(row, column, chart, options)
