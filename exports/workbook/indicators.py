"""Indicators as a workbook: a sheet that says how each stands, and for each a sheet with its table and native chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analysis.indicators import IndicatorCourse, IndicatorPoint
from exports.formats import ACCENT, FONT, INK, MUTED, PAPER, RULE
from exports.indicator_axis import axis_range
from exports.indicator_wording import base_words, course_sentences, figure_text, indicator_alt_text, standing_words
from exports.plain_text import plain_text
from exports.workbook.text import write_text

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
COLUMNS = ("Period", "Figure", "Lower limit", "Centre", "Upper limit", "Target", "Count", "Of", "In words")
WIDTHS = (28, 11, 11, 11, 11, 11, 10, 10, 60)
WORDS = len(COLUMNS) - 1
_NUMBER_FORMATS = {"share": "0.0%", "count": "#,##0", "value": "#,##0.0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSheet:
    """One indicator: its course, and what has been approved to be said of its periods."""

    course: IndicatorCourse
    comments: Sequence[tuple[str, str]]  # period, and the words with whose they are


def indicators_workbook(
    sheets: Sequence[IndicatorSheet], *, partnership: str, as_of: str, policy: str, symbol: str
) -> bytes:  # fmt: skip
    """The workbook. Hidden figures stand as the symbol of the policy; what is not shown is in no chart."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        look = {"font_name": FONT, "font_color": INK, "bg_color": PAPER, "valign": "top"}
        looks = {
            "title": book.add_format({**look, "bold": True, "font_size": 14}),
            "head": book.add_format({**look, "bold": True, "bottom": 1, "text_wrap": True}),
            "head_right": book.add_format({**look, "bold": True, "bottom": 1, "text_wrap": True, "align": "right"}),
            "text": book.add_format({**look, "text_wrap": True}),
            "right": book.add_format({**look, "align": "right"}),
            "words": book.add_format({**look, "text_wrap": True, "indent": 1}),
            "head_words": book.add_format({**look, "bold": True, "bottom": 1, "indent": 1}),
            **{kind: book.add_format({**look, "num_format": code}) for kind, code in _NUMBER_FORMATS.items()},
        }
        _write_overview(book.add_worksheet("Indicators"), sheets, looks, (partnership, as_of, policy))
        for number, sheet in enumerate(sheets, 1):
            name = f"{number} {sheet.course.indicator.key}"[:31]
            _write_course(book, book.add_worksheet(name), name, sheet, looks, symbol)
    return out.getvalue()


def _write_overview(
    page: Worksheet, sheets: Sequence[IndicatorSheet], looks: dict[str, Any], said: tuple[str, str, str]
) -> None:
    partnership, as_of, policy = said
    write_text(page, 0, 0, f"Indicators: {partnership}", looks["title"])
    write_text(page, 1, 0, f"As of {as_of}. {policy}", None)
    for at, (name, width) in enumerate((("Indicator", 50), ("Latest", 14), ("Rests on", 30), ("Target", 22),
                                        ("What the chart says", 80), ("Submitted by", 40))):  # fmt: skip
        page.set_column(at, at, width)
        write_text(page, 3, at, name, looks["head"])
    for row, sheet in enumerate(sheets, 4):
        course, indicator = sheet.course, sheet.course.indicator
        latest = course.latest
        figure = "" if latest is None or latest.figure is None else figure_text(indicator, latest.figure)
        target = "" if indicator.target is None else figure_text(indicator, indicator.target)
        standing = standing_words(latest)
        cells = (
            indicator.title, figure, base_words(course), f"{target}: {standing.lower()}" if standing else target,
            " ".join(course_sentences(course)), indicator.owner,
        )  # fmt: skip
        for at, cell in enumerate(cells):
            write_text(page, row, at, cell, looks["text"])
    page.freeze_panes(4, 1)
    _for_paper(page, 3)


def _write_course(
    book: xlsxwriter.Workbook, page: Worksheet, name: str, sheet: IndicatorSheet, looks: dict[str, Any], symbol: str
) -> None:
    course, indicator = sheet.course, sheet.course.indicator
    write_text(page, 0, 0, indicator.title, looks["title"])
    of = f" Of: {indicator.denominator}" if indicator.denominator else ""
    write_text(page, 1, 0, f"Counted: {indicator.numerator}.{of}", None)
    write_text(page, 2, 0, f"Source: {indicator.source} {course.parts[-1].method}.", None)
    head = 4
    for at, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        page.set_column(at, at, width)
        write_text(page, head, at, column, looks["head" if at == 0 else "head_words" if at == WORDS else "head_right"])
    row = head
    for part in course.parts:
        if row > head:  # an empty row between two ways of counting, over which no line of the chart goes
            row += 1
            write_text(
                page, row, WORDS, f"Counted otherwise from here on: {part.indicator.changed_why}", looks["words"]
            )
        for point in part.points:
            row += 1
            _write_point(page, row, point, part.centre, course, looks, symbol)
    last = row
    for period, words in sheet.comments:
        row += 1
        write_text(page, row + 1, 0, period, looks["text"])
        write_text(page, row + 1, 1, words, None)
    page.freeze_panes(head + 1, 1)
    if course.has_figures:
        _add_chart(book, page, name, course, (head + 1, last), row + 4)
    _for_paper(page, head)


def _write_point(
    page: Worksheet, row: int, point: IndicatorPoint, centre: float | None, course: IndicatorCourse,
    looks: dict[str, Any], symbol: str,
) -> None:  # fmt: skip
    number = looks[course.indicator.measure]
    write_text(page, row, 0, point.label, looks["text"])
    limits = (point.low, centre if point.low is not None else None, point.high, course.indicator.target)
    for at, figure in enumerate((point.figure, *limits), 1):
        if figure is not None:
            page.write_number(row, at, figure, number)
        elif at == 1 and point.mark == "c":
            write_text(page, row, at, symbol, looks["right"])
    for at, count in ((6, point.count), (7, point.base)):
        if count is not None:
            page.write_number(row, at, count, looks["count"])
    write_text(page, row, WORDS, _words(point, course), looks["words"])


def _words(point: IndicatorPoint, course: IndicatorCourse) -> str:
    if point.label in course.missing:
        return "Not complete"
    if point.mark == "c":
        return "Not shown: a small number, or one that would tell it"
    words = [
        text for is_so, text in (
            (point.is_beyond, "Beyond the limits of chance"), (point.is_in_run, "One of eight or more on one side"),
            (point.is_range_beyond, "Moved further than chance explains"),
        ) if is_so
    ]  # fmt: skip
    return ". ".join([*words, *([standing_words(point)] if point.meets_target is not None else [])])


def _add_chart(
    book: xlsxwriter.Workbook, page: Worksheet, name: str, course: IndicatorCourse, rows: tuple[int, int], row: int,
) -> None:  # fmt: skip
    """The course with its limits, dashed; a row without figures is a gap."""
    chart: Any = book.add_chart({"type": "line"})
    font = {"name": FONT, "size": 9, "color": INK}
    first, last = rows
    for column, look in (
        (1, {"line": {"color": ACCENT, "width": 2.25}, "marker": {"type": "circle", "size": 6}}),
        (2, {"line": {"color": MUTED, "width": 1, "dash_type": "dash"}}),
        (3, {"line": {"color": MUTED, "width": 1}}),
        (4, {"line": {"color": MUTED, "width": 1, "dash_type": "dash"}}),
        (5, {"line": {"color": INK, "width": 2}}),
    ):
        if column == 5 and course.indicator.target is None:
            continue
        chart.add_series(
            {
                "name": COLUMNS[column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                **look,
            }
        )
    code = {"share": "0%", "count": "#,##0", "value": "#,##0.0"}[course.indicator.measure]
    chart.set_title({"name": plain_text(course.indicator.title), "name_font": {**font, "size": 11}})
    grid = {"visible": True, "line": {"color": RULE}}
    low, high = axis_range(course)  # as on the page: from 0 on, most courses would be a flat line
    chart.set_y_axis({"min": low, "max": high, "num_format": code, "num_font": font, "major_gridlines": grid})
    chart.set_x_axis({"num_font": font, "line": {"color": RULE}})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": PAPER}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 900, "height": 300})
    page.insert_chart(row, 0, chart, {"description": plain_text(indicator_alt_text(course))})


def _for_paper(page: Worksheet, head: int) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
