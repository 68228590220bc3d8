"""The banner table of one question: its answers in rows, the groups of a breakdown in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report import CrossRow, CrossTable, Mark, OptionRow, QuestionBlock, Share
from exports.workbook.book import Book
from exports.workbook.names import range_name
from exports.workbook.native_tables import head_names
from exports.workbook.page import LINE_PX, Page
from exports.workbook.tables import make_table

LABEL_WIDTH, FIGURE_WIDTH, ALL_WIDTH = 36.0, 9.5, 8.5
GROUPS_A_TABLE = 20
TILTED_FROM = 16  # columns
QUIET_PX = 17
Value = tuple[float | int | None, Mark | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer in all groups: a value for everybody, then one for each group."""

    figure: str
    values: tuple[Value, ...]
    style: str
    folded: bool = False


def places_of(table: CrossTable) -> list[int]:
    """The groups that have anybody in them."""
    return [place for place, group in enumerate(table.groups) if group.asked != 0]


def parts_of(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, max(len(places), 1), GROUPS_A_TABLE):
        yield places[first : first + GROUPS_A_TABLE]


def head_style(titles: Sequence[str]) -> str:
    return "tilted_head" if len(titles) > TILTED_FROM else "table_head"


def write_head(page: Page, titles: Sequence[str], left: int) -> int:
    """The head of a table; the names of many groups are turned, so that their columns can be narrow."""
    style = head_style(titles)
    if style == "table_head":
        return page.table_head(titles, left=left)
    longest = max(len(title) for title in titles[left:])
    row = page.next_row(min(155, max(70, longest * 3 + 32)))
    for column, title in enumerate(titles):
        page.label(row, column, title, style if column < left else f"{style}_right")
    return row


def write_banner(book: Book, page: Page, table: CrossTable, block: QuestionBlock | None, part: Sequence[int]) -> None:
    titles = head_names(("Answer", "Figure", "All", *(table.groups[place].label for place in part)))
    head = write_head(page, titles, left=2)
    _write_line(page, "", _bases(table, block, part))
    for cross_row, everybody in _rows(table, block):
        strong = cross_row is table.favourable
        label = f"Favourable: {cross_row.label}" if strong else cross_row.label
        for place, line in enumerate(_lines(table, cross_row, everybody, part, strong=strong)):
            _write_line(
                page, label if place == 0 else "", line, label_style="banner_strong_label" if strong else "banner_label"
            )
    last = page.row - 1
    name = f"{table.question}_by_{table.breakdown}"
    book.define(range_name("groups", name), page, (head, 0), (last, len(titles) - 1))
    what = f"{table.question_label}, by {table.breakdown_label}"
    make_table(book, page, name, titles, head, last, what, left=2, style=head_style(titles), filters=False)


def _rows(table: CrossTable, block: QuestionBlock | None) -> Iterator[tuple[CrossRow, Share | None]]:
    """The answers as they stand, then the favourable ones together, each with its share among everybody."""
    options: dict[str, OptionRow] = {row.name: row for row in block.rows} if block is not None else {}
    for row in table.rows:
        option = options.get(row.name)
        yield row, option.share if option else None
    if table.favourable is not None:
        yield table.favourable, block.favourable if block is not None else None


def _bases(table: CrossTable, block: QuestionBlock | None, part: Sequence[int]) -> Line:
    base: Value = (block.base, "c") if block is not None else (None, "z")
    groups = (table.groups[place] for place in part)
    return Line(figure="Base", values=(base, *((group.base, "c") for group in groups)), style="banner_last_count")


def _lines(
    table: CrossTable, row: CrossRow, everybody: Share | None, part: Sequence[int], *, strong: bool
) -> Iterator[Line]:
    """Per cent, count and the two limits of the interval; those of a single answer are folded."""
    share = everybody or Share(count=None, base=None, share=None, mark="z")
    interval = share.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    parts: tuple[tuple[str, float | int | None, tuple[float | int | None, ...], str], ...] = (
        ("Per cent", share.share, row.shares, "banner_strong" if strong else "banner_percent"),
        ("Count", share.count, row.counts, "banner_count" if strong else "banner_last_count"),
        ("95% from", low, row.lows, "banner_interval"),
        ("95% to", high, row.highs, "banner_last_interval"),
    )
    for place, (figure, whole, values, style) in enumerate(parts):
        marks = ((values[group], mark_of(table, row, group)) for group in part)
        yield Line(figure=figure, values=((whole, share.mark), *marks), style=style, folded=place > 1 and not strong)


def mark_of(table: CrossTable, row: CrossRow, place: int) -> Mark:
    """Why a figure is not there: it is hidden, or the group has no base."""
    hidden = row.counts[place] is None or table.groups[place].base is None
    return "c" if hidden else "z"


def _write_line(page: Page, label: str, line: Line, label_style: str = "banner_label") -> None:
    lines = page.lines(label, LABEL_WIDTH) if label else 1
    row = page.next_row(max(QUIET_PX, lines * LINE_PX + 3), folded=line.folded)
    last = "last" in line.style
    page.label(row, 0, label, label_style if label else f"banner_{'last_' if last else ''}measure")
    page.text(row, 1, line.figure, f"banner_{'last_' if last else ''}measure")
    for column, (value, mark) in enumerate(line.values, start=2):
        page.figure(row, column, value, mark, line.style)
