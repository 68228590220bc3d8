"""A question answered with a number: five figures, a table of intervals and its histogram."""

from __future__ import annotations

from analysis.report import NumberSummary, QuestionBlock
from exports.wording import counted
from exports.workbook.book import Book
from exports.workbook.native_charts import CHART_WIDTH, histogram, place
from exports.workbook.native_tables import head_names
from exports.workbook.page import Page
from exports.workbook.question_charts import CHART_COLUMN
from exports.workbook.tables import make_table

HEADS = ("Given", "Lowest", "Lower quartile", "Median", "Upper quartile", "Highest")
BIN_HEADS = ("Numbers", "Count", "From", "To")
HISTOGRAM_HEIGHT = 230
NO_FIGURES = NumberSummary(
    n=None, minimum=None, lower_quartile=None, median=None, upper_quartile=None, maximum=None, mark="c"
)


def write_numbers(
    book: Book, page: Page, block: QuestionBlock, nouns: tuple[str, str], *, chart_at: int | None
) -> None:
    """Five figures and how many they come from, then the histogram; its chart begins at row ``chart_at``."""
    numbers = block.numbers or NO_FIGURES
    first = page.table_head(("All", *HEADS))
    row = page.label_row("All who gave a number")
    page.figure(row, 1, numbers.n, numbers.mark, "count")
    five = (numbers.minimum, numbers.lower_quartile, numbers.median, numbers.upper_quartile, numbers.maximum)
    for column, value in enumerate(five, start=2):
        whole = value is not None and value == int(value)
        page.figure(row, column, value, numbers.mark, "whole_number" if whole else "number")
    book.define_question(block.name, page, (first, 0), (row, len(HEADS)))
    for note in (numbers.note, numbers.histogram_note):
        if note:
            page.paragraph(page.signed(note), "muted")
    if numbers.histogram:
        _write_bins(book, page, block, numbers, nouns, chart_at)


def _write_bins(
    book: Book, page: Page, block: QuestionBlock, numbers: NumberSummary, nouns: tuple[str, str], chart_at: int | None
) -> None:
    """A row for each interval. Where one of them is hidden a picture would show a gap, so there is none."""
    titles = head_names(BIN_HEADS)
    head = page.table_head(titles)
    for one in numbers.histogram:
        row = page.label_row(one.label)
        page.figure(row, 1, one.count, one.mark, "count")
        for column, end in ((2, one.low), (3, one.high)):
            if end is not None:
                page.figure(row, column, end, None, "whole_number" if end == int(end) else "number")
    rows = range(head + 1, page.row)
    make_table(
        book,
        page,
        f"{block.name}_numbers",
        titles,
        head,
        page.row - 1,
        f"Numbers given to: {block.label}",
        filters=False,
    )
    if chart_at is None:
        return
    if any(one.count is None for one in numbers.histogram):
        page.text(chart_at, CHART_COLUMN, "No chart: some of the counts are hidden.", "beside")
        return
    chart = histogram(book, page, f"Numbers given by {counted(numbers.n, nouns)}", rows, 1)
    chart.set_size({"width": CHART_WIDTH, "height": HISTOGRAM_HEIGHT})
    told = "; ".join(f"{one.label} {one.count:,}" for one in numbers.histogram)
    place(page, chart_at, CHART_COLUMN, chart, f"Histogram of “{block.label}”: {told}.")
    page.clear(chart_at, HISTOGRAM_HEIGHT)
