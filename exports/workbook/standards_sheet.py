"""Section 11: the grades of agencies by standard, each said in words, with what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from analysis.beside import Beside, Standards
from analysis.section11.heat_tables import GradeProfile, HeatTable
from exports.formats import percent_text
from exports.workbook.book import Book
from exports.workbook.coverage_sheet import write_coverage
from exports.workbook.grade_words import (
    ABSENT,
    ABSENT_MEANINGS,
    better_words,
    cell_words,
    colour_grades,
    grade_words,
    label_of,
)
from exports.workbook.native_tables import Column, Written, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose
from exports.workbook.standards_totals import write_grade_list, write_totals
from exports.workbook.three_ways_sheet import write_three_ways

SHEET = "Section 11 grades"
LABEL_WIDTH, AGENCY_WIDTH, MARGIN_WIDTH = 36.0, 12.5, 15.5
COLUMNS_A_PAGE = 12  # of agencies on A4 at the scale of sheets that are not fitted to one page
GRADE_ROW_PX = 34


def write_standards(book: Book, beside: Beside) -> None:
    """The sheets of the standards: grades, totals, list, coverage and the three ways, as far as they are there."""
    standards = beside.standards
    if standards is None:
        return
    if standards.heat.rows and standards.heat.units:
        _write_grades(book, standards)
        write_totals(book, standards)
        write_grade_list(book, standards)
    write_coverage(book, standards)
    write_three_ways(book, standards)


def _write_grades(book: Book, standards: Standards) -> None:
    heat = standards.heat
    widths = (LABEL_WIDTH, *(AGENCY_WIDTH for _ in heat.units), MARGIN_WIDTH)
    page = book.add_page(
        SHEET,
        "Every agency by standard: the grade in words and colour, with the share of better grades",
        widths,
        orientation="landscape",
        fixed=True,
    )
    words = grade_words(standards)
    prose(
        page,
        "Each cell says its grade. The colour follows the words, also where you change them; the shares at the edges "
        f"do not. Better grades are {better_words(heat, words)}, of those graded.",
    )
    if standards.note:
        prose(page, standards.note, "muted")
    table = _write_heat(book, page, standards, words)
    page.sheet.freeze_panes(table.first, 1)
    _set_up_print(page, table.head, len(widths))
    page.skip()
    _write_key(page, words)


def _write_heat(book: Book, page: Page, standards: Standards, words: Sequence[str]) -> Written:
    """The table, and under it the share of better grades of each agency."""
    heat = standards.heat
    columns = [
        Column(head="Standard", style="grade_label"),
        *(Column(head=unit, style="grade") for unit in heat.units),
        Column(head="Better grades", style="grade_margin"),
    ]
    rows = [
        (
            label_of(standards.labels, heat.standards[place]),
            *(cell_words(cell, standards.grade_labels) for cell in cells),
            share_words(heat.by_standard[place]),
        )
        for place, cells in enumerate(heat.rows)
    ]
    table = write_table(
        book,
        page,
        "section11_grades",
        columns,
        rows,
        description=heat_alt_text(heat),
        head_style="grade_head",
        row_px=GRADE_ROW_PX,
    )
    colour_grades(page, words, (table.first, 1), (table.last, len(heat.units)))
    row = page.next_row(GRADE_ROW_PX)
    page.text(row, 0, "Better grades", "grade_margin_label")
    for column, profile in enumerate((*heat.by_unit, heat.overall), start=1):
        page.text(row, column, share_words(profile), "grade_margin")
    return table


def share_words(profile: GradeProfile) -> str:
    """How many of the graded have one of the better grades; no share where none is graded."""
    if profile.estimate is None:
        return "None graded"
    return f"{profile.n_favourable:,} of {profile.n_used:,} ({percent_text(profile.estimate)})"


def heat_alt_text(heat: HeatTable) -> str:
    return (
        f"Grades of {len(heat.units)} agencies by {len(heat.standards)} standards; the share of better grades over all "
        f"is {share_words(heat.overall)}."
    )


def _set_up_print(page: Page, head: int, columns: int) -> None:
    """Repeat the standards and the agencies on every printed page; many agencies take several pages side by side."""
    page.sheet.repeat_rows(head)
    page.sheet.repeat_columns(0, 0)
    pages = ceil((columns - 1) / COLUMNS_A_PAGE)
    page.one_sheet = pages == 1
    if pages > 1:
        page.fit_width = False
        on_each = ceil((columns - 1) / pages)
        page.sheet.set_v_pagebreaks([1 + on_each * number for number in range(1, pages)])


def _write_key(page: Page, words: Sequence[str]) -> None:
    """The looks side by side, and what the cells without a grade mean."""
    looks = (*words, *ABSENT.values())
    if len(looks) < len(page.columns):
        row = page.next_row(GRADE_ROW_PX)
        page.text(row, 0, "From the best grade to the worst, then without a grade", "grade_margin_label")
        for column, label in enumerate(looks, start=1):
            page.text(row, column, label, "grade")
        colour_grades(page, words, (row, 1), (row, len(looks)))
    prose(page, " ".join(f"{ABSENT[state]}: {meaning}" for state, meaning in ABSENT_MEANINGS.items()), "muted")
