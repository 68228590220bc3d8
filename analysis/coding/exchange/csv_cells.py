"""Cells of comma-separated files: no text becomes a formula, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from analysis.coding.exchange.refusals import refuse
from analysis.coding.exchange.safe_reading import check_size

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would compute, behind any number of apostrophes
MOST_ROWS = 1_000_000


def written_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file in UTF-8 with the mark that Excel looks for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([as_text(name) for name in columns])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_text(value: str) -> str:
    """A leading apostrophe keeps a spreadsheet from reading the value as a formula."""
    return f"'{value}" if FORMULA.match(value) else value


def as_value(cell: str) -> str:
    """Without that apostrophe."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def read_rows(data: bytes, what: str, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file with the number of each, from 2; a cell by its column.

    Raises
    ------
    ExchangeRefused
        Where the file is too large, not in UTF-8, not comma-separated, or a column that is needed is not there.
    """
    check_size(data)
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise refuse(f"The file of {what} is not in UTF-8; in Excel, save it as 'CSV UTF-8'.") from error
    except csv.Error as error:
        raise refuse(f"The file of {what} is not comma-separated text: {error}.") from error
    if not lines:
        raise refuse(f"The file of {what} is empty; its first line names the columns.")
    if len(lines) > MOST_ROWS:
        raise refuse(f"The file of {what} has {len(lines):,} lines; {MOST_ROWS:,} at most are read.")
    columns = [as_value(name) for name in lines[0]]
    for name in needed:
        if name not in columns:
            raise refuse(f"The file of {what} has no column '{name}'.")
    if len(set(columns)) < len(columns):
        raise refuse(f"Two columns of the file of {what} have one name.")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) > len(columns):
            raise refuse(f"Line {number} of the file of {what} has more values than there are columns.")
        if any(cells):
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            rows.append((number, {name: as_value(cell) for name, cell in zip(columns, padded, strict=True)}))
    return rows
