"""Group tests: whether the groups of each breakdown differ, a line for each question, to sort and to filter."""

from __future__ import annotations

from analysis.report import CrossTable, CrossTest
from exports.cross_wording import groups_differ
from exports.workbook.book import Book
from exports.workbook.native_tables import Cell, Column, write_table

COLUMNS = (
    ("Breakdown", 26.0, "list_text"),
    ("Question", 46.0, "list_text"),
    ("Do the groups differ?", 14.0, "list_text"),
    ("p", 9.0, "list_p"),
    ("p corrected", 11.0, "list_p"),
    ("Correction", 28.0, "list_text"),
    ("Effect", 9.0, "list_coefficient"),
    ("Effect is", 18.0, "list_text"),
    ("Answers used", 10.0, "list_count"),
    ("Test, or why there is none", 44.0, "list_text"),
    ("Seed", 9.0, "list_number"),
)
VERDICTS = {True: "yes", False: "no", None: "not tested"}


def write_group_tests(book: Book) -> None:
    tables = book.report.cross_tables
    if not tables:
        return
    page = book.add_page(
        "Group tests",
        "Whether groups differ by more than chance would explain: every test, to sort and to filter",
        [width for _, width, _ in COLUMNS],
        orientation="landscape",
        fixed=True,
    )
    page.paragraph(
        "“yes” means a p-value under 0.05 after the correction. Among many questions some differences arise by "
        "chance alone, which is what the correction is for. How large a difference is, the effect says.",
        "muted",
    )
    page.skip()
    columns = [Column(head=head, style=style) for head, _, style in COLUMNS]
    rows = [_row(table) for table in tables]
    written = write_table(
        book, page, "group_tests", columns, rows, description="Whether groups differ: a test for each question."
    )
    page.sheet.freeze_panes(written.first, 2)
    page.sheet.repeat_rows(written.head)


def _row(table: CrossTable) -> list[Cell]:
    test = table.test or CrossTest(method="", why_not="; ".join(table.notes))
    return [
        table.breakdown_label,
        table.question_label,
        VERDICTS[groups_differ(table.test)],
        test.p_value,
        test.adjusted,
        test.adjustment,
        test.effect,
        test.effect_name,
        test.n_used,
        test.method if test.p_value is not None else test.why_not,
        test.seed,
    ]
