"""CSV files as rows with their line numbers, and the list of what is wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing to put right in a file: where it is, and what to do about it."""

    file: str
    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column '{self.column}'"
        return f"{place}: {self.message}"


class FileProblems(ValueError):
    """Files that cannot be used. Carries every problem found, in order."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ProblemList:
    """Problems as they are found, so that all can be reported at once."""

    def __init__(self) -> None:
        self.found: list[FileProblem] = []

    def add(self, path: Path, line: int | None, column: str | None, message: str) -> None:
        """Note one problem."""
        self.found.append(FileProblem(path.name, line, column, message))

    def raise_any(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise FileProblems(self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """The columns of a file, and its rows: the line each starts on, and its cells by column."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path, problems: ProblemList, *, strip: bool = True) -> CsvTable:
    """Read a comma-separated file with a head. Blank lines are skipped; what is wrong is added to ``problems``.

    Cells lose the spaces around them, unless ``strip`` says that these belong to what was written.
    """
    empty = CsvTable(path=path, columns=(), rows=())
    text = _read_text(path, problems)
    if text is None:
        return empty
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        numbered = _numbered(reader)
    except csv.Error as error:
        problems.add(path, reader.line_num, None, f"this line is not comma-separated text: {error}")
        return empty
    if not numbered:
        problems.add(path, None, None, "the file is empty; its first line must name the columns")
        return empty
    columns = tuple(name.strip() for name in numbered[0][1])
    if not _check_head(path, columns, problems):
        return empty
    rows = []
    for line, cells in numbered[1:]:
        if len(cells) > len(columns):
            more = f"this line has {len(cells)} values, but there are only {len(columns)} columns; quote commas in text"
            problems.add(path, line, None, more)
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        read = [cell.strip() for cell in padded] if strip else padded
        rows.append((line, dict(zip(columns, read, strict=False))))
    return CsvTable(path=path, columns=columns, rows=tuple(rows))


def _read_text(path: Path, problems: ProblemList) -> str | None:
    """The whole file; UTF-8, with or without the mark that Excel puts first."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(path, None, None, "the file is not in UTF-8; in Excel, save it as 'CSV UTF-8'")
    except OSError as error:
        problems.add(path, None, None, f"the file cannot be read: {error.strerror or error}")
    return None


def _numbered(reader: Iterable[list[str]]) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it starts on."""
    rows: list[tuple[int, list[str]]] = []
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append((start, cells))
        start = getattr(reader, "line_num", start) + 1
    return rows


def _check_head(path: Path, columns: tuple[str, ...], problems: ProblemList) -> bool:
    """Whether the columns can be told apart."""
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        problems.add(path, 1, None, "the columns must be separated by commas")
        return False
    fine = True
    for position, name in enumerate(columns, start=1):
        if not name:
            problems.add(path, 1, None, f"column {position} has no name")
        elif name in columns[: position - 1]:
            problems.add(path, 1, name, "there are two columns of this name")
        else:
            continue
        fine = False
    return fine
