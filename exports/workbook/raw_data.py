"""Raw data: one row a response, one sheet a repeat. Only in working papers of rounds that are not anonymous."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from analysis.report import Report
from exports.workbook.book import Book
from exports.workbook.names import UniqueNames
from exports.workbook.page import Page
from exports.workbook.raw_columns import ABSENCE_TEXTS, RawColumn, Value, is_missing, raw_columns
from exports.workbook.text import write_text

if TYPE_CHECKING:
    from analysis.responses import ResponseFrames
    from analysis.round_data import Form

ROWS_A_SHEET = 1_000_000  # of Excel's 1,048,576, which leaves room for the title block
MOST_COLUMNS = 16_384
MOST_COLUMNS_ON_A_PAGE = 20  # with more, one page wide could not be read, so the sheet goes across several
SHEET_LABEL = "Raw data"
PERSONAL = "Personal data: keep with the named team, and delete when the work is done."


class RawDataRefused(ValueError):
    """Raw data were asked for where they may not be given."""


def check_raw_allowed(report: Report) -> None:
    """Raw data never stand in an anonymous round's workbook, nor in one that is made to be passed on."""
    if report.anonymous:
        raise RawDataRefused(f"The round '{report.slug}' is anonymous, so its workbook cannot carry raw data.")
    if report.release_class == "release":
        raise RawDataRefused(
            f"The report of '{report.slug}' is a release, and raw data would undo its disclosure control; "
            "ask for a working report to have raw data in the workbook."
        )


def write_raw_data(book: Book, raw: ResponseFrames, form: Form | None) -> None:
    main = raw.main.reset_index(names="response_id")
    _write_frame(book, SHEET_LABEL, "one row a response", main, raw.absence, form)
    for name, frame in raw.repeats.items():
        within = form.repeats[name].repeats[:-1] if form is not None and name in form.repeats else ()
        what = f"one row an entry of {name}" + (f", within {' and '.join(reversed(within))}" if within else "")
        _write_frame(book, f"Raw {name}", what, frame, raw.repeat_absence[name], form)


def _write_frame(
    book: Book, wanted: str, what: str, frame: pd.DataFrame, absence: pd.DataFrame, form: Form | None
) -> None:
    """Write a frame to one sheet, or to several when it has more rows than one takes."""
    columns = raw_columns(frame, form)
    for part, first in enumerate(range(0, max(len(frame), 1), ROWS_A_SHEET), start=1):
        chosen = slice(first, first + ROWS_A_SHEET)
        title = wanted if part == 1 else f"{wanted} part {part}"
        _write_sheet(book, title, what, columns, frame.iloc[chosen], absence.iloc[chosen])


def _write_sheet(
    book: Book, title: str, what: str, columns: list[RawColumn], frame: pd.DataFrame, absence: pd.DataFrame
) -> None:
    kept = columns[:MOST_COLUMNS]
    page = book.add_page(
        title, f"Answers as given: {what}", _widths(kept, frame), orientation="landscape", fixed=title == SHEET_LABEL
    )
    page.text(page.next_row(), 0, PERSONAL, "notice")
    if len(kept) < len(columns):
        left = len(columns) - len(kept)
        page.text(page.next_row(), 0, f"{left:,} columns are left out: a sheet holds {MOST_COLUMNS:,}.", "notice")
    page.skip()
    _write_labels(page, kept)
    head = page.next_row(24)
    page.sheet.freeze_panes(page.row, 1)
    page.sheet.repeat_rows(head)
    for values in _rendered(kept, frame, absence):
        row = page.next_row()
        for column, value in enumerate(values):
            _write_value(page, page.sheet, row, column, value)
    last = max(page.row - 1, head + 1)
    if len(kept) > MOST_COLUMNS_ON_A_PAGE:
        page.fit_width = False
        page.sheet.print_across()
        page.sheet.repeat_columns("A:A")
    _make_table(book, page, head, last, kept, f"{title}: {what}.")
    page.row = last + 1


def _make_table(book: Book, page: Page, head: int, last: int, columns: Sequence[RawColumn], description: str) -> None:
    """Make the written cells an Excel table, with filters; numbers that are text are meant to be."""
    heads = UniqueNames(255)
    options = {
        "name": book.table_name(page.name),
        "style": "Table Style Light 1",
        "title": page.name,
        "description": description,
        "columns": [{"header": heads.take(one.head), "header_format": page.styles["data_head"]} for one in columns],
    }
    page.sheet.add_table(head, 0, last, len(columns) - 1, options)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _widths(columns: Sequence[RawColumn], frame: pd.DataFrame) -> list[float]:
    """Wide enough for the head, wider for text."""
    texts = {str(name) for name in frame.columns if pd.api.types.is_string_dtype(frame[name])}
    return [
        float(
            min(40, max(12, len(one.head) + 4, 28 if set(one.sources) & texts or one.head.endswith("(label)") else 0))
        )
        for one in columns
    ]


def _write_labels(page: Page, columns: Sequence[RawColumn]) -> None:
    """The questions in words, above the head that names them."""
    deepest = max((page.lines(one.label, page.columns[i]) for i, one in enumerate(columns)), default=1)
    row = page.next_row(min(deepest, 8) * 15 + 4)
    for column, one in enumerate(columns):
        page.label(row, column, one.label, "data_label")


def _rendered(columns: list[RawColumn], frame: pd.DataFrame, absence: pd.DataFrame) -> Iterator[list[Value]]:
    """Rows of cell values; where there is no answer, the kind of absence in words."""
    sources = {str(name): list(frame[name]) for name in frame.columns}
    absences = {str(name): list(absence[name]) for name in absence.columns}
    for number in range(len(frame)):
        row: list[Value] = []
        for column in columns:
            value = column.render([sources[name][number] for name in column.sources])
            if is_missing(value) and column.absence_of is not None:
                kinds = absences.get(column.absence_of) or absences.get(column.sources[0])
                value = Absent(str(kinds[number])) if kinds is not None else None
            row.append(value)
        yield row


class Absent(str):
    """A kind of absence, to be written in words and in grey."""

    __slots__ = ()


def _write_value(page: Page, sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Write one value in its own type; text is always text."""
    styles = page.styles
    if isinstance(value, Absent):
        if value in ABSENCE_TEXTS:
            sheet.write_string(row, column, ABSENCE_TEXTS[value], styles["data_absent"])
    elif is_missing(value):
        return
    elif isinstance(value, bool | np.bool_):
        sheet.write_number(row, column, int(value), styles["data"])
    elif isinstance(value, int | float | np.integer | np.floating):
        sheet.write_number(row, column, float(value), styles["data"])
    elif isinstance(value, datetime) and value.tzinfo is None:
        sheet.write_datetime(row, column, value, styles["data_time"])
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, column, datetime.combine(value, time()), styles["data_date"])
    else:
        write_text(
            sheet, row, column, value.isoformat() if isinstance(value, datetime | time) else str(value), styles["data"]
        )
