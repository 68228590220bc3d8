"""Favourable answers, a line for each scale and grade: on the summary, or where they are many on their own sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.report import QuestionBlock, SectionBlock, Share
from exports.wording import interval_methods, share_text, unit_nouns
from exports.workbook.book import Book
from exports.workbook.native_charts import bar_chart_height, place, range_bars, share_bars
from exports.workbook.native_tables import Cell, Column, figure, head_names, write_table
from exports.workbook.page import Page
from exports.workbook.question_charts import SPACE_HEAD
from exports.workbook.tables import make_table

SHEET = "Favourable answers"
MOST_ON_SUMMARY = 12
BOUNDS_A_TABLE = 16  # what stands on one printed page
HEADS = ("Count", "Base", "Per cent", "95% from", "95% to")
BOUND_HEADS = ("At least", "At most")
BOUNDS_NOTE = (
    "At least and at most: the share of everybody asked lies between them, whatever those think who did not answer."
)
LIST_COLUMNS = (
    ("Section", 26.0, "list_text"),
    ("Question", 46.0, "list_text"),
    ("Counts as favourable", 26.0, "list_text"),
    ("Of whom", 15.0, "list_text"),
    ("Count", 9.0, "list_count"),
    ("Base", 9.0, "list_count"),
    ("Per cent", 10.0, "list_percent"),
    ("95% from", 10.0, "list_interval"),
    ("95% to", 10.0, "list_interval"),
    ("Finite pop. from", 10.0, "list_interval"),
    ("Finite pop. to", 10.0, "list_interval"),
    ("At least", 10.0, "list_interval"),
    ("At most", 10.0, "list_interval"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourable:
    """A question with a favourable share, and the section that it stands in."""

    section: SectionBlock
    block: QuestionBlock
    share: Share


def favourable_questions(book: Book) -> list[Favourable]:
    return [
        Favourable(section=section, block=block, share=block.favourable)
        for section in book.report.sections
        for block in section.questions
        if block.favourable is not None
    ]


def write_on_summary(book: Book, page: Page) -> None:
    """The table and its chart, or a link to their own sheet."""
    found = favourable_questions(book)
    if not found:
        return
    page.band("Favourable answers", "heading", 28)
    if len(found) > MOST_ON_SUMMARY:
        row = page.next_row(24)
        book.link(page, row, SHEET, f"All {len(found)} questions with a favourable answer are on the sheet {SHEET}")
        page.skip()
        return
    shown = _write_table(book, page, found)
    methods = interval_methods(replace(one.share, population_interval=None) for one in found)
    if methods:
        page.paragraph(methods, "muted")
    if any(one.share.bounds for one in found):
        page.paragraph(BOUNDS_NOTE, "muted")
    page.skip()
    _write_chart(book, page, found, shown)


def _write_table(book: Book, page: Page, found: Sequence[Favourable]) -> list[int]:
    """A line for each question; returns the rows whose share is shown."""
    bounded = any(one.share.bounds for one in found)
    heads = ("Question", "Counts as favourable, and of whom", *HEADS, *(BOUND_HEADS if bounded else ()))
    titles = head_names(heads)
    head = page.table_head(titles, left=2)
    shown: list[int] = []
    for one in found:
        of_whom = f"{one.block.favourable_label or 'As defined'} ({unit_nouns(one.section)[1]})"
        row = page.label_row(one.block.label, beside=(of_whom, page.columns[1]))
        page.label(row, 1, of_whom)
        for column, (value, style) in enumerate(_cells(one.share, bounded=bounded), start=2):
            page.figure(row, column, value, one.share.mark, style)
        if one.share.share is not None:
            shown.append(row)
    last = page.row - 1
    book.define("favourable_answers", page, (head, 0), (last, len(titles) - 1))
    make_table(book, page, "favourable_answers", titles, head, last, "Favourable answers", left=2, filters=False)
    return shown


def _cells(share: Share, *, bounded: bool) -> list[tuple[float | int | None, str]]:
    interval, bounds = share.interval, share.bounds
    cells: list[tuple[float | int | None, str]] = [
        (share.count, "count"),
        (share.base, "count"),
        (share.share, "percent"),
        (interval.low if interval else None, "interval"),
        (interval.high if interval else None, "interval"),
    ]
    if bounded:
        cells += [(bounds.low if bounds else None, "interval"), (bounds.high if bounds else None, "interval")]
    return cells


def _write_chart(book: Book, page: Page, found: Sequence[Favourable], shown: Sequence[int]) -> None:
    if not shown:
        page.paragraph("No chart: none of these figures can be shown.", "muted")
        return
    if len(shown) < len(found):
        page.paragraph("The chart leaves out the questions whose figure is not shown.", "muted")
    chart = share_bars(book, page, "Per cent favourable", shown, 4)
    height = bar_chart_height(len(shown))
    chart.set_size({"width": 990, "height": height})
    told = [f"{one.block.label} {share_text(one.share)}" for one in found if one.share.share is not None]
    place(page, page.row, 0, chart, f"Bar chart of favourable answers: {'; '.join(told)}.")
    page.clear(page.row, height)


def write_favourable_sheet(book: Book) -> None:
    """All questions with a favourable answer in one table that can be sorted and filtered."""
    found = favourable_questions(book)
    if len(found) <= MOST_ON_SUMMARY:
        return
    page = book.add_page(
        SHEET,
        "Every scale and grade in one table, to sort and to filter",
        [width for _, width, _ in LIST_COLUMNS],
        orientation="landscape",
        fixed=True,
    )
    methods = interval_methods(one.share for one in found)
    if methods:
        page.paragraph(methods, "muted")
    page.skip()
    columns = [Column(head=head, style=style) for head, _, style in LIST_COLUMNS]
    written = write_table(
        book, page, "favourable_answers", columns, [_list_row(one) for one in found],
        description="Every scale and grade: its favourable share, intervals and bounds.",
    )  # fmt: skip
    page.sheet.freeze_panes(written.first, 2)
    page.sheet.repeat_rows(written.head)


def _list_row(one: Favourable) -> list[Cell]:
    share = one.share
    ends: list[Cell] = []
    for interval in (share.interval, share.population_interval, share.bounds):
        ends += [figure(interval.low, None), figure(interval.high, None)] if interval else _unknown(share)
    return [
        one.section.label,
        one.block.label,
        one.block.favourable_label or "As defined",
        unit_nouns(one.section)[1],
        *(figure(value, share.mark) for value in (share.count, share.base, share.share)),
        *ends,
    ]


def _unknown(share: Share) -> list[Cell]:
    return [figure(None, share.mark)] * 2


def write_bounds_of_rates(book: Book, page: Page, chart_column: int) -> None:
    """What those who did not answer could change: the least and the most that each favourable share could be."""
    found = [one for one in favourable_questions(book) if one.share.bounds is not None and one.share.share is not None]
    if not found:
        return
    start = page.row
    page.band("What those who did not answer could change", "heading", 28)
    page.paragraph(
        BOUNDS_NOTE,
        "muted",
    )
    for first in range(0, len(found), BOUNDS_A_TABLE):
        part = found[first : first + BOUNDS_A_TABLE]
        _write_bounds(book, page, part, start if first == 0 else page.row, chart_column)


def _write_bounds(book: Book, page: Page, found: Sequence[Favourable], start: int, chart_column: int) -> None:
    titles = head_names(("Question", "Of those who answered", *BOUND_HEADS))
    head = page.table_head(titles)
    space = page.last_column + 1
    page.text(head, space, f"{SPACE_HEAD}: how long", "position_head")
    for one in found:
        row = page.label_row(one.block.label)
        page.figure(row, 1, one.share.share, one.share.mark, "percent")
        if one.share.bounds is not None:
            page.figure(row, 2, one.share.bounds.low, None, "interval")
            page.figure(row, 3, one.share.bounds.high, None, "interval")
            page.figure(row, space, one.share.bounds.high - one.share.bounds.low, None, "position")
    rows = range(head + 1, page.row)
    make_table(book, page, "bounds", titles, head, page.row - 1, "What those who did not answer could change")
    title = "Per cent favourable of everybody asked: from the least to the most"
    chart = range_bars(book, page, title, rows, low=2, width=space)
    height = bar_chart_height(len(rows)) + 34 + 6 * len(rows)
    chart.set_size({"width": 470, "height": height})
    told = "; ".join(
        f"{one.block.label} from {one.share.bounds.low:.1%} to {one.share.bounds.high:.1%}"
        for one in found
        if one.share.bounds is not None
    )
    place(page, head, chart_column, chart, f"Bars from the least to the most that could be favourable: {told}.")
    page.clear(head, height)
    page.keep_together(start)
    page.skip()
