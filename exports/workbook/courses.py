"""The course of each question over several rounds: a line in a cell, the figures beside it, and one chart of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from analysis.beside import Course, CoursePoint
from exports.formats import ACCENT
from exports.plain_text import plain_text
from exports.wording import share_text
from exports.workbook.book import Book
from exports.workbook.native_charts import place
from exports.workbook.native_tables import Cell, Column, Written, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose
from exports.workbook.round_charts import MOST_LINES, line_chart

SHEET = "Course over rounds"
FIRST_POINT = 3  # columns before the rounds: question, what is favourable, the line
CHART_SIZE = (900, 330)


def write_courses(book: Book, courses: Sequence[Course]) -> None:
    rounds = rounds_of(courses)
    widths = (44, 26, 22, *(18 for _ in rounds), *(10 for _ in rounds))
    page = book.add_page(
        SHEET,
        "Favourable answers over several rounds, each with a line, its count and its base",
        widths,
        orientation="landscape",
        fixed=True,
    )
    prose(
        page,
        "Rounds are compared only where they asked the question in the same way. The columns at the right hold the "
        "numbers that the lines are drawn from; a cell is empty where the figure is not shown or the question was not "
        "asked, and the line has a gap there.",
    )
    table = _write_table(book, page, courses, rounds)
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
    page.sheet.repeat_columns(0, 0)
    page.skip()
    _write_chart(book, page, table, courses, rounds)


def rounds_of(courses: Sequence[Course]) -> list[CoursePoint]:
    """Every round that a course has, once, in the order of their days; those without a day come last."""
    found: dict[str, CoursePoint] = {}
    for course in courses:
        for point in course.points:
            found.setdefault(point.slug, point)
    return sorted(found.values(), key=lambda point: point.on or date.max)


def _write_table(book: Book, page: Page, courses: Sequence[Course], rounds: Sequence[CoursePoint]) -> Written:
    titles = [plain_text(point.title) for point in rounds]
    columns = [
        Column(head="Question", style="list_strong"),
        Column(head="Favourable is"),
        Column(head="Course"),
        *(Column(head=title) for title in titles),
        *(Column(head=f"Drawn: {title}", style="list_percent") for title in titles),
    ]
    rows = [_row(page, course, rounds) for course in courses]
    description = "Favourable shares over several rounds, with counts and bases."
    table = write_table(book, page, "courses", columns, rows, description=description, row_px=44)
    for row in table.rows:
        _draw(page, row, FIRST_POINT + len(rounds), len(rounds))
    return table


def _row(page: Page, course: Course, rounds: Sequence[CoursePoint]) -> tuple[Cell, ...]:
    """In words with count and base, then as numbers; what is not shown has the policy's sign, and no number."""
    shares = {point.slug: point.share for point in course.points}
    said: list[str] = []
    drawn: list[float | None] = []
    for point in rounds:
        share = shares.get(point.slug)
        if share is not None and share.share is None:
            page.marks.add("c" if share.mark == "c" else "z")
        said.append("not asked" if share is None else page.signed(share_text(share)))
        drawn.append(None if share is None else share.share)
    return (plain_text(course.label), plain_text(course.favourable_label or "As defined"), "", *said, *drawn)


def _draw(page: Page, row: int, first: int, rounds: int) -> None:
    """A line in the cell of the course, from 0 to 100 per cent, so that lines can be compared with each other."""
    page.sheet.add_sparkline(
        row,
        FIRST_POINT - 1,
        {
            "range": f"{quote_sheetname(page.name)}!{xl_range_abs(row, first, row, first + rounds - 1)}",
            "markers": True,
            "last_point": True,
            "series_color": ACCENT,
            "markers_color": ACCENT,
            "last_color": "#d9691e",
            "weight": 1.75,
            "min": 0,
            "max": 1,
            "empty_cells": "gaps",
        },
    )


def _write_chart(
    book: Book, page: Page, table: Written, courses: Sequence[Course], rounds: Sequence[CoursePoint]
) -> None:
    start = page.row
    if len(courses) > MOST_LINES:
        prose(page, "No chart: these are too many lines for one picture. Each has its own in the table.", "muted")
        return
    first = FIRST_POINT + len(rounds)
    title = "Per cent favourable over the rounds"
    chart = line_chart(book, page, title, table.head, table.rows, first - len(rounds), len(rounds))
    chart.set_size({"width": CHART_SIZE[0], "height": CHART_SIZE[1]})
    said = "; ".join(f"{course.label}: {_course_words(page, course)}" for course in courses)
    place(page, page.row, 0, chart, f"Line chart of favourable answers over the rounds. {said}.")
    page.clear(page.row, CHART_SIZE[1])
    page.keep_together(start)


def _course_words(page: Page, course: Course) -> str:
    return ", ".join(f"{point.title} {page.signed(share_text(point.share))}" for point in course.points)
