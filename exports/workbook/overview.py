"""At a glance: questions that share one scale, side by side in a table and a stacked chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report import QuestionBlock
from exports.wording import capital, share_text, unit_nouns
from exports.workbook.blocks import is_part
from exports.workbook.book import Book
from exports.workbook.native_charts import ChartSeries, lay_out, place, stacked_bars
from exports.workbook.native_tables import head_names
from exports.workbook.page import Page
from exports.workbook.question_charts import CHART_COLUMN, DIVERGING_TITLE, SPACE_HEAD, space_before
from exports.workbook.scales import MOST_CHOICES, Diverging, diverging, looks
from exports.workbook.shares import SHARE_WIDTHS
from exports.workbook.tables import make_table

COLUMNS = (46, *SHARE_WIDTHS)
CHART_COLUMNS = 10
DEFAULT_COLUMN_PX = 64
ROWS_A_TABLE = 14  # what one printed page takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Questions of one unit that share one scale."""

    noun: str
    blocks: tuple[QuestionBlock, ...]
    label: str | None = None

    @property
    def title(self) -> str:
        if self.label is not None:
            return self.label
        choices = self.blocks[0].rows
        return f"{capital(self.noun)}: from {choices[0].label} to {choices[-1].label}"


def overviews(book: Book) -> list[Overview]:
    """Each scale that at least two questions of one unit share; a repeat is never mixed with anything else."""
    groups: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[QuestionBlock]] = {}
    for section in book.report.sections:
        for block in section.questions:
            if block.kind in ("scale", "grade") and not is_part(block) and 2 <= len(block.rows) <= MOST_CHOICES:
                choices = tuple((row.name, row.label) for row in block.rows)
                repeat = section.name if section.is_repeat else ""
                groups.setdefault((repeat, unit_nouns(section)[1], choices), []).append(block)
    return [Overview(noun=key[1], blocks=tuple(blocks)) for key, blocks in groups.items() if len(blocks) > 1]


def write_overviews(book: Book) -> None:
    """The sheet, if the report has anything to compare."""
    found = overviews(book)
    if not found:
        return
    page = book.add_page(
        "At a glance",
        "Questions that share a scale, side by side, with stacked charts",
        COLUMNS,
        orientation="landscape",
        extra_columns=CHART_COLUMNS,
        fixed=True,
    )
    page.keep_head()
    for overview in found:
        for number, part in enumerate(_parts(overview)):
            write_overview(book, page, part, continued=number > 0)


def _parts(overview: Overview) -> Iterator[Overview]:
    for first in range(0, len(overview.blocks), ROWS_A_TABLE):
        yield Overview(noun=overview.noun, blocks=overview.blocks[first : first + ROWS_A_TABLE])


def write_overview(book: Book, page: Page, overview: Overview, *, continued: bool = False) -> None:
    """The table and, beside it, the chart of the questions that have all their figures."""
    start = page.row
    page.band(overview.title + (" (continued)" if continued else ""), "heading", 28)
    choices = [row.label for row in overview.blocks[0].rows]
    titles = head_names([f"Per cent of {overview.noun}", "Base", *choices])
    head = page.table_head(titles)
    rows = [(_write_row(page, block), block) for block in overview.blocks]
    make_table(book, page, "scale", titles, head, page.row - 1, f"Questions answered {overview.title}", filters=False)
    shown = [(row, block) for row, block in rows if all(option.share.share is not None for option in block.rows)]
    if not shown:
        page.paragraph("No chart: each question has a figure that is not shown.", "muted")
    else:
        if len(shown) < len(rows):
            page.paragraph("The chart leaves out the questions that have a figure which is not shown.", "muted")
        _write_chart(book, page, start, head, shown)
    page.keep_together(start)
    page.skip()


def _write_row(page: Page, block: QuestionBlock) -> int:
    row = page.label_row(block.label)
    page.figure(row, 1, block.base, block.mark or "c", "count")
    for column, option in enumerate(block.rows, start=2):
        page.figure(row, column, option.share.share, option.share.mark, "percent")
    return row


def _write_chart(book: Book, page: Page, start: int, head: int, shown: Sequence[tuple[int, QuestionBlock]]) -> None:
    """Scales stand about a line in the middle, grades from end to end."""
    first = shown[0][1]
    layout = diverging(first.rows) if all(block.kind == "scale" for _, block in shown) else None
    order = layout.order if layout else range(len(first.rows))
    drawn = looks(first.rows, grades=first.kind == "grade")
    series = [
        ChartSeries(column=2 + place, fill=drawn[place][0], label_colour=drawn[place][1], pattern=drawn[place][2])
        for place in order
    ]
    space = _write_spaces(page, head, shown, layout) if layout else None
    title = DIVERGING_TITLE if layout else "Per cent of those who gave an answer that counts"
    chart = stacked_bars(book, page, title, head, [row for row, _ in shown], series, percent=True, space=space)
    height = 100 + 32 * max(len(shown), 2)
    chart.set_size({"width": page.extra_columns * DEFAULT_COLUMN_PX - 40, "height": height})
    lay_out(chart, height)
    kind = "Diverging bar chart" if layout else "Stacked bar chart"
    place(page, start + 1, CHART_COLUMN, chart, page.signed(f"{kind}. {'. '.join(_sentence(b) for _, b in shown)}."))
    page.clear(start + 1, height)


def _write_spaces(page: Page, head: int, shown: Sequence[tuple[int, QuestionBlock]], layout: Diverging) -> int:
    """Where each bar begins, in a column right of what is printed."""
    column = page.last_column + 1
    page.text(head, column, SPACE_HEAD, "position_head")
    for row, block in shown:
        shares = [option.share.share or 0.0 for option in block.rows]
        page.figure(row, column, space_before(layout, shares), None, "position")
    return column


def _sentence(block: QuestionBlock) -> str:
    return f"{block.label}: {', '.join(f'{option.label} {share_text(option.share)}' for option in block.rows)}"
