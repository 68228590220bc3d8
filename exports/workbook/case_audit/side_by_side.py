"""Every case and question with what each agency said, and the panel's grade beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.case_audits import AuditQuestion, GradeCell
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.grade_words import colour_grades, colour_text
from exports.workbook.native_tables import Cell, Column, write_table
from exports.workbook.prose import prose

SHEET = "Grades side by side"
CASE_WIDTH, QUESTION_WIDTH, GRADE_WIDTH, TEXT_WIDTH = 14.0, 34.0, 15.0, 44.0


def write_side_by_side(book: Book, paper: AuditPaper) -> None:
    """A row for each case and question; the colour of a cell follows its words."""
    figures = paper.figures
    if not figures.cells:
        return
    grades = [GRADE_WIDTH for _ in figures.agencies]
    page = book.add_page(
        SHEET,
        "Every case and question: each agency’s grade, the moderated one, and the panel’s reason",
        (CASE_WIDTH, QUESTION_WIDTH, *grades, GRADE_WIDTH, TEXT_WIDTH, TEXT_WIDTH),
        orientation="landscape",
        fixed=True,
    )
    prose(
        page,
        "Each agency’s grade as it stands now; what is not blind, or was changed after moderation had opened, is said "
        "at the end of its row. Agreement and shift rest on the grades from before. The colour follows the words.",
    )
    columns = [
        Column(head="Case", style="grade_label"),
        Column(head="Question", style="grade_label"),
        *(Column(head=agency, style="grade") for agency in figures.agencies),
        Column(head="Moderated", style="grade"),
        Column(head="The panel’s reason"),
        Column(head="What to know"),
    ]
    description = "A row for each case and question, with the grade of each agency and the moderated one."
    rows = list(_rows(paper))
    table = write_table(book, page, "audit_grades", columns, rows, description=description, head_style="grade_head")
    last = 2 + len(figures.agencies)
    if figures.pooled:
        labels = [plain_text(label) for label in figures.pooled[0].grade_labels]
        colour_grades(page, labels, (table.first, 2), (table.last, last))
    for text in words.CELL_WORDS.values():
        colour_text(page, text, "look_absent", (table.first, 2), (table.last, last))
    page.sheet.freeze_panes(table.first, 2)
    page.sheet.repeat_rows(table.head)


def _rows(paper: AuditPaper) -> Iterator[tuple[Cell, ...]]:
    figures = paper.figures
    found = {(one.case, one.question, one.agency): one for one in figures.cells}
    panel = {(one.case, one.question): one for one in figures.panel}
    for case in figures.cases:
        for question in figures.questions:
            cells = [found.get((case, question.name, agency)) for agency in figures.agencies]
            if not any(cells):
                continue
            settled = panel.get((case, question.name))
            yield (
                plain_text(case),
                plain_text(question.label),
                *(_said(cell, question) for cell in cells),
                plain_text(question.called(settled.grade)) if settled is not None else "",
                settled.reason if settled is not None else "",
                _remarks(cells, question),
            )


def _said(cell: GradeCell | None, question: AuditQuestion) -> str:
    return "" if cell is None else plain_text(words.cell_text(cell, question))


def _remarks(cells: Sequence[GradeCell | None], question: AuditQuestion) -> str:
    remarks = [(cell.agency, words.cell_remark(cell, question)) for cell in cells if cell is not None]
    return plain_text("; ".join(f"{agency}: {remark}" for agency, remark in remarks if remark))
