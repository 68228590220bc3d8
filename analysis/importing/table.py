"""What was read of a file: its columns, and its rows as often as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Program = Literal["microsoft_forms", "surveymonkey", "kobo", "spreadsheet"]
ColumnKind = Literal["question", "identifier", "personal", "moment", "program"]

PROGRAMS: dict[Program, str] = {
    "microsoft_forms": "Microsoft Forms",
    "surveymonkey": "SurveyMonkey",
    "kobo": "KoboToolbox",
    "spreadsheet": "a spreadsheet",
}
WINDOWS_EPOCH = datetime(1899, 12, 30)


class Grid(Protocol):
    """A sheet, or a whole comma-separated file: rows of texts with their numbers, read anew each time."""

    @property
    def name(self) -> str: ...

    def __iter__(self) -> Iterator[tuple[int, list[str]]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file.

    ``key`` is what a mapping calls it: its heading, with ``" | "`` and the second line of the heading where there is
    one, and ``" #2"`` after the second of the same heading. ``kind`` says what it is by itself: an answer, what tells
    responses apart, something about the person, a moment, or the program's own bookkeeping.
    """

    key: str
    heading: str
    option: str
    index: int
    kind: ColumnKind

    @property
    def letter(self) -> str:
        """What a spreadsheet calls it."""
        letters, rest = "", self.index + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of data: its number in the file, and the text of each column in their order.

    ``stray`` says whether there is text beyond them, where no heading says what it is.
    """

    number: int
    cells: tuple[str, ...]
    stray: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """One sheet with a row for each response, and the sheets of its repeats.

    ``notes`` says in sentences how it was read: the encoding, what stood above the heading, sheets not looked at.
    """

    program: Program
    sheet: str
    columns: tuple[Column, ...]
    grid: Grid = field(repr=False)
    data_after: int
    """The number of the last line of the heading."""
    sha256: str
    is_workbook: bool
    epoch: datetime = WINDOWS_EPOCH
    notes: tuple[str, ...] = ()
    repeats: tuple[SourceTable, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The rows below the heading that are not empty, one after another."""
        places = [column.index for column in self.columns]
        known = frozenset(places)
        for number, cells in self.grid:
            if number <= self.data_after or not any(cells):
                continue
            width = len(cells)
            stray = any(cell and at not in known for at, cell in enumerate(cells)) if width > len(known) else False
            yield Row(number=number, cells=tuple(cells[at] if at < width else "" for at in places), stray=stray)

    def column(self, key: str) -> Column | None:
        """The column of a key, or None."""
        return next((column for column in self.columns if column.key == key), None)
