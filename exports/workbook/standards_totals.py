"""Section 11: how many agencies have each grade, by standard and by agency; and every grade in a list."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.beside import Standards
from analysis.section11.heat_tables import GradeProfile
from exports.formats import percent_text
from exports.plain_text import plain_text
from exports.wording import capital
from exports.workbook.book import Book
from exports.workbook.grade_words import (
    ABSENT,
    better_words,
    cell_words,
    colour_grades,
    grade_series,
    grade_words,
    label_of,
    record_words,
)
from exports.workbook.native_charts import bar_chart_height, place, stacked_bars
from exports.workbook.native_tables import Cell, Column, Hidden, Written, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

TOTALS, LIST = "Section 11 totals", "Section 11 list"
LIST_COLUMNS = (36, 46, 18, 14, 12, 36, 36)
CHART_PX = 900


def write_totals(book: Book, standards: Standards) -> None:
    """Counts of grades by standard and by agency, each with a chart."""
    heat, words = standards.heat, grade_words(standards)
    page = book.add_page(
        TOTALS,
        "How many agencies have each grade, by standard and by agency, with charts",
        (48, *(12 for _ in words), 11, 11, 11, 22, 14, 11, 11),
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    overall = heat.overall
    if overall.estimate is None:
        prose(page, overall.why_not or "None is graded.")
    else:
        prose(
            page,
            f"{overall.n_favourable:,} of {overall.n_used:,} grades ({percent_text(overall.estimate)}) are "
            f"{better_words(heat, words)}.",
            "headline",
        )
    prose(
        page,
        f"Not applicable: {overall.n_not_applicable:,}. No record: {overall.n_missing:,}. Records differ: "
        f"{overall.n_differing:,}. None of these is in a denominator. All agencies are counted and none is drawn by "
        "chance, so the shares have no interval. Grades have no distances between them, so there is no mean.",
        "muted",
    )
    page.skip()
    labels = [label_of(standards.labels, name) for name in heat.standards]
    _write_margin(book, page, words, "Standard", labels, heat.by_standard)
    _write_margin(book, page, words, "Agency", [plain_text(name) for name in heat.units], heat.by_unit)
    _write_unsettled(page, standards)


def _write_margin(
    book: Book, page: Page, words: Sequence[str], what: str, labels: Sequence[str], profiles: Sequence[GradeProfile]
) -> None:
    """One margin as a table and a chart."""
    start = page.row
    page.band(f"By {what.lower()}", "heading", 28)
    counts = [Column(head=label, style="list_count") for label in words]
    columns = [
        Column(head=what, style="list_strong"),
        *counts,
        Column(head="Better grades", style="list_count"),
        Column(head="Graded", style="list_count"),
        Column(head="Share", style="list_percent"),
        Column(head="Middle grade"),
        *(Column(head=text, style="list_count") for text in ABSENT.values()),
    ]
    rows = [_margin_row(label, profile, words) for label, profile in zip(labels, profiles, strict=True)]
    description = f"Counts of grades by {what.lower()}, with the share of better grades of those graded."
    table = write_table(book, page, f"section11_by_{what.lower()}", columns, rows, description=description)
    page.keep_together(start)
    page.skip()
    said = [f"{label} {_said(one, words)}" for label, one in zip(labels, profiles, strict=True)]
    _write_chart(book, page, table, what, len(words), said)


def _margin_row(label: str, profile: GradeProfile, words: Sequence[str]) -> tuple[Cell, ...]:
    return (
        label,
        *profile.counts,
        profile.n_favourable,
        profile.n_used,
        figure(profile.estimate),
        _median_words(profile, words),
        profile.n_not_applicable,
        profile.n_missing,
        profile.n_differing,
    )


def _median_words(profile: GradeProfile, words: Sequence[str]) -> Cell:
    low, high = profile.median.lower, profile.median.upper
    if low is None or high is None:
        return Hidden(mark="z")
    return words[low] if low == high else f"between {words[low]} and {words[high]}"


def _said(profile: GradeProfile, words: Sequence[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in zip(words, profile.counts, strict=True) if count)


def _write_chart(book: Book, page: Page, table: Written, what: str, grades: int, said: Sequence[str]) -> None:
    start = page.row
    title = f"Grades by {what.lower()}"
    chart = stacked_bars(book, page, title, table.head, table.rows, grade_series(grades, 1), percent=False)
    height = bar_chart_height(len(table.rows)) + 30
    chart.set_size({"width": CHART_PX, "height": height})
    place(page, page.row, 0, chart, f"Stacked bars of grades by {what.lower()}: {'; '.join(said)}.")
    page.clear(page.row, height)
    page.keep_together(start)
    page.skip()


def _write_unsettled(page: Page, standards: Standards) -> None:
    """The records that differ, and the members that are exceptions to a joint grade."""
    cells = [cell for row in standards.heat.rows for cell in row]
    lists = (
        ("Records that differ", [(cell, cell.records) for cell in cells if cell.state == "differing"]),
        ("Members whose own record differs from the joint one", [(one, one.exceptions) for one in cells]),
    )
    for title, found in lists:
        told = [(cell, records) for cell, records in found if records]
        if not told:
            continue
        page.band(title, "heading", 28)
        for cell, records in told:
            standard = label_of(standards.labels, cell.standard)
            words = record_words(records, standards.grade_labels)
            prose(page, capital(plain_text(f"{cell.unit}, {standard}: {words}.")))
        page.skip()


def write_grade_list(book: Book, standards: Standards) -> None:
    """Every agency and standard in a row of its own, for filters and pivot tables."""
    page = book.add_page(
        LIST,
        "The same grades in a list for filters: day, version and the records they are taken from",
        LIST_COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    labels = standards.grade_labels
    columns = [
        Column(head="Agency", style="list_strong"),
        Column(head="Standard"),
        Column(head="Grade"),
        Column(head="Assessed on", style="list_date"),
        Column(head="Version"),
        Column(head="Taken from"),
        Column(head="Exceptions"),
    ]
    rows = [
        (
            plain_text(cell.unit),
            label_of(standards.labels, cell.standard),
            cell_words(cell, labels),
            cell.assessed_on,
            plain_text(cell.version or ""),
            record_words(cell.records, labels),
            record_words(cell.exceptions, labels),
        )
        for cell in (row[place] for place in range(len(standards.heat.units)) for row in standards.heat.rows)
    ]
    description = "A row for each agency and standard, with its grade or why there is none."
    table = write_table(book, page, "section11_list", columns, rows, description=description)
    colour_grades(page, grade_words(standards), (table.first, 2), (table.last, 2))
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
