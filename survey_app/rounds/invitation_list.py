"""Reads a list of people to invite, as pasted or uploaded: any column order, every problem with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# What people call the columns, in lower case → the column it is.
HEADER_NAMES = {
    "name": "name",
    "full name": "name",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "agency": "agency",
    "organisation": "agency",
    "organization": "agency",
}
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
MAX_VALUE = 200
MAX_EMAIL = 254
MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """One person, or one unnamed slip, of the list."""

    line: int
    name: str = ""
    email: str = ""
    agency: str = ""
    strata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProblem:
    """What is wrong on one line, and what to do about it."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationList:
    """The rows without a problem, and the problems of the others, both in the order of the list."""

    rows: tuple[InvitationRow, ...]
    problems: tuple[ListProblem, ...]


def decode_list(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, else what Windows programs write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_invitation_list(text: str, *, strata: Iterable[str]) -> InvitationList:
    """Read a list whose first line names its columns.

    ``strata`` are the further columns that this round knows: its breakdowns. Commas, semicolons and tabs (as pasted
    from a spreadsheet) all separate values.
    """
    try:
        records = _records(text)
    except csv.Error as error:
        unreadable = f"The list cannot be read as CSV ({error}). Save it from the spreadsheet as CSV and try again."
        return InvitationList(rows=(), problems=(ListProblem(line=1, message=unreadable),))
    if not records:
        return InvitationList(rows=(), problems=(ListProblem(line=1, message="The list is empty."),))
    header_line, header = records[0]
    columns, problems = _read_header(header_line, header, tuple(strata))
    if problems:
        return InvitationList(rows=(), problems=tuple(problems))
    if len(records) - 1 > MAX_ROWS:
        too_long = f"The list has {len(records) - 1:,} rows; at most {MAX_ROWS:,} can be imported at once. Split it."
        return InvitationList(rows=(), problems=(ListProblem(line=header_line, message=too_long),))
    return _read_rows(records[1:], columns)


def _delimiter(text: str) -> str:
    """The separator that the first line with anything in it uses most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", "\t", ";"), key=first.count)


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Every line with anything in it, as its number and its values."""
    lines = csv.reader(io.StringIO(text.strip("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True)
    records = [(lines.line_num, [cell.strip() for cell in record]) for record in lines]
    return [(line, record) for line, record in records if any(record)]


def _read_header(line: int, header: list[str], strata: tuple[str, ...]) -> tuple[list[str], list[ListProblem]]:
    """The column each header cell stands for, and what is wrong with the header."""
    known = HEADER_NAMES | {name.lower(): name for name in strata}
    wanted = list(dict.fromkeys(["name", "email", "agency", *strata]))
    problems = []
    columns = []
    for cell in header:
        column = known.get(cell.lower().replace("_", " "), known.get(cell.lower(), ""))
        if not column:
            problems.append(f"The column “{cell}” is not one of: {', '.join(wanted)}. Rename or remove it.")
        elif column in columns:
            problems.append(f"The column “{cell}” stands there twice. Remove one.")
        columns.append(column)
    if not problems and not set(columns) & set(wanted):
        problems.append("The first line must name the columns.")
    if len(problems) == len(header):
        names = ", ".join(wanted)
        problems = [f"The first line must name the columns: {names}. Found “{', '.join(header)[:100]}” instead."]
    return columns, [ListProblem(line=line, message=message) for message in problems]


def _read_rows(records: list[tuple[int, list[str]]], columns: list[str]) -> InvitationList:
    """Sort the records into rows without a problem and problems."""
    rows: list[InvitationRow] = []
    problems: list[ListProblem] = []
    seen: dict[str, int] = {}
    for line, record in records:
        found = list(_record_problems(record, columns, seen))
        problems += [ListProblem(line=line, message=message) for message in found]
        values = dict(zip(columns, record, strict=False))
        email = values.pop("email", "").lower()
        if email:
            seen.setdefault(email, line)
        if not found:
            name, agency = values.pop("name", ""), values.pop("agency", "")
            strata = {column: value for column, value in values.items() if value}
            rows.append(InvitationRow(line=line, name=name, email=email, agency=agency, strata=strata))
    return InvitationList(rows=tuple(rows), problems=tuple(problems))


def _record_problems(record: list[str], columns: list[str], seen: dict[str, int]) -> Iterator[str]:
    """Everything wrong with one line."""
    if len(record) > len(columns) and any(record[len(columns) :]):
        yield (
            f"There are {len(record)} values but {len(columns)} columns. Put a value that contains the separator in "
            "quotation marks."
        )
        return
    values = dict(zip(columns, record, strict=False))
    name, email = values.get("name", ""), values.get("email", "")
    if name and not email:
        yield f"“{name[:60]}” has no e-mail address. Add it, or leave the name out for an unnamed link."
    if email and not EMAIL.fullmatch(email):
        yield f"“{email[:60]}” is not an e-mail address."
    if email and email.lower() in seen:
        yield f"“{email[:60]}” is also on line {seen[email.lower()]}. Keep one of the two."
    if email and not name:
        yield f"“{email[:60]}” has no name. Add one."
    for column, value in values.items():
        limit = MAX_EMAIL if column == "email" else MAX_VALUE
        if len(value) > limit:
            yield f"The {column} is longer than {limit} characters."
