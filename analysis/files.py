"""Answers, frames and codings from CSV files, checked whole: every problem of a file is reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

import pandas as pd

from analysis.answer_files import read_responses
from analysis.csv_files import CsvTable, FileProblem, FileProblems, ProblemList, read_table
from analysis.exported_answers import ENTRY, IDENTIFIER
from analysis.round_data import CodingRecord, Stance
from instruments.items import Entry

__all__ = ["FileProblem", "FileProblems", "read_codings", "read_frame", "read_responses"]

COUNTS = ("invited", "answered")
STANCES: tuple[str, ...] = get_args(Stance)


def read_frame(path: Path) -> pd.DataFrame:
    """Read who was asked: a row for each combination of groups, with ``invited`` (blank: not known) and ``answered``.

    Raises
    ------
    FileProblems
        A missing column, a number that is none, a row twice.
    """
    problems = ProblemList()
    table = read_table(path, problems)
    for column in COUNTS:
        if column not in table.columns:
            problems.add(path, 1, column, f"the column '{column}' is missing")
    groups = [column for column in table.columns if column not in COUNTS]
    seen: dict[tuple[str, ...], int] = {}
    rows: list[dict[str, Any]] = []
    for line, cells in table.rows:
        key = tuple(cells[column] for column in groups)
        if key in seen:
            problems.add(path, line, None, f"these groups stand on line {seen[key]} already; put both in one row")
        seen.setdefault(key, line)
        counts = {column: _read_count(table, line, cells, column, problems) for column in COUNTS}
        if not cells.get("answered"):
            problems.add(path, line, "answered", "say how many answered; 0 if nobody did")
        rows.append({column: cells[column] for column in groups} | counts)
    problems.raise_any()
    frame = pd.DataFrame(rows, columns=[*groups, *COUNTS])
    return frame.astype({"invited": "Int64", "answered": "Int64"})


def read_codings(path: Path) -> tuple[CodingRecord, ...]:
    """Read the themes given to comments: ``response_id``, ``question``, ``theme``, and maybe ``stance``, ``entry``,
    ``coder``.

    A blank stance is neutral. ``entry`` counts the entries of a repeat from 1, as in the file of its answers; in a
    repeat within a repeat it is "2.1", the first entry in the second one of the outer repeat.

    Raises
    ------
    FileProblems
        A missing column, a missing value, an unknown stance, an entry that is no number.
    """
    problems = ProblemList()
    table = read_table(path, problems)
    needed = (IDENTIFIER, "question", "theme")
    for column in needed:
        if column not in table.columns:
            problems.add(path, 1, column, f"the column '{column}' is missing")
    codings: list[CodingRecord] = []
    for line, cells in table.rows:
        for column in needed:
            if column in cells and not cells[column]:
                problems.add(path, line, column, "is blank; it says which comment has which theme")
        stance = cells.get("stance", "").lower() or "neutral"
        if stance not in STANCES:
            problems.add(path, line, "stance", f"'{stance}' is not one of: {', '.join(STANCES)}")
            stance = "neutral"
        entry = _read_entry(table, line, cells, problems)
        codings.append(
            CodingRecord(
                response_id=cells.get(IDENTIFIER, ""),
                question=cells.get("question", ""),
                theme=cells.get("theme", ""),
                stance=cast("Stance", stance),
                entry=entry,
                coder=cells.get("coder", ""),
            )
        )
    problems.raise_any()
    return tuple(codings)


def _read_entry(table: CsvTable, line: int, cells: Mapping[str, str], problems: ProblemList) -> Entry:
    """The entry of each repeat, counted from 0; none where none is given."""
    text = cells.get(ENTRY, "")
    numbers = text.split(".") if text else []
    if all(number.isdecimal() and number.isascii() and int(number) > 0 for number in numbers):
        return tuple(int(number) - 1 for number in numbers)
    problems.add(table.path, line, ENTRY, f"'{text}' is not the number of an entry, such as 2, or 2.1 within another")
    return ()


def _read_count(table: CsvTable, line: int, cells: Mapping[str, str], column: str, problems: ProblemList) -> int | None:
    text = cells.get(column, "")
    if not text:
        return None
    if text.isdecimal() and text.isascii():
        return int(text)
    problems.add(table.path, line, column, f"'{text}' is not a whole number, 0 or more")
    return None
