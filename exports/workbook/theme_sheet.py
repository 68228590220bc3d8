"""What people wrote, coded to themes."""

from __future__ import annotations

from analysis.report import ThemeRow, ThemeTable
from exports.formats import ACCENT, BAR_GREY, PALE
from exports.wording import counted, themes_alt_text
from exports.workbook.book import Book
from exports.workbook.native_charts import ChartSeries, place, stacked_bars
from exports.workbook.page import Page

COLUMNS = (34, 58, 11, 13, 11, 11, 11)
_FIGURES = ("mentions", "respondents", "strengths", "concerns", "neutral")
STANCES: tuple[ChartSeries, ...] = (
    ChartSeries(column=4, fill=ACCENT, label_colour="#ffffff"),
    ChartSeries(column=5, fill=BAR_GREY),
    ChartSeries(column=6, fill=PALE),
)


def write_themes(book: Book) -> None:
    table = book.report.themes
    if table is None:
        return
    page = book.add_page(
        "Themes",
        "Comments coded to themes: mentions, respondents, strengths and concerns",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    if None in (table.comments, table.coded, table.respondents):
        page.marks.add("c")
    comments, coded = (counted(count, ("comment", "comments")) for count in (table.comments, table.coded))
    respondents = counted(table.respondents, ("respondent", "respondents"))
    page.paragraph(page.signed(f"{comments} by {respondents}; {coded} coded to at least one theme."))
    if table.note:
        page.paragraph(table.note, "muted")
    page.skip()
    if not table.rows:
        page.paragraph("No theme has been recorded.", "muted")
        return
    _write_table(book, page, table)


def _write_table(book: Book, page: Page, table: ThemeTable) -> None:
    head = page.table_head(
        ("Theme", "What it covers", "Mentions", "Respondents", "Strengths", "Concerns", "Neutral"), left=2
    )
    ordered = sorted(table.rows, key=lambda row: -1 if row.mentions is None else row.mentions, reverse=True)
    rows = [(_write_row(page, theme), theme) for theme in ordered]
    book.define("themes", page, (head, 0), (page.row - 1, len(COLUMNS) - 1))
    page.skip()
    _write_chart(book, page, table, head, rows)


def _write_row(page: Page, theme: ThemeRow) -> int:
    lines = max(page.lines(theme.label, COLUMNS[0]), page.lines(theme.definition, COLUMNS[1]))
    row = page.next_row(lines * 17 + 5)
    page.label(row, 0, theme.label)
    page.label(row, 1, theme.definition)
    for column, name in enumerate(_FIGURES, start=2):
        page.figure(row, column, getattr(theme, name), theme.mark, "count")
    return row


def _write_chart(book: Book, page: Page, table: ThemeTable, head: int, rows: list[tuple[int, ThemeRow]]) -> None:
    """Stacked by stance where every stance of a theme is shown, else plain bars of the mentions that are."""
    start = page.row
    whole = [row for row, theme in rows if None not in (theme.strengths, theme.concerns, theme.neutral)]
    counted_rows = [row for row, theme in rows if theme.mentions is not None]
    if len(whole) == len(rows):
        series = STANCES
        shown = whole
    else:
        series, shown = (ChartSeries(column=2, label_colour="#ffffff"),), counted_rows
    if not shown:
        page.paragraph("No chart: the figures are hidden.", "muted")
        return
    if len(shown) < len(rows):
        page.paragraph("The chart leaves out the themes whose figures are not shown.", "muted")
    chart = stacked_bars(book, page, "Mentions by theme", head, shown, series, percent=False)
    height = 90 + 28 * max(len(shown), 2)
    chart.set_size({"width": 900, "height": height})
    place(page, page.row, 0, chart, themes_alt_text(table))
    page.clear(page.row, height)
    page.keep_together(start)
