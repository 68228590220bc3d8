"""Against the last audit: only what was asked in the same way both times."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.case_audits import ChangeRow
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

COLUMNS = (44, 11, 11, 11, 11, 11, 11, 12, 12, 12, 11, 11, 36)


def write_change(book: Book, paper: AuditPaper) -> None:
    """The sheet; none where there is no earlier audit to compare with."""
    found = paper.figures.against
    if found is None:
        return
    page = book.add_page(
        "Against the last audit",
        "Good or better then and now, question by question, where the question is the same",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    prose(page, f"The last audit is “{plain_text(found.title)}”.", "headline")
    prose(page, words.HOW_TO_READ_CHANGE)
    for caution in found.cautions:
        prose(page, caution)
    if found.why_not is not None:
        prose(page, found.why_not, "headline")
    page.skip()
    _write_rows(book, page, "By moderated grades", "change_moderated", found.moderated)
    _write_rows(book, page, "By the agencies’ own grades", "change_own", found.own)
    if found.not_compared:
        page.band("Not compared", "heading", 28)
        for label, why in found.not_compared:
            prose(page, plain_text(f"{label}: {why}"))


def _write_rows(book: Book, page: Page, title: str, name: str, rows: Sequence[ChangeRow]) -> None:
    if not rows:
        return
    start = page.row
    page.band(title, "heading", 28)
    columns = [
        Column(head="Question", style="list_strong"),
        *(
            Column(head=f"{when}: {head}", style=style)
            for when in ("Last", "Now")
            for head, style in (("good", "list_count"), ("graded", "list_count"), ("share", "list_percent"))
        ),
        *(Column(head=head, style="list_points") for head in ("Difference", "From", "To")),
        Column(head="p", style="list_p"),
        Column(head="Adjusted p", style="list_p"),
        Column(head="What to know"),
    ]
    description = f"Good or better in the last audit and in this one, {title.lower()}, with the difference."
    write_table(book, page, name, columns, [_row(one) for one in rows], description=description)
    page.keep_together(start)
    page.skip()


def _row(row: ChangeRow) -> tuple[Cell, ...]:
    return (
        plain_text(row.label),
        *(cell for one in (row.before, row.now) for cell in (one.n_favourable, one.n_used, figure(one.share.estimate))),
        figure(row.difference.estimate),
        figure(row.difference.low),
        figure(row.difference.high),
        figure(row.p_value),
        figure(row.p_adjusted),
        plain_text(words.reasons(row.difference.why_not)),
    )
