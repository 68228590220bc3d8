"""An export as a table: which sheet, where the heading ends, what each column is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from analysis.importing.csv_source import open_csv
from analysis.importing.matching import folded, tidy
from analysis.importing.programs import kind_of, looks_personal, program_of
from analysis.importing.refusals import refuse
from analysis.importing.table import WINDOWS_EPOCH, Column, Grid, Program, SourceTable
from analysis.importing.xlsx_source import open_workbook

ABOVE = 15  # lines in which the heading is looked for
LOOKED_AT = 200  # rows, to see what a column holds
PLAIN = frozenset({"response", "openendedresponse"})
JOINT = " | "
_REPEAT_SIGNS = {"_parent_index"}


def open_export(
    path: Path, *, sheet: str = "", program: Program | None = None, heading: int | None = None
) -> SourceTable:
    """Read an export of Microsoft Forms, SurveyMonkey or Kobo, or any table with a heading.

    Parameters
    ----------
    path : Path
        A workbook (.xlsx) or a comma-separated file. Which of the two it is shows in its first bytes.
    sheet : str, optional
        Of a workbook, the sheet with a row for each response; by default the first visible one with more than one row.
    program : Program, optional
        What wrote it; by default as its heading says.
    heading : int, optional
        The number of the line that names the columns; by default as found.

    Returns
    -------
    SourceTable
        Its rows are read anew each time they are asked for; a comma-separated file is never held in memory.

    Raises
    ------
    ImportRefused
        Where the file cannot be read, passes a bound, or has no such sheet.
    """
    digest = _sha256(path)
    with path.open("rb") as file:
        start = file.read(8)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse("This is an old .xls workbook, or one with a password. Save it as .xlsx without a password.")
    if start[:4] == b"PK\x03\x04":
        return _from_workbook(path, digest, sheet, program, heading)
    grid, notes = open_csv(path)
    return _table(grid, digest, program, heading, notes=notes)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_workbook(
    path: Path, digest: str, sheet: str, program: Program | None, heading: int | None
) -> SourceTable:  # fmt: skip
    book = open_workbook(path)
    filled = [grid for grid in book.sheets if grid.lines]
    repeats = [grid for grid in filled if _is_repeat(grid)]
    chosen = [grid for grid in filled if (grid.name == sheet if sheet else grid not in repeats)]
    if not chosen:
        names = ", ".join(f"“{grid.name}”" for grid in filled) or "none"
        what = (
            f"has no visible sheet “{sheet}” with anything in it"
            if sheet
            else "has no visible sheet with anything in it"
        )
        raise refuse(f"The workbook {what}; its sheets are: {names}.")
    main = next((grid for grid in chosen if len(grid.lines) > 1), chosen[0])
    notes = []
    if book.hidden:
        notes.append(f"Hidden sheets are not read: {', '.join(book.hidden)}.")
    others = [grid.name for grid in filled if grid is not main and grid not in repeats]
    if others:
        notes.append(f"The sheet “{main.name}” is read; these are not: {', '.join(others)}.")
    inner = tuple(
        _table(grid, digest, "kobo", None, is_workbook=True, epoch=book.epoch) for grid in repeats if grid is not main
    )
    return _table(main, digest, program, heading, notes=tuple(notes), is_workbook=True, epoch=book.epoch, repeats=inner)


def _is_repeat(grid: Grid) -> bool:
    """Whether a sheet holds the entries of a repeat, as Kobo writes them."""
    return any(set(cells) >= _REPEAT_SIGNS for _, cells in islice(grid, 1))


def _table(
    grid: Grid,
    digest: str,
    program: Program | None,
    heading: int | None,
    *,
    notes: tuple[str, ...] = (),
    is_workbook: bool = False,
    epoch: datetime = WINDOWS_EPOCH,
    repeats: tuple[SourceTable, ...] = (),
) -> SourceTable:
    top = list(islice((line for line in grid if any(line[1])), ABOVE + LOOKED_AT))
    at = _heading_at(top, heading)
    number, names = top[at]
    wrote = program or program_of(names) or "spreadsheet"
    options: list[str] = []
    if wrote == "surveymonkey" and at + 1 < len(top) and _is_second_line(names, top[at + 1][1]):
        number, options = top[at + 1]
    above = (
        f"{at} {'line' if at == 1 else 'lines'} above the heading {'is' if at == 1 else 'are'} not read." if at else ""
    )
    sample = [cells for line, cells in top if line > number]
    return SourceTable(
        program=wrote, sheet=grid.name, columns=tuple(_columns(wrote, names, options, sample)), grid=grid,
        data_after=number, sha256=digest, is_workbook=is_workbook, epoch=epoch, repeats=repeats,
        notes=(*notes, *([above] if above else [])),
    )  # fmt: skip


def _heading_at(top: Sequence[tuple[int, list[str]]], wanted: int | None) -> int:
    """Which of the first lines names the columns: the one a program writes, else the first that is not mostly empty."""
    if not top:
        raise refuse("There is nothing in the file; its first line must name the columns.")
    if wanted is not None:
        found = [at for at, (number, _) in enumerate(top) if number == wanted]
        if not found:
            raise refuse(f"Line {wanted} is empty, so it cannot name the columns.")
        return found[0]
    for at, (_, cells) in enumerate(top[:ABOVE]):
        if program_of(cells) is not None:
            return at
    counts = [sum(map(bool, cells)) for _, cells in top[:ABOVE]]
    return next(at for at, count in enumerate(counts) if count * 2 > max(counts))


def _is_second_line(names: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the line below SurveyMonkey's heading goes on with it: then there is no identifier in it."""
    place = next(at for at, name in enumerate(names) if folded(name) == "respondentid")
    return place >= len(second) or not second[place]


def _columns(
    program: Program, names: Sequence[str], options: Sequence[str], sample: Sequence[Sequence[str]]
) -> list[Column]:
    """The columns with a heading, and those without one that most rows fill in."""
    width = max([len(names), len(options), *map(len, sample)])
    found: list[Column] = []
    taken: Counter[str] = Counter()
    heading = ""
    for index in range(width):
        own, option = (tidy(line[index]) if index < len(line) else "" for line in (names, options))
        heading = own or (heading if option else "")
        option = "" if folded(option) in PLAIN else option
        values = [cells[index] for cells in sample if index < len(cells)]
        # Text in few rows only is no column that lost its heading: there the row has slipped.
        if not heading and not option and sum(map(bool, values)) * 2 <= len(sample):
            continue
        base = f"{heading}{JOINT}{option}" if option else heading or f"(column {index + 1})"
        taken[base] += 1
        key = base if taken[base] == 1 else f"{base} #{taken[base]}"
        kind = kind_of(heading, program, names)
        if kind == "question" and looks_personal(values):
            kind = "personal"
        found.append(Column(key=key, heading=heading, option=option, index=index, kind=kind))
    return found


_TOTALS = re.compile(r"(?:grand )?totals?|sum|averages?|means?|counts?", re.IGNORECASE)


def is_totals(cells: Sequence[str]) -> bool:
    """Whether a row sums up those above it, by the first thing it says."""
    first = next((cell for cell in cells if cell), "")
    return _TOTALS.fullmatch(first.strip(" :")) is not None and not cells[0][:1].isdigit()
