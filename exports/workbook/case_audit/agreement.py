"""How far agencies agreed: by question, of every two agencies, by case; and the tables of grades behind it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.agreement import AgreementCoefficient, AgreementShare, GradeTable
from analysis.case_audits import AgreementFigures, AuditQuestion
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

COLUMNS = (40, 13, 13, 13, 13, 13, 13, 13, 13, 13, 44)
SEVERAL = (
    "Every pair of grades of one case counts both ways, divided by the number of its grades less one, so that a case "
    "adds as much as it has grades."
)


def write_audit_agreement(book: Book, paper: AuditPaper) -> None:
    """The sheet, and one for the tables behind it; neither where the form grades nothing."""
    found = paper.figures.agreement
    if found.together is None:
        return
    page = book.add_page(
        "Agreement",
        "How far agencies agreed that graded the same cases blind: by question, in pairs, case by case",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    for sentence in words.HOW_TO_READ_AGREEMENT:
        prose(page, sentence)
    if found.together.why_not is not None:
        prose(page, found.together.why_not, "headline")
        return
    page.skip()
    _write_figures(book, page, "By question", "Question", (found.together, *found.by_question))
    if found.by_pair:
        _write_figures(book, page, "Two agencies at a time", "Agencies", found.by_pair)
    _write_cases(book, page, paper)
    _write_beside(book, page, paper)
    _write_crossed(book, paper)


def _write_figures(book: Book, page: Page, title: str, of: str, rows: Sequence[AgreementFigures]) -> None:
    """How often grades agree, and below it how far beyond chance."""
    name = title.split()[-1]
    shares = [
        Column(head=of, style="list_strong"),
        *(Column(head=head, style="list_count") for head in ("Compared", "Pairs")),
        Column(head="Same", style="list_count"),
        Column(head="Share same", style="list_percent"),
        Column(head="Within one", style="list_count"),
        Column(head="Share within", style="list_percent"),
        Column(head="One grade only", style="list_count"),
        Column(head="Not blind", style="list_count"),
    ]
    _write_part(book, page, title, f"agreement_{name}", shares, [_shares(row) for row in rows])
    beyond = [
        Column(head=of, style="list_strong"),
        *(
            Column(head=f"{measure}{head}", style="list_coefficient")
            for measure in ("AC2", "Alpha", "Kappa")
            for head in ("", " from", " to")
        ),
        Column(head="What to know"),
    ]
    title = f"{title}, beyond chance"
    _write_part(book, page, title, f"beyond_chance_{name}", beyond, [_beyond(row) for row in rows])


def _write_part(
    book: Book, page: Page, title: str, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> None:
    start = page.row
    page.band(title, "heading", 28)
    write_table(book, page, name, columns, rows, description=f"Agreement of blind grades, {title.lower()}.")
    page.keep_together(start)
    page.skip()


def _shares(row: AgreementFigures) -> tuple[Cell, ...]:
    counts = (row.exact.n_used, row.exact.n_pairs)
    return (plain_text(row.label), *counts, *_share(row.exact), *_share(row.within_one), row.n_single, row.n_late)


def _beyond(row: AgreementFigures) -> tuple[Cell, ...]:
    coefficients = (cell for found in (row.ac2, row.alpha, row.kappa) for cell in _coefficient(found))
    return (plain_text(row.label), *coefficients, plain_text(words.agreement_reasons(row)))


def _share(share: AgreementShare) -> tuple[Cell, ...]:
    return share.count, figure(share.estimate)


def _coefficient(found: AgreementCoefficient | None) -> tuple[Cell, ...]:
    if found is None:
        return "", "", ""
    return figure(found.estimate), figure(found.low), figure(found.high)


def _write_cases(book: Book, page: Page, paper: AuditPaper) -> None:
    start = page.row
    page.band("Case by case", "heading", 28)
    labels = {question.name: question.label for question in paper.figures.questions}
    heads = ("Agencies", "Pairs", "Same", "Next", "Further apart")
    columns = [
        Column(head="Case", style="list_strong"),
        *(Column(head=head, style="list_count") for head in heads),
        Column(head="Widest gap"),
        Column(head="Two steps or more apart on"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(one.case), len(one.agencies), one.n_pairs, one.n_same, one.n_next, one.n_further,
            words.spread_text(one), plain_text("; ".join(_short(labels[name]) for name in one.furthest)),
        )
        for one in paper.figures.agreement.by_case
    ]  # fmt: skip
    description = "How far the blind grades of each case lie apart: pairs that are the same, neighbours, further apart."
    write_table(book, page, "agreement_cases", columns, rows, description=description)
    page.keep_together(start)
    page.skip()


def _short(label: str) -> str:
    """The number of a question where its label has one: "B4"."""
    return label.split(".", 1)[0] if "." in label[:6] else label


def _write_beside(book: Book, page: Page, paper: AuditPaper) -> None:
    """Each agency's grades beside the others' of the same case and question."""
    found = paper.figures.agreement.beside_others
    if not found:
        return
    start = page.row
    page.band("Who grades higher or lower than the others", "heading", 28)
    columns = [
        Column(head="Agency", style="list_strong"),
        *(Column(head=head, style="list_count") for head in ("Higher", "Same", "Lower", "Compared")),
        *(Column(head=head, style="list_coefficient") for head in ("Mean steps", "From", "To")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(one.agency), one.difference.up, one.difference.same, one.difference.down, one.difference.n_pairs,
            figure(one.difference.estimate), figure(one.difference.low), figure(one.difference.high),
        )
        for one in found
    ]  # fmt: skip
    description = "Each agency’s grades less the others’ of the same case and question, in steps; above 0 is higher."
    write_table(book, page, "agreement_beside", columns, rows, description=description)
    for caution in dict.fromkeys(caution for one in found for caution in one.cautions):
        prose(page, caution, "muted")
    page.keep_together(start)


def _write_crossed(book: Book, paper: AuditPaper) -> None:
    """The table of grades beside each figure of agreement."""
    found, named = paper.figures.agreement, {question.name: question for question in paper.figures.questions}
    page = book.add_page(
        "Agreement tables",
        "Which grades met which: the table of grades behind each figure of agreement",
        (44, 16, 16, 16, 16, 16),
        fixed=True,
    )
    page.keep_head()
    prose(page, SEVERAL, "muted")
    page.skip()
    together = () if found.together is None else (found.together,)
    for row in (*together, *found.by_question, *found.by_pair):
        question = named.get(row.name) or paper.figures.pooled[0]
        if row.exact.table.total:
            write_crossed(page, row.label, row.exact.table, question)


def write_crossed(page: Page, title: str, table: GradeTable, question: AuditQuestion) -> None:
    """Grades by grades, in words."""
    start = page.row
    page.band(plain_text(title), "question", 24)
    rows, columns = plain_text(table.rows_are), plain_text(table.columns_are)
    prose(page, f"In rows: {rows}. In columns: {columns}.", "muted")
    whole = all(float(count).is_integer() for row in table.counts for count in row)
    page.table_head(("Grade", *map(question.called, table.column_keys)))
    for key, counts in zip(table.row_keys, table.counts, strict=True):
        row = page.label_row(question.called(key))
        for column, count in enumerate(counts, start=1):
            page.figure(row, column, count, None, "count" if whole else "number")
    page.keep_together(start)
    page.skip()
