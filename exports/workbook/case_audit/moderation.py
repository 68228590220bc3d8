"""What moderation changed, in all, by agency and by question; and who does not agree with it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.case_audits import ShiftRow
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.agreement import write_crossed
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.grade_words import grade_series
from exports.workbook.native_charts import bar_chart_height, place, stacked_bars
from exports.workbook.native_tables import Cell, Column, Written, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

COLUMNS = (38, 13, 13, 13, 12, 12, 12, 13, 13, 12, 12, 12, 12, 36)
CHART_PX = 760


def write_shift(book: Book, paper: AuditPaper) -> None:
    """The sheet of the shift; without a panel's grades it says so."""
    found = paper.figures.shift
    if found.together is None:
        return
    page = book.add_page(
        "Shift",
        "What moderation changed: own grades against moderated ones, in all, by agency and by question",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    for sentence in words.HOW_TO_READ_SHIFT:
        prose(page, sentence)
    page.skip()
    if found.together.shift.why_not is not None:
        prose(page, found.together.shift.why_not, "headline")
        return
    _write_rows(book, page, "All questions together", "", (found.together,))
    write_crossed(page, "Own grades against moderated ones", found.together.shift.table, paper.figures.pooled[0])
    table = _write_rows(book, page, "By agency", "Agency", found.by_agency)
    _write_chart(book, page, table, found.by_agency)
    _write_rows(book, page, "By question", "Question", found.by_question)


def _write_rows(book: Book, page: Page, title: str, of: str, rows: Sequence[ShiftRow]) -> Written:
    start = page.row
    page.band(title, "heading", 28)
    columns = [
        Column(head=of or "Questions", style="list_strong"),
        *(Column(head=head, style="list_count") for head in ("Raised", "Unchanged", "Lowered")),
        *(Column(head=head, style="list_coefficient") for head in ("Mean steps", "From", "To")),
        Column(head="Sign test p", style="list_p"),
        Column(head="Adjusted p", style="list_p"),
        Column(head="Same grade", style="list_percent"),
        Column(head="AC2", style="list_coefficient"),
        Column(head="Kappa", style="list_coefficient"),
        Column(head="Not blind", style="list_count"),
        Column(head="What to know"),
    ]
    description = f"Grades raised, unchanged and lowered by the panel, {title.lower()}, with mean shift and sign test."
    written = write_table(
        book, page, f"shift_{title.split()[-1]}", columns, [_row(one) for one in rows], description=description
    )
    page.keep_together(start)
    page.skip()
    return written


def _row(row: ShiftRow) -> tuple[Cell, ...]:
    found, steps = row.shift, row.shift.shift
    return (
        plain_text(row.label),
        steps.up,
        steps.same,
        steps.down,
        figure(steps.estimate),
        figure(steps.low),
        figure(steps.high),
        figure(found.sign_test.p_value),
        "" if row.p_adjusted is None else row.p_adjusted,
        figure(found.exact.estimate),
        figure(found.ac2.estimate),
        figure(found.kappa.estimate),
        found.n_not_blind,
        plain_text(words.shift_reasons(row)),
    )


def _write_chart(book: Book, page: Page, table: Written, rows: Sequence[ShiftRow]) -> None:
    said = "; ".join(
        f"{row.label}: {row.shift.shift.up} raised, {row.shift.shift.same} unchanged, {row.shift.shift.down} lowered"
        for row in rows
    )
    start = page.row
    chart = stacked_bars(
        book, page, "What moderation changed, by agency", table.head, table.rows, grade_series(3, 1), percent=False
    )
    height = bar_chart_height(len(table.rows)) + 30
    chart.set_size({"width": CHART_PX, "height": height})
    place(page, page.row, 0, chart, f"Stacked bars of what moderation changed, by agency: {said}.")
    page.clear(page.row, height)
    page.keep_together(start)
    page.skip()


def write_dissents(book: Book, paper: AuditPaper) -> None:
    """Every dissent with its reason; no sheet where there is none."""
    figures = paper.figures
    if not figures.dissenting:
        return
    page = book.add_page(
        "Dissents",
        "Who does not agree with a moderated grade, and why",
        (16, 36, 28, 20, 20, 60),
        orientation="landscape",
        fixed=True,
    )
    named = {question.name: question for question in figures.questions}
    panel = {(one.case, one.question): one.grade for one in figures.panel}
    heads = ("Question", "Agency", "Would give", "Moderated", "Why")
    columns = [Column(head="Case", style="list_strong"), *(Column(head=head) for head in heads)]
    rows: list[tuple[Cell, ...]] = []
    for one in figures.dissenting:
        question = named.get(one.question)
        settled = panel.get((one.case, one.question), "")
        would, moderated = (
            question.called(grade) if question is not None and grade else grade for grade in (one.grade, settled)
        )
        label = question.label if question is not None else one.question
        rows.append((one.case, plain_text(label), plain_text(one.agency), would, moderated, one.reason))
    table = write_table(book, page, "audit_dissents", columns, rows, description="A row for each dissent.")
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
