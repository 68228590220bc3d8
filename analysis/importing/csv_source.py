"""Comma-separated files as programs really write them: several encodings and separators, read in a stream."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from analysis.importing.memory import Source
from analysis.importing.refusals import refuse

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 20  # lines, to find the separator
MOST_COLUMNS = 2_000
_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvGrid:
    """A comma-separated file, read anew each time."""

    path: Source
    encoding: str
    separator: str
    skipped: int = 0
    """Lines before the first, which say what the separator is and nothing else."""
    name: str = ""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            for _ in range(self.skipped):
                file.readline()
            yield from _records(file, self.separator, self.skipped)


def open_csv(path: Source) -> tuple[CsvGrid, tuple[str, ...]]:
    """The file as a grid, and notes on how it was read.

    Raises
    ------
    ImportRefused
        Where it is empty or its encoding cannot be told.
    """
    encoding, note = find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = [line for line, _ in zip(file, range(LOOKED_AT * 10), strict=False)]
    if not any(line.strip() for line in head):
        raise refuse("The file is empty; its first line must name the columns.")
    told = _told_separator(head[0])
    separator = told or _find_separator("".join(head[: LOOKED_AT * 10]))
    grid = CsvGrid(path=path, encoding=encoding, separator=separator, skipped=1 if told else 0)
    return grid, (note,) if note else ()


def find_encoding(path: Source) -> tuple[str, str]:
    """The encoding of a text file, and a note where it is not beyond doubt.

    UTF-8 and UTF-16 are told by their mark or by being valid; what is neither is taken for Windows-1252, the encoding
    of older spreadsheets in this country.
    """
    with path.open("rb") as file:
        start = file.read(4096)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding, ""
        if start.count(0) > len(start) // 4:
            return ("utf-16-le" if start[1:2] == b"\0" else "utf-16-be"), ""
    if _is_valid(path, "utf-8"):
        return "utf-8", ""
    if _is_valid(path, "cp1252"):
        return "cp1252", "The file is not in UTF-8; it was read as Windows-1252. Check letters with accents."
    raise refuse("The encoding of the file is not known. Open it in a spreadsheet and save it as “CSV UTF-8”.")


def _is_valid(path: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _told_separator(line: str) -> str:
    """What a first line such as "sep=;" says, which spreadsheets write for each other."""
    bare = line.strip().strip('"')
    return bare[4:5] if bare.lower().startswith("sep=") and len(bare) == 5 else ""


def _find_separator(text: str) -> str:
    """The sign that divides most of the first lines into equally many columns; of several, into the most.

    A sign that stands in answers only divides some lines, and so is not taken for it.
    """

    def columns(separator: str) -> int:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))[:LOOKED_AT]
        except csv.Error:
            return 0
        counts = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        width, lines = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return width if lines * 2 > counts.total() else 0

    return max(SEPARATORS, key=columns)


def _records(file: IO[str], separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=separator, strict=True)
    start = skipped + 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise refuse(f"Line {start} has more than {MOST_COLUMNS:,} columns; this is no export of answers.")
            yield start, [cell.strip().replace("\0", "") for cell in cells]
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        raise refuse(f"Line {start} is not well-formed: {error}. Save the file again as “CSV UTF-8”.") from error
    except UnicodeDecodeError as error:
        raise refuse("The file is damaged: part of it is not text. Export it again.") from error
