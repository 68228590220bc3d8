"""The chart beside a question's table: which kind it is, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.chart import Chart

from analysis.report import OptionRow, QuestionBlock
from exports.formats import CONFIDENTIAL
from exports.wording import chart_alt_text, counted
from exports.workbook.book import Book
from exports.workbook.native_charts import (
    CHART_WIDTH,
    MIDDLE,
    Segment,
    bar_chart_height,
    one_bar,
    place,
    share_bars,
)
from exports.workbook.page import Page
from exports.workbook.scales import MOST_CHOICES, Diverging, diverging, looks
from exports.workbook.shares import PERCENT_OFFSET, TABLE_WIDTH

CHART_COLUMN = TABLE_WIDTH
PERCENT_COLUMN = 1 + PERCENT_OFFSET
ONE_BAR_HEIGHT = 150
DIVERGING_TITLE = "Per cent; right of the line is favourable"
SPACE_HEAD = "For the chart: where the bar begins"
Shown = Sequence[tuple[int, OptionRow]]


def why_no_chart(block: QuestionBlock, shown: int) -> str | None:
    """The reason a block has no chart, or None if it has one."""
    if block.narrative_only:
        return "No chart: too few entries for percentages."
    if block.base == 0 or not block.rows:
        return "No chart: nobody gave an answer that counts."
    if shown == 0:
        return "No chart: the figures are hidden."
    return None


def write_chart(book: Book, page: Page, block: QuestionBlock, shown: Shown, nouns: tuple[str, str], start: int) -> None:
    """The chart beside the table, made only of rows that are shown.

    A scale stands about a line, a grade is one bar from end to end, everything else has a bar for each answer. A scale
    or grade of which an answer is hidden cannot be one bar, and has a bar for each that is shown.
    """
    reason = why_no_chart(block, len(shown))
    if reason is not None:
        page.text(start + 1, CHART_COLUMN, reason, "beside")
        return
    whole = len(shown) == len(block.rows) <= MOST_CHOICES
    layout = diverging(block.rows) if whole and block.kind == "scale" else None
    height = ONE_BAR_HEIGHT
    if layout is not None:
        chart = _about_the_line(book, page, block, shown, layout, nouns)
    elif whole and block.kind == "grade":
        chart = one_bar(book, page, _title(page, block, shown, nouns), _segments(block, shown), PERCENT_COLUMN)
    else:
        rows = [row for row, _ in shown]
        title = _title(page, block, shown, nouns)
        chart = share_bars(book, page, title, rows, PERCENT_COLUMN, _stressed(block, shown))
        height = bar_chart_height(len(rows))
    chart.set_size({"width": CHART_WIDTH, "height": height})
    place(page, start + 1, CHART_COLUMN, chart, chart_alt_text(block))
    page.clear(start + 1, height)


def space_before(layout: Diverging, shares: Sequence[float]) -> float:
    """Where a bar begins that has its middle at the line."""
    return max(0.0, MIDDLE - layout.left(shares))


def _about_the_line(
    book: Book, page: Page, block: QuestionBlock, shown: Shown, layout: Diverging, nouns: tuple[str, str]
) -> Chart:
    """A scale as one bar about the line; where it begins stands right of what is printed."""
    first, column = shown[0][0], page.last_column + 1
    page.text(first - 1, column, SPACE_HEAD, "position_head")
    page.figure(first, column, space_before(layout, [row.share.share or 0.0 for row in block.rows]), None, "position")
    segments = _segments(block, shown)
    title = f"Per cent of {counted(block.base, nouns)}; right of the line is favourable"
    drawn = [segments[at] for at in layout.order]
    return one_bar(book, page, title, drawn, PERCENT_COLUMN, space=(first, column))


def _segments(block: QuestionBlock, shown: Shown) -> list[Segment]:
    drawn = looks(block.rows, grades=block.kind == "grade")
    return [
        Segment(row=row, fill=fill, ink=ink, pattern=pattern)
        for (row, _), (fill, ink, pattern) in zip(shown, drawn, strict=True)
    ]


def _title(page: Page, block: QuestionBlock, shown: Shown, nouns: tuple[str, str]) -> str:
    first = "Put first, per" if block.kind == "rank" else "Per"
    title = f"{first} cent of {counted(block.base, nouns)}"
    if len(shown) < len(block.rows):
        title += page.signed(f" (answers marked {CONFIDENTIAL} are left out)")
    return title


def _stressed(block: QuestionBlock, shown: Shown) -> list[bool] | None:
    """Which bars are favourable; None for a question without a better end. Hidden choices count for that too."""
    if not any(row.favourable for row in block.rows):
        return None
    return [option.favourable for _, option in shown]
