"""Opening a workbook that nobody has looked at yet: its sheets as rows of texts, within bounds.

What a cell's value is as text is the same as in pyxform: a whole number without its ``.0``, a truth value as ``TRUE``.
Nothing here knows what an XLSForm is, except where its reading stops.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl.reader.excel import ExcelReader
from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, open_workbook
from xlrd.xldate import xldate_as_datetime

MAXIMUM_BYTES = 20_000_000
MAXIMUM_UNPACKED = 80_000_000
MAXIMUM_ROWS = 60_000
MAXIMUM_COLUMNS = 500
MAXIMUM_CHARACTERS = 32_767  # Excel's own
EMPTY_ROWS_AT_THE_END = 60  # where pyxform stops reading, and hence every XLSForm tool
EMPTY_COLUMNS_AT_THE_END = 20
SEARCHED_FOR_MORE = 400

EXTENSIONS = (".xlsx", ".xlsm", ".xls")

Record = dict[str, str]


class UnreadableWorkbook(Exception):
    """The file cannot be read as a workbook; the message says why and what to do."""

    def __init__(self, message: str, sheet: str | None = None, row: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.sheet = sheet
        self.row = row


@dataclass(slots=True)
class Sheet:
    """A sheet: its headers as they stand, and the text of every filled cell below them. ``rows[0]`` is row 2."""

    name: str
    headers: list[str] = field(default_factory=list)
    rows: list[Record] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    """Headers that stand there twice; only the first of them is read."""
    headless: list[int] = field(default_factory=list)
    """Rows with text in a column without a header."""
    left_out: int | None = None
    """The first filled row after the many empty ones at which XLSForm tools stop."""


def open_sheets(data: bytes, filename: str) -> list[Sheet]:
    """Every sheet of a workbook.

    Raises
    ------
    UnreadableWorkbook
        When it is no workbook, is damaged or protected, or passes a bound.
    """
    if len(data) > MAXIMUM_BYTES:
        raise UnreadableWorkbook(
            f"the file has {len(data) / 1e6:.0f} MB; the most is {MAXIMUM_BYTES // 10**6} MB: "
            "remove pictures and sheets that are not part of the form"
        )
    if not data:
        raise UnreadableWorkbook("the file is empty; save the workbook again")
    reader = _read_xlsx if _is_zip(data) else _read_xls
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that hold nothing of the form
            return reader(data)
    except UnreadableWorkbook:
        raise
    except Exception as error:  # a damaged file can fail anywhere in the two libraries
        raise UnreadableWorkbook(_why(data, filename, error)) from error


def _is_zip(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _why(data: bytes, filename: str, error: Exception) -> str:
    said = str(error).lower()
    if "encrypt" in said or "password" in said or (data[:8] == _OLD_OFFICE and filename.lower().endswith("x")):
        return "the workbook is protected with a password; save it without one"
    if not _is_zip(data) and data[:8] != _OLD_OFFICE:
        return "this is not an Excel workbook; save it as .xlsx (Excel workbook)"
    return "the workbook is damaged and cannot be opened; open it in Excel or LibreOffice and save it again as .xlsx"


def _read_xlsx(data: bytes) -> list[Sheet]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist() if not entry.filename.startswith("xl/media/"))
        if unpacked > MAXIMUM_UNPACKED or len(archive.infolist()) > 5_000:
            raise UnreadableWorkbook(
                f"the workbook unpacks to {unpacked / 1e6:,.0f} MB, which is far more than a form needs; delete the "
                "empty rows and columns below and beside the form (they may be formatted), and other sheets"
            )
    reader = ExcelReader(BytesIO(data), read_only=True, data_only=True)
    try:
        reader.read()
        return [_sheet(sheet.title, _xlsx_rows(sheet)) for sheet in reader.wb.worksheets]
    finally:
        reader.archive.close()


def _xlsx_rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows(values_only=True):
        yield [_text(value) for value in row[: MAXIMUM_COLUMNS + 1]]


def _read_xls(data: bytes) -> list[Sheet]:
    if data[:8] != _OLD_OFFICE:
        raise UnreadableWorkbook("this is not an Excel workbook; save it as .xlsx (Excel workbook)")
    book = open_workbook(file_contents=data, logfile=_Silent())
    try:
        return [_sheet(sheet.name, _xls_rows(sheet, book.datemode)) for sheet in book.sheets()]
    finally:
        book.release_resources()


class _Silent:
    """Takes what xlrd would print."""

    def write(self, text: str) -> None:
        return None

    def flush(self) -> None:
        return None


def _xls_rows(sheet: Any, datemode: int) -> Iterator[list[str]]:
    for index in range(sheet.nrows):
        try:
            yield [_xls_text(cell, datemode) for cell in sheet.row(index)[: MAXIMUM_COLUMNS + 1]]
        except Exception as error:
            message = "a cell of this row holds a date that Excel itself cannot tell; format the cell as text"
            raise UnreadableWorkbook(message, sheet.name, index + 1) from error


def _xls_text(cell: Any, datemode: int) -> str:
    if cell.ctype == XL_CELL_BOOLEAN:
        return _text(bool(cell.value))
    if cell.ctype == XL_CELL_DATE:
        moment = xldate_as_datetime(cell.value, datemode)
        return str(moment.time() if cell.value < 1 else moment)
    return _text(cell.value)


def _text(value: Any) -> str:
    """The text of a cell: a text as it stands, and anything else as pyxform, and so every XLSForm tool, has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sheet(name: str, rows: Iterable[list[str]]) -> Sheet:
    sheet, columns = Sheet(name), []
    empty = 0
    for index, row in enumerate(rows):
        if index == 0:
            columns = _headers(sheet, row)
            continue
        if index > MAXIMUM_ROWS:
            raise UnreadableWorkbook(f"the sheet has more than {MAXIMUM_ROWS:,} rows; shorten it", name, index + 1)
        record = _record(sheet, columns, row, index + 1)
        if empty > EMPTY_ROWS_AT_THE_END:
            if record:
                sheet.left_out = index + 1
            if record or empty > SEARCHED_FOR_MORE:
                break
        empty = 0 if record else empty + 1
        if empty <= EMPTY_ROWS_AT_THE_END:
            sheet.rows.append(record)
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    return sheet


def _headers(sheet: Sheet, row: list[str]) -> list[str | None]:
    """The header of each column, None where it has none; reading stops after a run of columns without one."""
    columns: list[str | None] = []
    empty = 0
    for text in row:
        header = " ".join(text.replace("\u00a0", " ").split())
        empty = 0 if header else empty + 1
        if empty > EMPTY_COLUMNS_AT_THE_END:
            break
        if header in columns and header:
            sheet.doubled.append(header)
        columns.append(header or None)
    if len(columns) > MAXIMUM_COLUMNS:
        raise UnreadableWorkbook(f"the sheet has more than {MAXIMUM_COLUMNS} columns; remove some", sheet.name, 1)
    sheet.headers = list(dict.fromkeys(column for column in columns if column))
    return columns


def _record(sheet: Sheet, columns: list[str | None], row: list[str], number: int) -> Record:
    record: Record = {}
    for index, text in enumerate(row):
        if not text or text.isspace():
            continue
        if len(text) > MAXIMUM_CHARACTERS:
            raise UnreadableWorkbook(f"a cell has more than {MAXIMUM_CHARACTERS:,} characters", sheet.name, number)
        column = columns[index] if index < len(columns) else None
        if column is None:
            sheet.headless.append(number)
        else:
            record.setdefault(column, text)
    return record
