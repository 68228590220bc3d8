"""Cross-tables: a sheet for each breakdown, with a banner table for each question and what its test says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report import CrossRow, CrossTable, Mark, OptionRow, QuestionBlock, Share
from exports.cross_wording import difference_sentence, groups_differ, method_sentence
from exports.workbook.book import Book
from exports.workbook.group_tests import VERDICTS
from exports.workbook.names import range_name
from exports.workbook.native_tables import head_names
from exports.workbook.page import DEFAULT_WIDTH, LINE_PX, Page
from exports.workbook.tables import make_table

LABEL_WIDTH, FIGURE_WIDTH, ALL_WIDTH = 36.0, 9.5, 8.5
TILTED_FROM = 16  # columns
ABOVE_ROWS_PX = 370  # title, links, heading and head above the rows of a table
GROUPS_A_TABLE = 20
UPRIGHT_WIDTH = 105.0  # up to here a page stands; a sheet with few groups is not printed larger than that
QUIET_PX = 17
SHADING: dict[str, Any] = {
    "type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#ffffff",
    "max_type": "num", "max_value": 1, "max_color": "#9cc3cb",
}  # fmt: skip
Value = tuple[float | int | None, Mark | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer in all groups: a value for everybody, then one for each group."""

    figure: str
    values: tuple[Value, ...]
    style: str
    folded: bool = False


def write_cross_tables(book: Book) -> None:
    for tables in breakdowns_of(book.report.cross_tables):
        _write_sheet(book, tables)


def breakdowns_of(tables: Iterable[CrossTable]) -> list[list[CrossTable]]:
    """The cross-tables by breakdown, in the order in which these come up."""
    found: dict[str, list[CrossTable]] = {}
    for table in tables:
        found.setdefault(table.breakdown, []).append(table)
    return list(found.values())


def _write_sheet(book: Book, tables: Sequence[CrossTable]) -> None:
    breakdown = tables[0].breakdown_label
    most = min(GROUPS_A_TABLE, max(len(_places(table)) for table in tables))
    columns = (LABEL_WIDTH, FIGURE_WIDTH, ALL_WIDTH, *[_group_width(most)] * most)
    page = book.add_page(
        f"By {breakdown}",
        f"{len(tables)} question{'' if len(tables) == 1 else 's'} by the groups of “{breakdown}”: per cent, count, "
        "interval and test",
        columns,
        title=_title(breakdown),
        orientation="portrait" if sum(columns) <= UPRIGHT_WIDTH else "landscape",
        extra_columns=max(0, math.ceil((UPRIGHT_WIDTH - sum(columns)) / DEFAULT_WIDTH)),
    )
    page.keep_head(frozen_columns=1)
    page.sheet.outline_settings(True, False, True, False)
    page.paragraph(
        "Percentages are of the group’s base. The intervals (Wilson 95%) of single answers are folded away: the 2 at "
        "the top left of the sheet opens them, the 1 closes them.",
        "muted",
    )
    page.skip()
    _write_overview(book, page, tables)
    blocks = {block.name: block for section in book.report.sections for block in section.questions}
    for table in tables:
        _write_question(book, page, table, blocks.get(table.question))


def _title(breakdown: str) -> str:
    """“By agency”, but a question in its own words."""
    if breakdown.endswith("?") or len(breakdown.split()) > 2:
        return f"By “{breakdown}”"
    return f"By {breakdown[:1].lower()}{breakdown[1:]}"


def _group_width(groups: int) -> float:
    return next(width for most, width in ((6, 14.0), (10, 11.5), (14, 9.5), (GROUPS_A_TABLE, 6.8)) if groups <= most)


def _places(table: CrossTable) -> list[int]:
    """The groups that have anybody in them."""
    return [place for place, group in enumerate(table.groups) if group.asked != 0]


def _parts(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, max(len(places), 1), GROUPS_A_TABLE):
        yield places[first : first + GROUPS_A_TABLE]


def _write_overview(book: Book, page: Page, tables: Sequence[CrossTable]) -> None:
    """The favourable shares of all questions side by side, shaded from low to high; a table for each printed page."""
    rated = [table for table in tables if table.favourable is not None]
    if len(rated) < 2 or any(_names(table) != _names(rated[0]) for table in rated):
        return
    places = sorted({place for table in rated for place in _places(table)})
    number = 0
    for part in _parts(places):
        for together in _page_fulls(page, rated):
            _write_rated_part(book, page, together, part, continued=number > 0)
            number += 1


def _page_fulls(page: Page, tables: Sequence[CrossTable]) -> Iterator[list[CrossTable]]:
    """As many questions as stand on one printed page, again and again."""
    together: list[CrossTable] = []
    used = ABOVE_ROWS_PX
    for table in tables:
        height = page.lines(table.question_label, LABEL_WIDTH) * LINE_PX + 5
        if together and used + height > page.page_px():
            yield together
            together, used = [], ABOVE_ROWS_PX
        together.append(table)
        used += height
    if together:
        yield together


def _write_rated_part(
    book: Book, page: Page, rated: Sequence[CrossTable], part: Sequence[int], *, continued: bool
) -> None:
    start = page.row
    page.band("Favourable answers by group" + (" (continued)" if continued else ""), "heading", 28)
    page.paragraph(
        "Per cent favourable; the darker, the more favourable. “yes”: the groups differ by more than chance explains.",
        "muted",
    )
    titles = head_names(("Question", "Differ?", *(rated[0].groups[place].label for place in part)))
    head = _write_head(page, titles, left=2)
    for table in rated:
        _write_rated(page, table, part)
    last = page.row - 1
    name = f"favourable_by_{rated[0].breakdown}"
    book.define(range_name("groups", name), page, (head, 0), (last, len(titles) - 1))
    what, style = f"Favourable answers by {rated[0].breakdown_label}", _head_style(titles)
    filters = not continued and style == "table_head"  # the buttons would cover names that are turned
    make_table(book, page, name, titles, head, last, what, left=2, style=style, filters=filters)
    page.sheet.conditional_format(head + 1, 2, last, len(titles) - 1, SHADING)
    page.keep_together(start)
    page.skip()


def _head_style(titles: Sequence[str]) -> str:
    return "tilted_head" if len(titles) > TILTED_FROM else "table_head"


def _write_head(page: Page, titles: Sequence[str], left: int) -> int:
    """The head of a table; the names of many groups are turned, so that their columns can be narrow."""
    style = _head_style(titles)
    if style == "table_head":
        return page.table_head(titles, left=left)
    longest = max(len(title) for title in titles[left:])
    row = page.next_row(min(140, max(70, longest * 3 + 20)))
    for column, title in enumerate(titles):
        page.label(row, column, title, style if column < left else f"{style}_right")
    return row


def _names(table: CrossTable) -> list[str]:
    return [group.name for group in table.groups]


def _write_rated(page: Page, table: CrossTable, part: Sequence[int]) -> None:
    row = page.label_row(table.question_label)
    differ = groups_differ(table.test)
    page.text(row, 1, VERDICTS[differ], "label")
    if table.favourable is not None:
        for column, place in enumerate(part, start=2):
            page.figure(row, column, table.favourable.shares[place], _mark(table, table.favourable, place), "percent")


def _write_question(book: Book, page: Page, table: CrossTable, block: QuestionBlock | None) -> None:
    """One question: whether the groups differ, then the banner table, in parts where there are many groups."""
    places = _places(table)
    for number, part in enumerate(_parts(places)):
        start = page.row
        page.band(table.question_label + (" (continued)" if number else ""), "question", 28)
        if number == 0:
            _write_test(page, table)
        _write_banner(book, page, table, block, part)
        empty = [group.label for group in table.groups if group.asked == 0]
        if empty and number == 0:
            page.paragraph(f"Nobody was asked in: {'; '.join(empty)}.", "muted")
        page.keep_together(start)
        page.skip()


def _write_test(page: Page, table: CrossTable) -> None:
    for text, style in (
        (difference_sentence(table.test), "paragraph"),
        (method_sentence(table.test), "muted"),
        *((note, "muted") for note in table.notes),
    ):
        if text:
            page.paragraph(page.signed(text), style)


def _write_banner(book: Book, page: Page, table: CrossTable, block: QuestionBlock | None, part: Sequence[int]) -> None:
    titles = head_names(("Answer", "Figure", "All", *(table.groups[place].label for place in part)))
    head = _write_head(page, titles, left=2)
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
    make_table(book, page, name, titles, head, last, what, left=2, style=_head_style(titles), filters=False)


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
        marks = ((values[group], _mark(table, row, group)) for group in part)
        yield Line(figure=figure, values=((whole, share.mark), *marks), style=style, folded=place > 1 and not strong)


def _mark(table: CrossTable, row: CrossRow, place: int) -> Mark:
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
