"""A file of contacts as rows of texts: CSV or a workbook, whatever its columns are called and in whatever order."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from analysis.importing import ImportRefused
from analysis.importing.csv_source import open_csv
from analysis.importing.xlsx_source import open_workbook
from survey_app.errors import UserError

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT, MOST_BYTES = 20_000, 60, 1_500_000, 15 * 1024 * 1024
LEFT_OUT = "-"
ROLES = {
    "email": "E-mail address", "name": "Name", "first_name": "First name", "last_name": "Last name",
    "agency": "Agency", "forum": "Forum", "locality": "Locality", "sector": "Sector",
}  # fmt: skip
STRATA = ("forum", "locality", "sector")
_CALLED = {
    "email": r"e ?mail( address)?|mail|address|email1|work email|contact email",
    "name": r"name|full name|contact( name)?|person|attendee|delegate",
    "first_name": r"first( name)?|forename|given name",
    "last_name": r"last( name)?|surname|family name",
    "agency": r"agency|organi[sz]ation|employer|company|service|school|department",
    "forum": r"forum|session|event",
    "locality": r"locality|area|district|region",
    "sector": r"sector|kind of agency",
}


class ListUnreadable(UserError):
    """The file cannot be read as a list of contacts; the message says why."""

    status = 422
    title = "The list cannot be read"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first line's names, and each further line with its number."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def text(self) -> str:
        """The sheet as a page carries it from one step to the next: nothing is kept on the server meanwhile."""
        return json.dumps([self.columns, self.rows], ensure_ascii=False, separators=(",", ":"))


def read_file(stream: IO[bytes]) -> Sheet:
    """Read an uploaded file."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ListUnreadable("The file is larger than 15 MB. Save only the sheet with the contacts, as CSV.")
    with TemporaryDirectory() as directory:
        path = Path(directory) / "list"
        path.write_bytes(content)
        try:
            lines = _workbook_lines(path) if zipfile.is_zipfile(path) else list(open_csv(path)[0])
        except ImportRefused as error:
            raise ListUnreadable(" ".join(error.problems[:3])) from error
        except UnicodeDecodeError as error:
            raise ListUnreadable("This is neither a workbook nor a text. Save the list as .xlsx or as CSV.") from error
    return sheet_of(lines)


def read_pasted(text: str) -> Sheet:
    """Read a list that was pasted, as from a spreadsheet."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "list"
        path.write_text(text, encoding="utf-8")
        try:
            return sheet_of(list(open_csv(path)[0]))
        except ImportRefused as error:
            raise ListUnreadable(" ".join(error.problems[:3])) from error


def _workbook_lines(path: Path) -> list[tuple[int, list[str]]]:
    """The lines of the visible sheet that has most of them."""
    sheets = open_workbook(path).sheets
    return list(max(sheets, key=lambda sheet: len(sheet.lines), default=())) if sheets else []


def sheet_of(lines: Sequence[tuple[int, list[str]]]) -> Sheet:
    """Lines as a sheet: the first that is not empty names the columns, unless an address stands in it."""
    filled = [(number, [" ".join(cell.split()) for cell in cells]) for number, cells in lines]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if not filled:
        raise ListUnreadable("The list is empty.")
    width = max(len(cells) for _, cells in filled)
    if width > MOST_COLUMNS:
        raise ListUnreadable(f"The list has {width} columns; at most {MOST_COLUMNS} can be read. Remove some.")
    head = filled[0][1]
    if any("@" in cell for cell in head):  # no line of names: the first line is a person already
        names, rest = [""] * width, filled
    else:
        names, rest = [*head, *[""] * (width - len(head))], filled[1:]
    if not rest:
        raise ListUnreadable("The list has a line that names its columns, and nobody under it.")
    if len(rest) > MOST_ROWS:
        raise ListUnreadable(f"The list has {len(rest):,} lines; at most {MOST_ROWS:,} can be read. Split it.")
    rows = tuple((number, (*cells, *[""] * (width - len(cells)))) for number, cells in rest)
    sheet = Sheet(tuple(name or f"Column {at}" for at, name in enumerate(names, start=1)), rows)
    if len(sheet.text()) > LONGEST_TEXT:
        raise ListUnreadable(
            "The list is too long to be read at once. Remove the columns you do not need, or split it."
        )
    return sheet


def carried_sheet(text: str) -> Sheet:
    """The sheet that a page brings back."""
    try:
        columns, rows = json.loads(text if len(text) <= 2 * LONGEST_TEXT else "")
        sheet = Sheet(tuple(map(_cell, columns)), tuple((int(at), tuple(map(_cell, cells))) for at, cells in rows))
    except (ValueError, TypeError, RecursionError):
        raise ListUnreadable("The page came back without its list. Choose the file again.") from None
    if not sheet.columns or not sheet.rows or any(len(cells) != len(sheet.columns) for _, cells in sheet.rows):
        raise ListUnreadable("The page came back without its list. Choose the file again.")
    return sheet


def _cell(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value[:1000]


def guessed_roles(sheet: Sheet) -> tuple[str, ...]:
    """What each column seems to be, by its name, and where the addresses are by what stands in it."""
    roles: list[str] = []
    for name in sheet.columns:
        plain = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
        fits = (role for role, called in _CALLED.items() if re.fullmatch(called, plain) and role not in roles)
        roles.append(next(fits, LEFT_OUT))
    if "email" not in roles or not _has_addresses(sheet, roles.index("email")):
        roles = [LEFT_OUT if role == "email" else role for role in roles]
        best = next((at for at in range(len(roles)) if _has_addresses(sheet, at)), None)
        if best is not None:
            roles[best] = "email"
    return tuple(roles)


def _has_addresses(sheet: Sheet, at: int) -> bool:
    cells = [cells[at] for _, cells in sheet.rows if cells[at]]
    return bool(cells) and sum("@" in cell for cell in cells) * 2 > len(cells)


def role_problem(roles: Sequence[str]) -> str:
    """What is wrong with the columns as a person has named them; empty when nothing is."""
    chosen = [role for role in roles if role != LEFT_OUT]
    if "email" not in chosen:
        return "Say which column holds the e-mail addresses."
    twice = next((role for role in chosen if chosen.count(role) > 1), None)
    if twice is not None:
        return f"Two columns are called “{ROLES[twice]}”. Leave one of them out."
    if "name" in chosen and ("first_name" in chosen or "last_name" in chosen):
        return "Choose either the whole name, or first and last name."
    return ""
