"""Figures as a file: a template to fill in, and what somebody filled in, told row by row.

A file stores nothing by itself: what it holds is put into the page of figures, where it is looked at and sent.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.importing import ImportRefused
from analysis.importing.csv_source import open_csv
from analysis.importing.memory import MemoryFile
from analysis.importing.xlsx_source import open_workbook
from exports.workbook.lists import ListSheet, list_workbook
from survey_app.errors import UserError
from survey_app.programme.indicators.checking import Typed
from survey_app.programme.indicators.standing import Expected, Slot

COLUMNS = ("Indicator", "Agency", "Period", "What is asked", "Numerator", "Denominator", "Comment")
WIDTHS = (16, 26, 14, 60, 12, 14, 40)
MOST_BYTES, MOST_ROWS, LONGEST_CELL = 2 * 1024 * 1024, 2_000, 4_000
_PERIOD = re.compile(r"(\d{4})-(\d{2})|(\d{4}) ?Q([1-4])", re.IGNORECASE | re.ASCII)
_HEADS = {
    "indicator": "name", "agency": "agency", "period": "period", "numerator": "value", "value": "value",
    "count": "value", "denominator": "base", "of": "base", "comment": "comment",
}  # fmt: skip
_START = re.compile(r"[=+\-@\t\r]")


class FileUnreadable(UserError):
    """The file cannot be read as figures; the message says why."""

    status = 422
    title = "The file cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFigures:
    """What a file holds: figures by what they are of, and a sentence for each row that could not be placed."""

    typed: dict[Slot, Typed]
    problems: tuple[str, ...]


def period_code(one: Expected) -> str:
    """A period as files name it: 2026-10, or 2026 Q3."""
    if one.adoption.definition.every == "month":
        return f"{one.start:%Y-%m}"
    return f"{one.start.year} Q{(one.start.month + 2) // 3}"


def template_csv(expected: Sequence[Expected]) -> bytes:
    """The template as CSV in UTF-8 with its mark, which Excel needs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell or "") for cell in row] for row in _rows(expected))
    return out.getvalue().encode("utf-8-sig")


def template_workbook(expected: Sequence[Expected], partnership: str) -> bytes:
    """The template as a workbook."""
    head = (
        f"Figures for {partnership}",
        "Fill in the columns Numerator and Denominator: a count, or a value, stands under Numerator. Leave out rows "
        "that you cannot fill in yet. No names, and nothing about a single child.",
    )
    columns = tuple(zip(COLUMNS, WIDTHS, strict=True))
    return list_workbook(ListSheet(name="Figures", head=head, columns=columns, rows=_rows(expected), filtered=False))


def read_figures(content: bytes, expected: Sequence[Expected]) -> FileFigures:
    """Read a filled-in template, as workbook or CSV, whatever the order of its columns.

    Raises
    ------
    FileUnreadable
        Where it is neither, or has no line that names the columns.
    """
    lines = _lines(content)
    place = next((number for number, (_, cells) in enumerate(lines) if _heads(cells)), None)
    if place is None:
        raise FileUnreadable(
            "No line of the file names the columns Indicator, Period and Numerator. Download the template and fill it "
            "in."
        )
    heads = _heads(lines[place][1])
    if len(lines) - place - 1 > MOST_ROWS:
        raise FileUnreadable(
            f"The file has more than {MOST_ROWS:,} rows. Leave out the periods that are there already."
        )
    reading = _Reading(expected)
    for number, cells in lines[place + 1 :]:
        reading.take(number, {key: cells[at].strip() if at < len(cells) else "" for key, at in heads.items()})
    return FileFigures(typed=reading.typed, problems=tuple(reading.problems))


def _rows(expected: Sequence[Expected]) -> Iterator[tuple[str | None, ...]]:
    for one in expected:
        asked = one.version.numerator + (f", of: {one.version.denominator}" if one.version.denominator else "")
        yield one.adoption.definition.name, one.agency.name, period_code(one), asked, None, None, None


def _plain(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if _START.match(cell) else cell


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    if len(content) > MOST_BYTES:
        raise FileUnreadable("The file is larger than 2 MB. Save only the sheet with the figures.")
    source = MemoryFile(content)
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            sheets = open_workbook(source).sheets
            lines = list(max(sheets, key=lambda sheet: len(sheet.lines), default=()))
        else:
            lines = list(open_csv(source)[0])
    except ImportRefused as error:
        raise FileUnreadable(" ".join(error.problems[:3])) from None
    except UnicodeError:
        raise FileUnreadable("This is neither a workbook nor a text. Save it as .xlsx or as CSV.") from None
    return [(number, [cell[:LONGEST_CELL] for cell in cells]) for number, cells in lines]


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """Which column is which; nothing where the line names none of them."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        key = _HEADS.get(" ".join(cell.split()).casefold())
        if key is not None:
            found.setdefault(key, at)
    return found if {"name", "period", "value"} <= found.keys() else {}


class _Reading:
    """Rows placed one after another."""

    def __init__(self, expected: Sequence[Expected]) -> None:
        self.expected = expected
        self.typed: dict[Slot, Typed] = {}
        self.problems: list[str] = []
        self._rows: dict[Slot, int] = {}

    def take(self, number: int, cells: dict[str, str]) -> None:
        """Place a row, or say why it cannot be."""
        typed = Typed(
            value=_as_number(cells["value"]), base=_as_number(cells.get("base", "")), comment=cells.get("comment", "")
        )
        if typed.is_blank:
            return
        found = [one for one in self.expected if one.adoption.definition.name == cells["name"].casefold()]
        if not found:
            self.problems.append(f"Row {number}: you submit no indicator called “{cells['name'][:60]}”.")
            return
        start = _start_of(cells["period"], found[0].adoption.definition.every)
        if start is None:
            self.problems.append(
                f"Row {number}: “{cells['period'][:40]}” is no period. Write a month as 2026-10, a quarter as 2026 Q3."
            )
            return
        agency = cells.get("agency", "").removeprefix("'").casefold()  # the mark that keeps a name from being a formula
        here = [one for one in found if one.start == start and agency in ("", one.agency.name.casefold())]
        self._place(number, here, typed, cells)

    def _place(self, number: int, here: Sequence[Expected], typed: Typed, cells: dict[str, str]) -> None:
        if not here:
            self.problems.append(
                f"Row {number}: {cells['name']} is not asked for {cells['period']}"
                f"{' of ' + cells['agency'][:60] if cells.get('agency') else ''}, or the period is not over."
            )
        elif len(here) > 1:
            self.problems.append(f"Row {number}: say which agency it is of.")
        elif here[0].slot in self._rows:
            self.problems.append(f"Row {number}: the same as row {self._rows[here[0].slot]}. Leave one of them out.")
        else:
            self.typed[here[0].slot], self._rows[here[0].slot] = typed, number


def _as_number(cell: str) -> str:
    """A number as a workbook keeps it, without a decimal that says nothing."""
    return cell[:-2] if re.fullmatch(r"\d+\.0", cell) else cell


def _start_of(text: str, every: str) -> date | None:
    """The first day of a period as files name it; of a spreadsheet that made a day of it, its month."""
    found = _PERIOD.match(" ".join(text.split()))
    if found is None:
        return None
    year, month, of_quarter, quarter = found.groups()
    if every == "month":
        return date(int(year), int(month), 1) if year and 1 <= int(month) <= 12 and int(year) else None
    if quarter:
        return date(int(of_quarter), int(quarter) * 3 - 2, 1) if int(of_quarter) else None
    return None
