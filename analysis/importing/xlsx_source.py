"""Workbooks from outside: each visible sheet as rows of texts, within bounds, formulas never worked out."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any

from analysis.importing.memory import Source
from analysis.importing.refusals import ImportRefused, refuse
from analysis.importing.table import WINDOWS_EPOCH

MOST_BYTES = 50_000_000
MOST_UNPACKED = 300_000_000
MOST_PARTS = 5_000
MOST_COLUMNS = 2_000
MOST_CELLS = 3_000_000
_UNCHANGED = "Open it in Excel or LibreOffice and save it again as .xlsx, or as CSV UTF-8."


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGrid:
    """A sheet, read once: its rows that are not empty, with their numbers."""

    name: str
    lines: tuple[tuple[int, list[str]], ...] = field(repr=False)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return iter(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The visible sheets, the names of the hidden ones, and the day from which the workbook counts days."""

    sheets: tuple[SheetGrid, ...]
    hidden: tuple[str, ...]
    epoch: datetime


def open_workbook(path: Source) -> Workbook:
    """Read a workbook.

    Raises
    ------
    ImportRefused
        When it is no workbook, is damaged or protected, or passes a bound.
    """
    if path.stat().st_size > MOST_BYTES:
        raise refuse(f"The workbook has more than {MOST_BYTES // 10**6} MB. Save the sheet of answers as CSV UTF-8.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that hold no answer
            _check_archive(path)
            with path.open("rb") as file:  # whatever the file is called
                return _read(file)
    except ImportRefused:
        raise
    except Exception as error:  # a damaged or hostile file can fail anywhere in the library
        raise refuse(f"The workbook is damaged or protected with a password. {_UNCHANGED}") from error


def _check_archive(path: Source) -> None:
    """Refuse what unpacks to far more than it weighs, before anything of it is read."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise refuse(f"The workbook unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, which is too much. "
                     "Save the sheet of answers as CSV UTF-8.")  # fmt: skip


def _read(file: IO[bytes]) -> Workbook:
    from openpyxl.reader.excel import ExcelReader

    # Values as they were last worked out by the program that wrote them: nothing here works out a formula.
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    try:
        reader.read()
        book, left = reader.wb, _Allowance(MOST_CELLS)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible")
        sheets = tuple(SheetGrid(name=sheet.title, lines=tuple(_lines(sheet, left))) for sheet in shown)
        return Workbook(sheets=sheets, hidden=hidden, epoch=_epoch(book.epoch))
    finally:
        reader.archive.close()


class _Allowance:
    """How many more filled cells are read of the whole workbook."""

    def __init__(self, cells: int) -> None:
        self.cells = cells

    def take(self, count: int) -> None:
        self.cells -= count
        if self.cells < 0:
            raise refuse(
                f"The workbook has more than {MOST_CELLS:,} filled cells. Save the sheet of answers as CSV UTF-8; that "
                "can be as long as you like."
            )


def _lines(sheet: Any, left: _Allowance) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if len(values) > MOST_COLUMNS and any(value is not None for value in values[MOST_COLUMNS:]):
            raise refuse(
                f"The sheet “{sheet.title}” has more than {MOST_COLUMNS:,} columns; this is no export of answers."
            )
        cells = [cell_text(value) for value in values[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        left.take(sum(map(bool, cells)))
        yield number, cells


def cell_text(value: Any) -> str:
    """The text of a cell; a date as 2026-03-27, a moment as 2026-03-27T14:30:00."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        moment = value.replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _epoch(value: datetime) -> datetime:
    """A workbook made on an old Macintosh counts from 1904."""
    return value if isinstance(value, datetime) else WINDOWS_EPOCH
