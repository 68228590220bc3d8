"""Native charts of several rounds: two side by side as bars, or many as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart

from exports.formats import ACCENT, BAR_GREY, FONT, MUTED, RULE
from exports.workbook.book import Book
from exports.workbook.native_charts import cell_range
from exports.workbook.page import Page

MOST_LINES = 6
_FONT = {"name": FONT, "size": 9}
# Colour, dash and marker together, so that lines are told apart without colour.
_LINES = (
    (ACCENT, "solid", "circle"),
    ("#d9691e", "dash", "square"),
    ("#3b4347", "square_dot", "triangle"),
    ("#6a9ba6", "long_dash", "diamond"),
    (BAR_GREY, "dash_dot", "x"),
    ("#8a4b12", "round_dot", "plus"),
)


def paired_bars(
    book: Book, page: Page, title: str, rows: Sequence[int], series: Sequence[tuple[str, int, str]]
) -> Chart:
    """Two bars a question: the name, the column and the colour of each series. The table has every number."""
    chart = _new_chart(book, {"type": "bar"})
    for name, column, fill in series:
        chart.add_series(
            {
                "name": name,
                "categories": cell_range(page, rows, 0),
                "values": cell_range(page, rows, column),
                "fill": {"color": fill},
                "gap": 60,
                "overlap": -5,
                "data_labels": {"value": True, "position": "outside_end", "font": _FONT},
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": BAR_GREY}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": 1.1})
    _dress(chart, title)
    chart.set_size({"width": 900, "height": paired_height(len(rows))})
    return chart


def paired_height(questions: int) -> int:
    return 90 + 46 * max(questions, 2)


def line_chart(
    book: Book, page: Page, title: str, head: int, rows: Sequence[int], first_column: int, rounds: int
) -> Chart:
    """A line for each row, named by its first cell; an empty cell is a gap.

    The rounds are named by the heads of their columns from ``first_column`` on; the columns after these are drawn.
    """
    drawn = first_column + rounds
    chart = _new_chart(book, {"type": "line"})
    for place, row in enumerate(rows):
        colour, dash, marker = _LINES[place % len(_LINES)]
        line: dict[str, Any] = {"color": colour, "width": 2.25, "dash_type": dash}
        chart.add_series(
            {
                "name": [page.name, row, 0],
                "categories": [page.name, head, first_column, head, drawn - 1],
                "values": [page.name, row, drawn, row, drawn + rounds - 1],
                "line": line,
                "marker": {"type": marker, "size": 7, "border": {"color": colour}, "fill": {"color": colour}},
            }
        )
    chart.set_x_axis({"num_font": _FONT, "line": {"color": BAR_GREY}})
    chart.set_y_axis(
        {
            "num_font": _FONT,
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "major_unit": 0.25,
            "major_gridlines": {"visible": True, "line": {"color": RULE}},
            "line": {"none": True},
        }
    )
    chart.show_blanks_as("gap")
    _dress(chart, title)
    return chart


def _new_chart(book: Book, options: dict[str, str]) -> Chart:
    chart = book.workbook.add_chart(options)
    if chart is None:  # xlsxwriter's answer to a type it does not know
        raise ValueError(f"there is no chart of the kind {options}")
    return chart


def _dress(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_FONT, "bold": False, "color": MUTED}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#ffffff"}})
    chart.set_plotarea({"fill": {"color": "#ffffff"}})
