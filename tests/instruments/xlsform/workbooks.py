"""Small workbooks for the tests, from tables as one would write them down."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from instruments.model import Instrument, Question
from instruments.readings import Reading
from instruments.xlsform.reading import read_xlsform

Cell = str | int | float | bool | datetime.date | datetime.time | None
Rows = Sequence[Sequence[Cell]]


def table(text: str) -> list[list[Cell]]:
    """Lines of cells apart by ``|``; a line of its own is a row, ``¦`` in a cell is a ``|``, ``↵`` a new line."""
    rows = [line.strip() for line in text.strip("\n").splitlines()]
    return [[_cell(cell) for cell in row.split("|")] if row else [] for row in rows]


def _cell(text: str) -> str | None:
    return text.strip().replace("¦", "|").replace("↵", "\n") or None


def workbook(**sheets: str | Rows) -> bytes:
    """An .xlsx file with these sheets, each a table or rows of values."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        time = book.add_format({"num_format": "hh:mm:ss"})
        for name, content in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(table(content) if isinstance(content, str) else content):
                for index, value in enumerate(row):
                    _write(sheet, number, index, value, {"date": date, "time": time})
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Cell, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (datetime.date, datetime.datetime)):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, datetime.time):
        sheet.write_datetime(row, column, value, formats["time"])
    elif value is not None:
        sheet.write_number(row, column, value)


def read(files: dict[str, bytes] | None = None, filename: str = "made-up.xlsx", **sheets: str | Rows) -> Reading:
    """Read a workbook of these sheets."""
    return read_xlsform(workbook(**sheets), filename, files or {})


def imported(files: dict[str, bytes] | None = None, **sheets: str | Rows) -> Instrument:
    """The instrument of a workbook that must read without an error."""
    reading = read(files, **sheets)
    assert reading.instrument is not None, "\n".join(map(str, reading.errors))
    return reading.instrument


def question(instrument: Instrument, name: str) -> Question:
    return next(found for found in instrument.walk() if found.name == name)


def messages(reading: Reading, severity: str | None = None) -> list[str]:
    """Every problem as a line: sheet, row, column and sentence."""
    return [
        f"{problem.sheet} {problem.line} {problem.column}: {problem.message}"
        for problem in reading.problems
        if severity in (None, problem.severity)
    ]


YES_NO = """
    list_name | name | label
    yes_no    | yes  | Yes
    yes_no    | no   | No
"""
