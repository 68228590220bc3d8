"""What was learnt, strengths first, and what is recommended."""

from __future__ import annotations

from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.native_tables import Cell, Column, write_table


def write_learning(book: Book, paper: AuditPaper) -> None:
    """The sheet; none where nothing was written down."""
    if not paper.learning and not paper.recommendations:
        return
    page = book.add_page(
        "Learning",
        "What was learnt, strengths first, and at most three recommendations with their owners",
        (22, 24, 16, 70, 44),
        orientation="landscape",
        fixed=True,
    )
    page.keep_head()
    if paper.recommendations:
        page.band("Recommendations", "heading", 28)
        heads = ("Owner", "Theme", "Recommendation", "Why")
        columns = [Column(head="Number", style="list_strong"), *(Column(head=head) for head in heads)]
        rows: list[tuple[Cell, ...]] = [
            (f"Recommendation {one.number}", plain_text(one.owner), plain_text(one.theme), one.text, one.why)
            for one in paper.recommendations
        ]
        write_table(
            book, page, "audit_recommendations", columns, rows, description="A row for each recommendation."
        )  # fmt: skip
        page.skip()
    if paper.learning:
        page.band("Learning", "heading", 28)
        columns = [Column(head="What it is", style="list_strong"), *(Column(head=h) for h in ("Theme", "Case", "Text"))]
        rows = [(one.kind, plain_text(one.theme), plain_text(one.case), one.text) for one in paper.learning]
        write_table(book, page, "audit_learning", columns, rows, description="A row for each thing learnt.")
