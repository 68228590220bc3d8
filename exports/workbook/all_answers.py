"""All answers: every choice of every closed question in one table, for filters, pivot tables and formulas."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.report import QuestionBlock, Report, SectionBlock, Share
from exports.wording import CLOSED_KINDS, interval_methods, unit_nouns
from exports.workbook.book import Book
from exports.workbook.native_tables import Cell, Column, figure, write_table

COLUMNS = (
    ("Section", 22.0, "list_text"),
    ("Question name", 20.0, "list_text"),
    ("Question", 44.0, "list_text"),
    ("Kind", 10.0, "list_text"),
    ("Of", 14.0, "list_text"),
    ("Answer name", 16.0, "list_text"),
    ("Answer", 28.0, "list_text"),
    ("Favourable", 11.0, "list_text"),
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
TOGETHER = "(favourable together)"


def write_all_answers(book: Book) -> None:
    rows = list(_rows(book.report))
    if not rows:
        return
    page = book.add_page(
        "All answers",
        "Every choice of every closed question in one table, for filters and pivot tables",
        [width for _, width, _ in COLUMNS],
        orientation="landscape",
        fixed=True,
    )
    methods = interval_methods(share for _, block in _closed(book.report) for share in _shares(block))
    if methods:
        page.paragraph(methods, "muted")
    page.paragraph(
        f"“{TOGETHER}” is the sum of a question’s favourable answers; leave it out before you add up counts. At least "
        "and at most: of everybody asked, whatever those think who did not answer.",
        "muted",
    )
    page.skip()
    columns = [Column(head=head, style=style) for head, _, style in COLUMNS]
    written = write_table(
        book, page, "all_answers", columns, rows, description="All answers: a row for each choice of each question."
    )
    page.sheet.freeze_panes(written.first, 3)
    page.sheet.repeat_rows(written.head)


def _closed(report: Report) -> Iterator[tuple[SectionBlock, QuestionBlock]]:
    for section in report.sections:
        for block in section.questions:
            if block.kind in CLOSED_KINDS:
                yield section, block


def _shares(block: QuestionBlock) -> list[Share]:
    return [*(row.share for row in block.rows), *([block.favourable] if block.favourable else [])]


def _rows(report: Report) -> Iterator[list[Cell]]:
    for section, block in _closed(report):
        has_better_end = any(row.favourable for row in block.rows)
        for row in block.rows:
            favourable = "yes" if row.favourable else "no" if has_better_end else ""
            yield [*_question(section, block), row.name, row.label, favourable, *_figures(row.share)]
        if block.favourable is not None:
            label = block.favourable_label or "As defined"
            yield [*_question(section, block), TOGETHER, label, "yes", *_figures(block.favourable)]


def _question(section: SectionBlock, block: QuestionBlock) -> list[Cell]:
    return [section.label, block.name, block.label, block.kind, unit_nouns(section)[1]]


def _figures(share: Share) -> list[Cell]:
    """Count, base and share, then the ends of both intervals and the bounds; what there is none of stays empty."""
    cells: list[Cell] = [figure(value, share.mark) for value in (share.count, share.base, share.share)]
    for interval in (share.interval, share.population_interval, share.bounds):
        if interval is not None:
            cells += [interval.low, interval.high]
        else:
            cells += [figure(None, share.mark) if share.mark else None] * 2
    return cells
