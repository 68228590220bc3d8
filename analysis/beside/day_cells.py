"""Days and counts in the cells of a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from analysis.csv_files import CsvTable, ProblemList


def require_columns(table: CsvTable, columns: Iterable[str], problems: ProblemList) -> None:
    """Note each column that is missing."""
    for column in columns:
        if table.columns and column not in table.columns:
            problems.add(table.path, 1, column, f"the column '{column}' is missing")


def read_day(
    table: CsvTable, line: int, cells: Mapping[str, str], column: str, problems: ProblemList, *, needed: bool = False
) -> date | None:
    """A day as ISO writes it, 2026-03-31, or as people do, 31/03/2026; None where the cell is blank."""
    text = cells.get(column, "")
    if not text:
        if needed and column in table.columns:
            problems.add(table.path, line, column, "is blank; give a day such as 2026-03-31")
        return None
    parts = text.split("/")
    written = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else text
    try:
        return date.fromisoformat(written) if len(written) == 10 else _refuse(text)
    except ValueError:
        problems.add(table.path, line, column, f"'{text}' is no day; write it as 2026-03-31 or 31/03/2026")
        return None


def _refuse(text: str) -> date:
    raise ValueError(text)


def read_number(table: CsvTable, line: int, cells: Mapping[str, str], column: str, problems: ProblemList) -> int | None:
    """A whole number, 0 or more; None where the cell is blank."""
    text = cells.get(column, "")
    if not text:
        return None
    if text.isdecimal() and text.isascii() and len(text) <= 9:
        return int(text)
    problems.add(table.path, line, column, f"'{text}' is not a whole number, 0 or more")
    return None


def read_text(
    table: CsvTable, line: int, cells: Mapping[str, str], column: str, problems: ProblemList, *, what: str = ""
) -> str:
    """A text; with ``what`` it must not be blank."""
    text = cells.get(column, "")
    if what and not text and column in table.columns:
        problems.add(table.path, line, column, f"is blank; give {what}")
    return text
