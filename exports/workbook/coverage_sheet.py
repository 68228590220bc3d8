"""Section 11: which agency was looked at on which standard, and how old the newest evidence is."""

from __future__ import annotations

from analysis.beside import Standards
from analysis.section11.coverage import CoverageCell, CoverageMatrix, CoverageSummary
from exports.formats import percent_text
from exports.plain_text import plain_text
from exports.wording import date_text
from exports.workbook.book import Book
from exports.workbook.grade_words import colour_text, label_of
from exports.workbook.native_tables import Column, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

SHEET = "Section 11 coverage"
WORDS = {
    "current": "Current",
    "old": "Old",
    "undated": "Undated",
    "none": "None",
    "not applicable": "Not applicable",
}
LOOKS = {
    "current": "look_good",
    "old": "look_poor",
    "undated": "look_differing",
    "none": "look_worst",
    "not applicable": "look_absent",
}
LABEL_WIDTH, CELL_WIDTH, MARGIN_WIDTH = 36.0, 12.5, 15.5


def write_coverage(book: Book, standards: Standards) -> None:
    matrix = standards.coverage
    if matrix is None or not matrix.rows:
        return
    page = book.add_page(
        SHEET,
        "Agencies by standard: whether there is evidence, and how old the newest is",
        (LABEL_WIDTH, *(CELL_WIDTH for _ in matrix.standards), MARGIN_WIDTH),
        orientation="landscape",
        fixed=True,
    )
    for sentence in _sentences(matrix):
        prose(page, sentence)
    columns = [
        Column(head="Agency", style="grade_label"),
        *(Column(head=label_of(standards.labels, name), style="grade") for name in matrix.standards),
        Column(head="Current, of those expected", style="grade_margin"),
    ]
    rows = [
        (plain_text(matrix.units[place]), *map(cell_words, cells), share_words(matrix.by_unit[place]))
        for place, cells in enumerate(matrix.rows)
    ]
    table = write_table(
        book,
        page,
        "section11_coverage",
        columns,
        rows,
        description=f"Evidence of {len(matrix.units)} agencies by {len(matrix.standards)} standards.",
        head_style="grade_head",
        row_px=40,
    )
    for state, word in WORDS.items():
        colour_text(page, word, LOOKS[state], (table.first, 1), (table.last, len(matrix.standards)), begins=True)
    _write_margin(page, matrix)
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
    page.sheet.repeat_columns(0, 0)


def _write_margin(page: Page, matrix: CoverageMatrix) -> None:
    row = page.next_row(40)
    page.text(row, 0, "Current, of those expected", "grade_margin_label")
    for column, summary in enumerate((*matrix.by_standard, matrix.overall), start=1):
        page.text(row, column, share_words(summary), "grade_margin")


def _sentences(matrix: CoverageMatrix) -> list[str]:
    overall, ages = matrix.overall, matrix.overall.ages
    limit = f"{ages.limit_months} months"
    said = [
        f"On {date_text(matrix.as_of)}: evidence is current where it is at most {limit} old, and old after that. "
        f"Current: {share_words(overall)}; old: {overall.n_old:,}; undated: {overall.n_undated:,}; none: "
        f"{overall.n_none:,}; not applicable: {overall.n_not_applicable:,}, which is in no denominator."
    ]
    if ages.median_days is not None and ages.oldest_days is not None:
        said.append(
            f"The newest evidence is {ages.median_days:,.0f} days old in the middle case, {ages.oldest_days:,} at most."
        )
    elif ages.why_not:
        said.append(ages.why_not)
    if matrix.n_later:
        one = "1 piece of evidence is" if matrix.n_later == 1 else f"{matrix.n_later:,} pieces of evidence are"
        said.append(f"{one} dated after that day and left out.")
    return said


def cell_words(cell: CoverageCell) -> str:
    """The state in words and, under it, the age of the newest evidence in days."""
    if cell.age_days is None:
        return WORDS[cell.state]
    return f"{WORDS[cell.state]}\n{cell.age_days:,} {'day' if cell.age_days == 1 else 'days'}"


def share_words(summary: CoverageSummary) -> str:
    if summary.estimate is None:
        return "None expected"
    return f"{summary.n_current:,} of {summary.n_expected:,} ({percent_text(summary.estimate)})"
