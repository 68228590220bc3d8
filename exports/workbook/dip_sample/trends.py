"""The trend of each item over repeated samples: a table with its limits, and a line chart of the figures in it."""

from __future__ import annotations

from typing import Any

from analysis.dip_samples import DipTrend
from exports import dip_wording as words
from exports.dip_charts import trend_series
from exports.formats import ACCENT, FONT, INK, MUTED, PAPER, RULE, percent_text
from exports.indicator_wording import indicator_alt_text
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.dip_sample.paper import DipPaper
from exports.workbook.native_charts import cell_range, new_chart, place, plain_title
from exports.workbook.native_tables import Cell, Column, Written, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

COLUMNS = (34, 12, 12, 12, 12, 12, 12, 16, 44)
HEIGHT = 260
_FONT = {"name": FONT, "size": 9, "color": INK}


def write_trends(book: Book, paper: DipPaper) -> None:
    """The sheet; none for a first sample."""
    if not paper.trends or len(paper.trends[0].points) < 2:
        return
    page = book.add_page(
        "Trend", "Each item over the samples of the series, with the limits of chance", COLUMNS, orientation="landscape"
    )
    page.keep_head(frozen_columns=1)
    for sentence in words.HOW_A_TREND_IS_READ:
        prose(page, sentence)
    page.skip()
    for trend in paper.trends:
        _write_trend(book, page, trend)


def _write_trend(book: Book, page: Page, trend: DipTrend) -> None:
    start = page.row
    page.band(plain_text(words.label_text(trend)), "heading", 28)
    if trend.why_not:
        prose(page, trend.why_not)
        return
    prose(page, " ".join(words.trend_sentences(trend)))
    columns = [
        Column(head="Sample", style="list_strong"),
        Column(head="Share", style="list_percent"),
        Column(head="Lower limit", style="list_interval"),
        Column(head="Mean", style="list_percent"),
        Column(head="Upper limit", style="list_interval"),
        Column(head="Counted", style="list_count"),
        Column(head="Looked at", style="list_count"),
        Column(head="Effective number", style="list_coefficient"),
        Column(head="In words"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(one.label), figure(one.share), figure(one.low),
            figure(trend.centre if one.low is not None else None), figure(one.high), figure(one.count), figure(one.n),
            figure(one.effective), words.point_text(one),
        )
        for one in trend.points
    ]  # fmt: skip
    description = f"{words.label_text(trend)}: share, limits, counts and effective number of each sample."
    table = write_table(book, page, f"trend_{trend.name}", columns, rows, description=description)
    page.skip()
    _write_chart(book, page, trend, table)
    page.keep_together(start)
    page.skip()


def _write_chart(book: Book, page: Page, trend: DipTrend, table: Written) -> None:
    chart = new_chart(book, {"type": "line"})
    looks: tuple[tuple[int, dict[str, Any]], ...] = (
        (
            1,
            {
                "line": {"color": ACCENT, "width": 2.25},
                "marker": {"type": "circle", "size": 6, "fill": {"color": ACCENT}},
            },
        ),
        (2, {"line": {"color": MUTED, "width": 1, "dash_type": "dash"}}),
        (3, {"line": {"color": MUTED, "width": 1}}),
        (4, {"line": {"color": MUTED, "width": 1, "dash_type": "dash"}}),
    )
    for column, look in looks:
        chart.add_series(
            {
                "name": [page.name, table.head, column],
                "categories": cell_range(page, table.rows, 0),
                "values": cell_range(page, table.rows, column),
                **look,
            }
        )
    chart.set_title(
        {"name": plain_title(f"Mean of all samples {percent_text(trend.centre or 0.0)}"), "name_font": _FONT}
    )
    grid = {"visible": True, "line": {"color": RULE, "width": 0.75}}
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": _FONT, "major_gridlines": grid})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": RULE}})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": PAPER}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 900, "height": HEIGHT})
    place(page, page.row, 0, chart, indicator_alt_text(trend_series(trend)))
    page.clear(page.row, HEIGHT)
