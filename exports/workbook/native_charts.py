"""Native Excel charts over cells that are shown; a hidden figure is never part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from exports.formats import ACCENT, BAR_GREY, FONT, INK, MUTED, PAPER, RULE
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.page import Page
from exports.workbook.text import ALT_TEXT_LIMIT

CHART_WIDTH = 470
MOST_BARS_PX = 640
PERCENT_LABEL = '[<0.065]"";0%'
MIDDLE = 1  # where the line stands that a diverging bar is about: a whole bar fits on either side
_FONT = {"name": FONT, "size": 9, "color": INK}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """One series: the column its values stand in, under a head that names it, and its look."""

    column: int
    fill: str = ACCENT
    pattern: str | None = None
    label_colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of a single bar: the row that names it and holds its value, and its look."""

    row: int
    fill: str
    ink: str | None = None
    pattern: str | None = None


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
    """High enough for every bar; of many bars each is thinner, so that they still stand on one printed page."""
    return 58 + max(14, min(26, MOST_BARS_PX // max(bars, 1))) * max(bars, 2)


def share_bars(
    book: Book, page: Page, title: str, rows: Sequence[int], column: int, strong: Sequence[bool] | None = None
) -> Chart:
    """Horizontal bars of shares from 0 to 100 per cent; ``strong`` says which bars carry the accent colour."""
    chart = new_chart(book, {"type": "bar"})
    series: dict[str, Any] = {
        "name": plain_title(title),
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
    book: Book,
    page: Page,
    title: str,
    head: int,
    rows: Sequence[int],
    series: Sequence[ChartSeries],
    *,
    percent: bool,
    space: int | None = None,
) -> Chart:
    """Stacked horizontal bars, told apart by shade, pattern and the numbers in them, with a legend in words.

    With ``space``, a column, the bars begin where it says, and their middles stand at the line in the chart's middle.
    """
    stacked = "percent_stacked" if percent and space is None else "stacked"
    chart = new_chart(book, {"type": "bar", "subtype": stacked})
    if space is not None:
        chart.add_series(_space_series(page, rows, space))
    for one in series:
        chart.add_series(_stacked_series(page, head, rows, one, percent=percent))
    _finish_stack(chart, title, len(rows), diverging=space is not None)
    return chart


def one_bar(
    book: Book, page: Page, title: str, segments: Sequence[Segment], column: int, space: tuple[int, int] | None = None
) -> Chart:
    """A single stacked bar; with ``space``, the cell that says where it begins, about the line in the middle."""
    chart = new_chart(book, {"type": "bar", "subtype": "percent_stacked" if space is None else "stacked"})
    if space is not None:
        chart.add_series({**_space_series(page, [space[0]], space[1]), "gap": 60})
    for one in segments:
        cell = [page.name, one.row, column, one.row, column]
        series = {"name": [page.name, one.row, 0], "values": cell, **_segment_look(one.fill, one.ink, one.pattern)}
        chart.add_series({**series, "gap": 60})
    _finish_stack(chart, title, 1, diverging=space is not None)
    chart.set_y_axis({"visible": False})
    chart.set_plotarea({"fill": {"color": PAPER}, "layout": {"x": 0.03, "y": 0.18, "width": 0.94, "height": 0.4}})
    return chart


def lay_out(chart: Chart, height: int) -> None:
    """Give bars that stand beside long labels the greater part of a chart, above a legend of two lines."""
    layout = {"x": 0.38, "y": 36 / height, "width": 0.59, "height": (height - 92) / height}
    chart.set_plotarea({"fill": {"color": PAPER}, "layout": layout})


def _finish_stack(chart: Chart, title: str, bars: int, *, diverging: bool) -> None:
    legend: dict[str, Any] = {"position": "bottom", "font": _FONT}
    axis: dict[str, Any] = {"min": 0}
    if diverging:
        line = {"visible": True, "line": {"color": MUTED, "width": 1}}
        axis = {"min": 0, "max": 2 * MIDDLE, "major_unit": MIDDLE, "major_gridlines": line}
    chart.set_legend(legend)
    _dress(chart, title, bars, axis)


def _space_series(page: Page, rows: Sequence[int], column: int) -> dict[str, Any]:
    """What is to the left of a diverging bar: nothing to be seen, neither there nor, without a name, in the legend."""
    return {
        "name": "\N{NO-BREAK SPACE}",
        "categories": cell_range(page, rows, 0),
        "values": cell_range(page, rows, column),
        "fill": {"none": True},
        "border": {"none": True},
        "gap": 45,
        "overlap": 100,
    }


def _stacked_series(page: Page, head: int, rows: Sequence[int], one: ChartSeries, *, percent: bool) -> dict[str, Any]:
    """One series, named by its column's head."""
    return {
        "name": [page.name, head, one.column],
        "categories": cell_range(page, rows, 0),
        "values": cell_range(page, rows, one.column),
        "gap": 45,
        **_segment_look(one.fill, one.label_colour, one.pattern, number_format=PERCENT_LABEL if percent else "0;;"),
    }


def _segment_look(
    fill: str, ink: str | None, pattern: str | None, number_format: str = PERCENT_LABEL
) -> dict[str, Any]:
    """How a segment is drawn. One too thin for its number goes without; the table has it."""
    labels: dict[str, Any] = {
        "value": True,
        "position": "center",
        "font": {**_FONT, "size": 8, "color": ink or INK},
        "num_format": number_format,
    }
    look: dict[str, Any] = {"fill": {"color": fill}}
    if pattern:
        look = {"pattern": {"pattern": pattern, "fg_color": fill, "bg_color": PAPER}}
        labels["fill"] = {"color": PAPER}
    return {"border": {"color": PAPER, "width": 0.75}, "overlap": 100, "data_labels": labels, **look}


def histogram(book: Book, page: Page, title: str, rows: Sequence[int], column: int) -> Chart:
    """Upright bars of counts that touch, one for each interval."""
    chart = new_chart(book, {"type": "column"})
    chart.add_series(
        {
            "name": plain_title(title),
            "categories": cell_range(page, rows, 0),
            "values": cell_range(page, rows, column),
            "fill": {"color": ACCENT},
            "border": {"color": PAPER, "width": 0.75},
            "gap": 3,
            "data_labels": {"value": True, "position": "outside_end", "font": _FONT},
        }
    )
    chart.set_legend({"none": True})
    _dress(chart, title, len(rows), {})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": BAR_GREY}, "major_tick_mark": "none"})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def range_bars(book: Book, page: Page, title: str, rows: Sequence[int], *, low: int, width: int) -> Chart:
    """Bars that float: from the figure in column ``low``, as long as column ``width`` says."""
    chart = new_chart(book, {"type": "bar", "subtype": "stacked"})
    chart.add_series(_space_series(page, rows, low))
    chart.add_series({**_space_series(page, rows, width), "fill": {"color": BAR_GREY}, "border": {"color": PAPER}})
    chart.set_legend({"none": True})
    line = {"visible": True, "line": {"color": RULE, "width": 0.75}}
    axis = {"visible": True, "min": 0, "max": 1, "major_unit": 0.25, "num_format": "0%", "major_gridlines": line}
    _dress(chart, title, len(rows), axis)
    return chart


def new_chart(book: Book, options: dict[str, str]) -> Chart:
    chart = book.workbook.add_chart(options)
    if chart is None:  # xlsxwriter's answer to a type it does not know
        raise ValueError(f"there is no chart of the kind {options}")
    return chart


def plain_title(text: str) -> str:
    """A title as text: xlsxwriter would take ``Help!A1`` for the address of a cell."""
    return plain_text(text.replace("!", "! "))


def _dress(chart: Chart, title: str, bars: int, value_axis: dict[str, Any]) -> None:
    """What all our charts share: a quiet title, first bar on top, no grid, no value axis beside the labels."""
    chart.set_title(
        {"name": plain_title(title), "name_font": {**_FONT, "bold": False, "color": MUTED}, "overlay": False}
    )
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _FONT,
            "line": {"color": BAR_GREY},
            "major_tick_mark": "none",
            "interval_unit": 1,  # every bar has its label, however close they stand
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "num_font": _FONT, **value_axis})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": PAPER}})
    chart.set_plotarea({"fill": {"color": PAPER}})
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
