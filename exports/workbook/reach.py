"""Whom a question reached: asked, the kinds of absence kept apart, and the base that is left."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.report import QuestionBlock
from exports.wording import COUNTED_KINDS, answers_given, capital, version_notes
from exports.workbook.book import Book
from exports.workbook.native_tables import head_names
from exports.workbook.page import Page
from exports.workbook.tables import make_table

REACH_HEADS = ("Asked", "Not answered", "Not applicable", "Don’t know", "Base", "Not asked")
WRITTEN_HEADS = (*REACH_HEADS[:4], "Given", REACH_HEADS[5])


def write_reach(page: Page, block: QuestionBlock, noun: str) -> None:
    """The absences of one question, under its table of answers."""
    page.table_head(("Asked and not asked", *REACH_HEADS), style="quiet_head")
    row = page.label_row(capital(noun), "absent_label")
    _write_figures(page, row, block, block.base, "absent_count")


def write_written(
    book: Book, page: Page, blocks: Sequence[QuestionBlock], title: str, said: Sequence[str] = ()
) -> None:
    """Questions in a row each: how many were asked and gave an answer. Never the words of one.

    ``said`` are notes that stand above already.
    """
    titles = head_names((title, *WRITTEN_HEADS))
    head = page.table_head(titles)
    for block in blocks:
        row = page.label_row(block.label)
        _write_figures(page, row, block, answers_given(block), "count")
        if block.kind in COUNTED_KINDS:  # the others have a table of their own, and its name
            book.define_question(block.name, page, (row, 0), (row, len(WRITTEN_HEADS)))
    make_table(book, page, f"{blocks[0].name}_answered", titles, head, page.row - 1, title, filters=False)
    for block in blocks:
        own = [note for note in version_notes(block) if note not in said]
        for note in (*own, *block.notes) if block.kind in COUNTED_KINDS else ():
            page.paragraph(f"{block.label}: {note}", "muted")


def _write_figures(page: Page, row: int, block: QuestionBlock, base: int | None, style: str) -> None:
    absences = block.absences
    hidden = absences.mark or block.mark or "c"
    figures = (
        block.asked,
        absences.not_answered,
        absences.not_applicable,
        absences.dont_know,
        base,
        absences.not_asked,
    )
    for column, figure in enumerate(figures, start=1):
        page.figure(row, column, figure, hidden, style)
