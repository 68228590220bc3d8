"""A case list as it was uploaded, read in memory alone: no part of it touches a disk before it is pseudonymised."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.importing import ImportRefused
from analysis.importing.csv_source import open_csv
from analysis.importing.memory import MemoryFile
from analysis.importing.xlsx_source import open_workbook
from survey_app.case_audits.sampling.cells import heading_problem, is_like_a_row
from survey_app.errors import UserError

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, LONGEST_HEADING = 20_000, 60, 1000, 100
MOST_BYTES = 15 * 1024 * 1024
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?:,? \d{1,2}:\d\d(?::\d\d)?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_WORDS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]({'|'.join(_MONTHS)})[a-z]*[ ,-]{{1,2}}(\d{{4}}|\d\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?")


class ListUnreadable(UserError):
    """The file cannot be read as a case list; the message says why, and nothing of what is in it."""

    status = 422
    title = "The list cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The headings, and the rows with their numbers in the file. ``repr`` shows nothing of the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    kind: str

    def cells(self, at: int) -> list[tuple[int, str]]:
        """The cells of a column that are not empty, with the number of their rows."""
        return [(number, cells[at]) for number, cells in self.rows if cells[at]]


def read_case_file(content: bytes) -> CaseFile:
    """Read a workbook or a CSV file, whatever its separator, encoding and order of columns.

    Raises
    ------
    ListUnreadable
        Where it is neither, has no headings or rows, is too long or too wide, or where its first line names no columns.
    """
    if len(content) > MOST_BYTES:
        raise ListUnreadable("The file is larger than 15 MB. Save only the sheet with the cases, as CSV.")
    source, is_workbook = MemoryFile(content), zipfile.is_zipfile(MemoryFile(content).open("rb"))
    try:
        if is_workbook:
            sheets = open_workbook(source).sheets
            lines = list(max(sheets, key=lambda sheet: len(sheet.lines), default=()))
        else:
            lines = list(open_csv(source)[0])
    except ImportRefused as error:
        raise ListUnreadable(" ".join(error.problems[:3])) from None
    except UnicodeError:
        raise ListUnreadable("This is neither a workbook nor a text. Save the list as .xlsx or as CSV.") from None
    return _case_file(lines, "Excel workbook" if is_workbook else "CSV file")


def _case_file(lines: Sequence[tuple[int, list[str]]], kind: str) -> CaseFile:
    filled = [(number, [_tidy(cell) for cell in cells]) for number, cells in lines]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if len(filled) < 2:
        raise ListUnreadable("The list needs a line that names its columns, and a line for each case under it.")
    width = max(len(cells) for _, cells in filled)
    if width > MOST_COLUMNS:
        raise ListUnreadable(f"The list has {width} columns; at most {MOST_COLUMNS} can be read. Remove some.")
    if len(filled) - 1 > MOST_ROWS:
        raise ListUnreadable(f"The list has {len(filled) - 1:,} rows; at most {MOST_ROWS:,} can be read.")
    rows = tuple((number, (*cells, *[""] * (width - len(cells)))) for number, cells in filled[1:])
    headings = _headings(filled[0][1], width)
    for at, cell in enumerate(filled[0][1]):
        if is_like_a_row(cell, [cells[at] for _, cells in rows]):
            raise ListUnreadable(_no_heading(at, "a value, as the rows below do"))
    return CaseFile(columns=headings, rows=rows, kind=kind)


def _headings(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """The headings, each once; those that stand in no column get the column's letter."""
    found: list[str] = []
    for at in range(width):
        heading = (cells[at] if at < len(cells) else "")[:LONGEST_HEADING]
        if problem := heading_problem(heading):
            raise ListUnreadable(_no_heading(at, f"{problem}, as a row of a child does"))
        name, again = heading or f"Column {column_letter(at)}", 2
        while name in found:
            name, again = f"{heading or 'Column'} ({again})", again + 1
        found.append(name)
    return tuple(found)


def _no_heading(at: int, holds: str) -> str:
    """The sentence says where, and repeats nothing of what stands there."""
    return (
        f"The first line must name the columns. In column {column_letter(at)} it holds {holds}. Put a line of headings "
        "above the rows: a first line with the names of the columns, such as “Case number” and “Referral date”."
    )


def column_letter(at: int) -> str:
    """What a spreadsheet calls a column, from 0."""
    letters, rest = "", at + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _tidy(cell: str) -> str:
    """One line without control characters, which no list to draw from may hold."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", "", " ".join(cell.split()))[:LONGEST_CELL]


def day_of(cell: str) -> date | None:
    """The day that a cell names, as this country writes it or as a workbook keeps it; None where it is no date.

    Years of two digits are of the last hundred years: no case is older than that.
    """
    try:
        if match := _YEAR_FIRST.fullmatch(cell):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(cell):
            return date(_year(match[3]), int(match[2]), int(match[1]))
        if match := _IN_WORDS.fullmatch(cell):
            return date(_year(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    except ValueError:
        return None
    return None


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    next_year = date.today().year + 1
    century = next_year - next_year % 100
    return century + int(digits) - (100 if century + int(digits) > next_year else 0)
