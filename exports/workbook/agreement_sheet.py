"""How far agencies agreed that graded the same cases. For working papers only."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.grade_tables import GradeTable
from analysis.agreement.pairs import AgreementShare
from analysis.beside import Beside, JudgementAgreement
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.grade_words import spoken
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

SHEET, BEYOND_CHANCE = "Agreement", "Agreement beyond chance"
COLUMNS = (44, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 34)
ONE_GRADE = "one grade"  # what the rows of a table of pairs are
HOW_TO_READ = (
    "Exact agreement is the share of pairs of grades of one case that are the same; within one, that are the same or "
    "neighbours on the scale. Some agreement comes about by chance: a coefficient leaves it out, so that 1 is perfect "
    "agreement and 0 is what chance would give.",
    "Where nearly all grades are the same, kappa and alpha are low however often agencies agree, and AC2 is not: read "
    "coefficients together and beside the table of grades. With few cases the intervals are wide, and they say more "
    "than the figure. Agreement is no proof that the grades are right.",
)


def write_agreement(book: Book, beside: Beside) -> None:
    judgements = beside.agreement
    if not judgements:
        return
    page = book.add_page(
        SHEET,
        "How far agencies agreed on the same cases: exact, within one grade, and beyond chance",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    page.band("How to read these figures", "heading", 28)
    for sentence in HOW_TO_READ:
        prose(page, sentence)
    page.skip()
    _write_shares(book, page, judgements)
    _write_judgement_tables(page, judgements)
    _write_coefficients(book, judgements)


def _write_shares(book: Book, page: Page, judgements: Sequence[JudgementAgreement]) -> None:
    """How often grades agreed, without any allowance for chance."""
    page.band("How often two grades of one case agree", "heading", 28)
    of_share = ("agree", "pairs", "share", "95% from", "95% to")
    styles = ("list_count", "list_count", "list_percent", "list_interval", "list_interval")
    columns = [
        Column(head="Judgement", style="list_strong"),
        *(
            Column(head=f"{kind}: {head}", style=style)
            for kind in ("Exact", "Within one")
            for head, style in zip(of_share, styles, strict=True)
        ),
        Column(head="Why not, and cautions"),
    ]
    rows = [
        (
            plain_text(one.label),
            *_share_cells(one.exact),
            *_share_cells(one.within_one),
            _notes((one.exact.why_not, one.within_one.why_not), (*one.exact.cautions, *one.within_one.cautions)),
        )
        for one in judgements
    ]
    description = "Exact agreement and agreement within one grade of each judgement, with pairs and intervals."
    write_table(book, page, "agreement", columns, rows, description=description, title="Agreement")
    methods = dict.fromkeys(share.method for one in judgements for share in (one.exact, one.within_one))
    prose(page, f"Method: {'; '.join(methods)}.", "muted")
    page.skip()


def _share_cells(share: AgreementShare) -> tuple[Cell, ...]:
    return share.count, share.n_pairs, figure(share.estimate), figure(share.low), figure(share.high)


def _notes(reasons: Sequence[str | None], cautions: Sequence[str]) -> str:
    """Each sentence once, in order."""
    return plain_text(" ".join(dict.fromkeys([*(reason for reason in reasons if reason), *cautions])))


def _write_judgement_tables(page: Page, judgements: Sequence[JudgementAgreement]) -> None:
    """The table behind the figures of each judgement: of two graders crosswise, of several by pairs."""
    page.band("Which grades met which", "heading", 28)
    for judgement in judgements:
        table = judgement.exact.table
        start = page.row
        page.band(plain_text(judgement.label), "question", 24)
        if not table.total:
            prose(page, "No case has two grades, so there is no table.", "muted")
        else:
            _write_grade_table(page, table)
        page.keep_together(start)
        page.skip()


def _write_grade_table(page: Page, table: GradeTable) -> None:
    """Grades by grades; coincidences of several graders are fractions, since a case counts once however many it has."""
    prose(page, plain_text(f"In rows: {table.rows_are}. In columns: {table.columns_are}."), "muted")
    whole = all(float(count).is_integer() for row in table.counts for count in row)
    page.table_head(("Grade", *map(spoken, table.column_keys)))
    for key, counts in zip(table.row_keys, table.counts, strict=True):
        row = page.label_row(spoken(key))
        for column, count in enumerate(counts, start=1):
            page.figure(row, column, count, None, "count" if whole else "number")
    if table.rows_are == ONE_GRADE:
        prose(
            page,
            "Several agencies graded each case: every pair of their grades counts both ways, divided by the number of "
            "grades less one, so that a case adds as much as it has grades.",
            "muted",
        )


def _write_coefficients(book: Book, judgements: Sequence[JudgementAgreement]) -> None:
    """Every coefficient of every judgement; the one to read first stands first."""
    found = [(one, coefficient) for one in judgements for coefficient in one.coefficients]
    if not found:
        return
    page = book.add_page(
        BEYOND_CHANCE,
        "Coefficients of agreement with their intervals, cases, method, and why one is not defined",
        (40, 30, 10, 10, 10, 10, 12, 40, 46),
        orientation="landscape",
        fixed=True,
    )
    prose(page, "Of each judgement, the coefficient to read first stands first. 1 is perfect agreement, 0 is chance.")
    columns = [
        Column(head="Judgement", style="list_strong"),
        Column(head="Coefficient"),
        Column(head="Figure", style="list_coefficient"),
        Column(head="From", style="list_coefficient"),
        Column(head="To", style="list_coefficient"),
        Column(head="Cases used", style="list_count"),
        Column(head="Cases left out", style="list_count"),
        Column(head="Method"),
        Column(head="Why not, and cautions"),
    ]
    rows = [_coefficient_row(judgement, coefficient) for judgement, coefficient in found]
    table = write_table(
        book, page, "agreement_beyond_chance", columns, rows, description="Coefficients of agreement, a row for each."
    )
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)


def _coefficient_row(judgement: JudgementAgreement, coefficient: AgreementCoefficient) -> tuple[Cell, ...]:
    return (
        plain_text(judgement.label),
        plain_text(coefficient.statistic),
        figure(coefficient.estimate),
        figure(coefficient.low),
        figure(coefficient.high),
        coefficient.n_used,
        coefficient.n_missing,
        plain_text(coefficient.method),
        _notes((coefficient.why_not,), coefficient.cautions),
    )
