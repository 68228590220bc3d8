"""The first sheet, what the audit is and how far returns came; and the last, how its figures are made."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.case_audits import ReturnCounts
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.wording import produced_text, versions_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.native_tables import Cell, Column, write_table
from exports.workbook.page import LINE_PX, Page
from exports.workbook.prose import prose

COLUMNS = (34, 15, 15, 15, 15, 15, 15)
RETURNS = ("Asked for", "Made", "Of these not blind", "Changed later", "Not made", "Not involved")


def write_audit_overview(book: Book, paper: AuditPaper) -> None:
    """What it is, what came of it in a few sentences, and the returns by agency."""
    page = book.add_page(
        "Overview", "What the audit is, what came of it in short, and how many returns came", COLUMNS, fixed=True
    )
    page.keep_head()
    for sentence in words.summary_sentences(paper.figures):
        prose(page, sentence, "headline")
    page.skip()
    write_facts(page, "The audit", paper.facts)
    _write_returns(book, page, paper)
    if paper.figures.notes:
        page.band("What to know", "heading", 28)
        for note in paper.figures.notes:
            prose(page, note)


def _write_returns(book: Book, page: Page, paper: AuditPaper) -> None:
    found = paper.figures
    if not found.returns_by_agency:
        return
    start = page.row
    page.band("Returns", "heading", 28)
    columns = [Column(head="Agency", style="list_strong"), *(Column(head=head, style="list_count") for head in RETURNS)]
    rows = [_returns(one.name, one) for one in found.returns_by_agency]
    rows.append(_returns("All agencies", found.returns))
    description = "How many returns each agency was asked for, made and did not make, and where it was not involved."
    write_table(book, page, "audit_returns", columns, rows, description=description)
    page.keep_together(start)
    page.skip()


def _returns(name: str, one: ReturnCounts) -> tuple[Cell, ...]:
    counts = (one.n_asked, one.n_returned, one.n_late, one.n_changed, one.n_missing, one.n_not_involved)
    return (plain_text(name), *counts)


def write_audit_method(book: Book, paper: AuditPaper) -> None:
    """How the figures are made, and from what."""
    page = book.add_page("Method", "How the figures are made, and from what", COLUMNS, fixed=True)
    page.keep_head()
    page.band("How the figures are made", "heading", 28)
    for sentence in (
        words.HOW_TO_READ_GRADES,
        *words.HOW_TO_READ_AGREEMENT,
        *words.HOW_TO_READ_SHIFT,
        words.HOW_TO_READ_CHANGE,
        *words.HOW_COUNTED,
    ):
        prose(page, sentence)
    page.skip()
    instrument = book.report.instrument
    facts = (
        ("Form", f"{instrument.title} ({instrument.form_id}, {versions_text(instrument)})"),
        ("Content hash (SHA-256)", instrument.content_hash),
        ("Produced", produced_text(book.report)),
        ("Better grades", _better(paper)),
    )
    write_facts(page, "From what", facts)
    questions = tuple((one.label, one.text or one.label) for one in paper.figures.questions)
    write_facts(page, "Questions", questions)


def _better(paper: AuditPaper) -> str:
    return words.better_text(paper.figures.pooled[0]) if paper.figures.pooled else "The form grades nothing"


def write_facts(page: Page, title: str, facts: Sequence[tuple[str, str]]) -> None:
    """Names and values, a line each."""
    if not facts:
        return
    start, last = page.row, len(page.columns) - 1
    page.band(title, "heading", 28)
    width = sum(page.columns[1:])
    for key, value in facts:
        lines = max(page.lines(value, width), page.lines(key, page.columns[0] - 4))
        row = page.next_row(lines * LINE_PX + 5)
        page.text(row, 0, plain_text(key), "key")
        page.sheet.merge_range(row, 1, row, last, "", page.styles["value"])
        page.text(row, 1, value, "value")
    page.keep_together(start)
    page.skip()
