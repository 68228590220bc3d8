"""Cross-tables: a sheet for each breakdown, with a banner table for each question and what its test says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from analysis.report import CrossTable, QuestionBlock
from exports.cross_wording import difference_sentence, method_sentence
from exports.workbook.banners import (
    ALL_WIDTH,
    FIGURE_WIDTH,
    GROUPS_A_TABLE,
    LABEL_WIDTH,
    parts_of,
    places_of,
    write_banner,
)
from exports.workbook.book import Book
from exports.workbook.group_overview import write_group_overview
from exports.workbook.page import DEFAULT_WIDTH, Page

UPRIGHT_WIDTH = 105.0  # up to here a page stands; a sheet with few groups is not printed larger than that


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
    most = min(GROUPS_A_TABLE, max(len(places_of(table)) for table in tables))
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
    empty = [label for label in _empty(tables[0]) if all(label in _empty(table) for table in tables)]
    _write_empty(page, empty)
    page.skip()
    write_group_overview(book, page, tables)
    blocks = {block.name: block for section in book.report.sections for block in section.questions}
    for table in tables:
        _write_question(book, page, table, blocks.get(table.question), empty)


def _empty(table: CrossTable) -> list[str]:
    """The groups that have nobody in them."""
    return [group.label for group in table.groups if group.asked == 0]


def _write_empty(page: Page, labels: Sequence[str]) -> None:
    if labels:
        page.paragraph(f"Nobody was asked in: {'; '.join(labels)}.", "muted")


def _title(breakdown: str) -> str:
    """“By agency”, but a question in its own words."""
    if breakdown.endswith("?") or len(breakdown.split()) > 2:
        return f"By “{breakdown}”"
    return f"By {breakdown[:1].lower()}{breakdown[1:]}"


def _group_width(groups: int) -> float:
    return next(width for most, width in ((6, 14.0), (10, 11.5), (14, 9.5), (GROUPS_A_TABLE, 6.8)) if groups <= most)


def _write_question(
    book: Book, page: Page, table: CrossTable, block: QuestionBlock | None, said: Sequence[str]
) -> None:
    """One question: whether the groups differ, then the banner table, in parts where there are many groups.

    ``said`` are groups of which the sheet says above that they are empty.
    """
    places = places_of(table)
    for number, part in enumerate(parts_of(places)):
        start = page.row
        page.band(table.question_label + (" (continued)" if number else ""), "question", 28)
        if number == 0:
            _write_test(page, table)
        write_banner(book, page, table, block, part)
        if number == 0:
            _write_empty(page, [label for label in _empty(table) if label not in said])
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
