"""Response rates: of the whole round, and by each breakdown fixed when it opened."""

from __future__ import annotations

from analysis.report import RateRow, RateTable
from exports.wording import rate_alt_text, response_label
from exports.workbook.book import Book
from exports.workbook.favourable import write_bounds_of_rates
from exports.workbook.names import range_name
from exports.workbook.native_charts import bar_chart_height, place, share_bars
from exports.workbook.native_tables import head_names
from exports.workbook.page import Page
from exports.workbook.tables import make_table

COLUMNS = (46, 12, 12, 16)
CHART_COLUMN = 4


def write_rates(book: Book) -> None:
    page = book.add_page(
        "Response rates",
        "Who was asked and who answered: overall, and by each breakdown",
        COLUMNS,
        orientation="landscape",
        extra_columns=8,
        fixed=True,
    )
    page.keep_head()
    _write_overall(book, page)
    for table in book.report.breakdowns:
        _write_breakdown(book, page, table)
    write_bounds_of_rates(book, page, CHART_COLUMN)


def _heads(book: Book, first: str) -> tuple[str, str, str, str]:
    rate = book.report.response_rate
    return (first, "Invited (at least)" if rate.at_most else "Invited", "Answered", response_label(rate))


def _write_overall(book: Book, page: Page) -> None:
    rate = book.report.response_rate
    page.band("Overall", "heading", 28)
    page.table_head(_heads(book, "Round"))
    row = page.label_row(book.report.title)
    page.figure(row, 1, rate.population, rate.mark, "count")
    page.figure(row, 2, rate.answered, rate.mark, "count")
    page.figure(row, 3, rate.rate, rate.mark, "percent")
    page.paragraph(f"Response rate: {rate.sentence}")
    if rate.note:
        page.paragraph(rate.note, "muted")
    page.skip()


def _write_breakdown(book: Book, page: Page, table: RateTable) -> None:
    """One table, with its chart of the rates that are shown."""
    start = page.row
    page.band(f"By {table.label.lower()}", "heading", 28)
    titles = head_names(_heads(book, table.label))
    first = page.table_head(titles)
    shown = [_write_row(page, row) for row in table.rows]
    rows = [row for row in shown if row is not None]
    book.define(range_name("response_by", table.name), page, (first, 0), (page.row - 1, 3))
    what = f"Response rates by {table.label.lower()}"
    make_table(book, page, range_name("response_by", table.name), titles, first, page.row - 1, what)
    if table.note:
        page.paragraph(table.note, "muted")
    if rows:
        chart = share_bars(book, page, f"{response_label(book.report.response_rate)} by {table.label.lower()}", rows, 3)
        place(page, start + 1, CHART_COLUMN, chart, rate_alt_text(table))
        if len(rows) < len(table.rows):
            page.paragraph("The chart leaves out the rows whose rate is not shown.", "muted")
        page.clear(start + 1, bar_chart_height(len(rows)))
    else:
        page.paragraph("No chart: none of these rates can be shown.", "muted")
    page.keep_together(start)
    page.skip()


def _write_row(page: Page, rate: RateRow) -> int | None:
    """Write one line; the row's number if its rate is shown."""
    row = page.label_row(rate.label)
    page.figure(row, 1, rate.invited, rate.mark, "count")
    page.figure(row, 2, rate.answered, rate.mark, "count")
    page.figure(row, 3, rate.rate, rate.mark, "percent")
    return row if rate.rate is not None else None
