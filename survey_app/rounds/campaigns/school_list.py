"""Reads a list of schools, as exported from a register or kept in a spreadsheet: every problem with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey_app.rounds.invitation_list import EMAIL, ListProblem

# What lists call the columns, in lower case without marks → the column it is.
HEADER_NAMES = {
    "urn": "urn",
    "name": "name",
    "school": "name",
    "school name": "name",
    "establishmentname": "name",
    "establishment name": "name",
    "phase": "phase",
    "phaseofeducation name": "phase",
    "phase of education": "phase",
    "region": "region",
    "locality": "region",
    "area": "region",
    "lead": "lead_name",
    "lead name": "lead_name",
    "designated safeguarding lead": "lead_name",
    "dsl": "lead_name",
    "dsl name": "lead_name",
    "lead email": "lead_email",
    "lead e mail": "lead_email",
    "email": "lead_email",
    "e mail": "lead_email",
    "dsl email": "lead_email",
    "dsl e mail": "lead_email",
}
NEEDED = ("urn", "name", "region")
LIMITS = {"urn": 6, "name": 200, "phase": 80, "region": 120, "lead_name": 200, "lead_email": 254}
MAX_ROWS = 5_000
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """One school of the list."""

    line: int
    urn: str
    name: str
    region: str
    phase: str = ""
    lead_name: str = ""
    lead_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolList:
    """The schools without a problem, the problems of the others, and the columns that were not used."""

    rows: tuple[SchoolRow, ...]
    problems: tuple[ListProblem, ...]
    unused: tuple[str, ...] = ()


def read_school_list(text: str) -> SchoolList:
    """Read a list whose first line names its columns, in any order; columns that we do not know are left out.

    Commas, semicolons and tabs all separate values.
    """
    try:
        records = list(_records(text))
    except csv.Error as error:
        return _refused(
            1, f"The list cannot be read as CSV ({error}). Save it from the spreadsheet as CSV and try again."
        )
    if not records:
        return _refused(1, "The list is empty.")
    line, header = records[0]
    columns = [HEADER_NAMES.get(re.sub(r"[^a-z]+", " ", cell.lower()).strip(), "") for cell in header]
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice is not None:
        return _refused(line, f"Two columns mean the {_title(twice)}. Remove one of them.")
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        names = " and ".join(_title(name) for name in missing)
        return _refused(line, f"The first line must name the columns; there is none for the {names}.")
    if len(records) - 1 > MAX_ROWS:
        return _refused(line, f"The list has {len(records) - 1:,} rows; at most {MAX_ROWS:,} can be read. Split it.")
    unused = tuple(cell for cell, column in zip(header, columns, strict=True) if cell and not column)
    return _read(records[1:], columns, unused)


def _refused(line: int, message: str) -> SchoolList:
    return SchoolList(rows=(), problems=(ListProblem(line=line, message=message),))


def _title(column: str) -> str:
    return {"urn": "URN", "lead_name": "designated lead", "lead_email": "lead’s e-mail"}.get(column, column)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max((",", "\t", ";"), key=first.count)
    lines = csv.reader(io.StringIO(text.strip("\ufeff"), newline=""), delimiter=separator, strict=True)
    for record in lines:
        cells = [" ".join(cell.split()) for cell in record]
        if any(cells):
            yield lines.line_num, cells


def _read(records: list[tuple[int, list[str]]], columns: list[str], unused: tuple[str, ...]) -> SchoolList:
    rows: list[SchoolRow] = []
    problems: list[ListProblem] = []
    seen: dict[str, int] = {}
    for line, record in records:
        if len(record) > len(columns) and any(record[len(columns) :]):
            problems.append(ListProblem(line=line, message=_too_many(len(record), len(columns))))
            continue
        values = {column: value for column, value in zip(columns, record, strict=False) if column}
        found = list(_problems(values, seen))
        problems += [ListProblem(line=line, message=message) for message in found]
        seen.setdefault(values.get("urn", ""), line)
        if not found:
            rows.append(SchoolRow(line=line, **{**values, "lead_email": values.get("lead_email", "").lower()}))
    return SchoolList(rows=tuple(rows), problems=tuple(problems), unused=unused)


def _too_many(values: int, columns: int) -> str:
    return (
        f"There are {values} values but {columns} columns. Put a value that contains the separator in quotation marks."
    )


def _problems(values: Mapping[str, str], seen: Mapping[str, int]) -> Iterator[str]:
    urn, email = values.get("urn", ""), values.get("lead_email", "")
    if not re.fullmatch("[0-9]{6}", urn):
        yield f"“{urn[:20]}” is not a URN, which has six digits."
    elif urn in seen:
        yield f"The URN {urn} is also on line {seen[urn]}. Keep one of the two."
    for column in NEEDED[1:]:
        if not values.get(column):
            yield f"The {_title(column)} is missing."
    if email and not EMAIL.fullmatch(email):
        yield f"“{email[:60]}” is not an e-mail address."
    for column, value in values.items():
        if len(value) > LIMITS[column] and column != "urn":
            yield f"The {_title(column)} is longer than {LIMITS[column]} characters."
