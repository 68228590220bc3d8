"""At a glance: questions that share one scale, side by side in a table and a stacked chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report import QuestionBlock
from exports.formats import GRADE_LOOKS
from exports.wording import capital, share_text, unit_nouns
from exports.workbook.blocks import CHART_COLUMN, TABLE_WIDTH, is_part
from exports.workbook.book import Book
from exports.workbook.native_charts import CHART_WIDTH, ChartSeries, place, stacked_bars
from exports.workbook.page import Page
from exports.workbook.shares import SHARE_WIDTHS

COLUMNS = (46, *SHARE_WIDTHS)
CHART_COLUMNS = 8
MOST_CHOICES = 6  # beside the base they fill the columns of the sheet
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
    labels = [row.label for row in overview.blocks[0].rows]
    spare = [""] * (TABLE_WIDTH - 2 - len(labels))
    head = page.table_head((f"Per cent of {overview.noun}", "Base", *labels, *spare))
    rows = [(_write_row(page, block), block) for block in overview.blocks]
    shown = [(row, block) for row, block in rows if all(option.share.share is not None for option in block.rows)]
    if not shown:
        page.paragraph("No chart: each question has a figure that is not shown.", "muted")
    else:
        if len(shown) < len(rows):
            page.paragraph("The chart leaves out the questions that have a figure which is not shown.", "muted")
        _write_chart(book, page, start, head, shown)
    page.keep_together(start)
    page.skip(2)


def _write_row(page: Page, block: QuestionBlock) -> int:
    row = page.label_row(block.label)
    page.figure(row, 1, block.base, block.mark or "c", "count")
    for column, option in enumerate(block.rows, start=2):
        page.figure(row, column, option.share.share, option.share.mark, "percent")
    return row


def _write_chart(book: Book, page: Page, start: int, head: int, shown: Sequence[tuple[int, QuestionBlock]]) -> None:
    series = [
        ChartSeries(column=column, fill=fill, label_colour=ink, pattern=pattern)
        for column, (fill, ink, pattern) in enumerate(_looks(shown[0][1]), start=2)
    ]
    rows = [row for row, _ in shown]
    chart = stacked_bars(
        book, page, "Per cent of those who gave an answer that counts", head, rows, series, percent=True
    )
    height = 90 + 32 * max(len(shown), 2)
    chart.set_size({"width": CHART_WIDTH, "height": height})
    sentences = [
        f"{block.label}: {', '.join(f'{option.label} {share_text(option.share)}' for option in block.rows)}"
        for _, block in shown
    ]
    place(page, start + 1, CHART_COLUMN, chart, page.signed(f"Stacked bar chart. {'. '.join(sentences)}."))
    page.clear(start + 1, height)


def _looks(block: QuestionBlock) -> list[tuple[str, str, str | None]]:
    """Fill, ink and pattern of each choice: the favourable end solid and dark, the other end hatched."""
    steps = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 2, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 5, 2, 3, 4)}[len(block.rows)]
    worst_first = block.rows[-1].favourable and not block.rows[0].favourable
    return [GRADE_LOOKS[step] for step in (reversed(steps) if worst_first else steps)]
