"""A list to draw from as a CSV file, and a draw repeated from two files: its record and that list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.formula_guard import guarded, unguarded
from analysis.sampling.replacements import SampleRecord, redraw_sample, sample_record_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A draw that came out the same again.

    Attributes
    ----------
    sample : SampleRecord
        Drawn and replaced anew.
    frame_size : int
        How many cases the list holds.
    """

    sample: SampleRecord
    frame_size: int


class CannotRepeat(ValueError):
    """The draw does not come out the same, or a file cannot be read; the message says which, and what differs."""


def frame_to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A list as CSV, that no spreadsheet takes for formulas.

    Parameters
    ----------
    columns : sequence of str
        The columns to write; the key first.
    rows : iterable of mapping
        A value for each column.

    Returns
    -------
    str
        A line of headings, then a line for each row, ended by line feeds.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(column) for column in columns])
    writer.writerows([guarded(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def frame_from_csv(text: str) -> pd.DataFrame:
    """Read such a list back, each value as text; CannotRepeat where it is no table."""
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise CannotRepeat(f"The list cannot be read as CSV: {error}.") from error
    lines = [line for line in lines if line]
    if len(lines) < 2:
        raise CannotRepeat("The list is empty: it needs a line of headings and a line for each case.")
    width = len(lines[0])
    wrong = next((number for number, line in enumerate(lines, start=1) if len(line) != width), None)
    if wrong is not None:
        raise CannotRepeat(f"Row {wrong} of the list has {len(lines[wrong - 1])} values; its headings are {width}.")
    cells = [[unguarded(cell) for cell in line] for line in lines]
    return pd.DataFrame(cells[1:], columns=cells[0], dtype=object)


def repeat_from_files(record: Path, frame: Path) -> Repeated:
    """Draw again from the files of a record and of its list.

    Parameters
    ----------
    record : Path
        JSON: a :class:`SampleRecord` or a :class:`DrawRecord`.
    frame : Path
        CSV in UTF-8: the key, and the columns of strata and of the order where the record names them.

    Raises
    ------
    CannotRepeat
        Where a file cannot be read, or the draw does not come out the same.
    """
    try:
        sample = sample_record_from_json(record.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRepeat(f"{record} is not the record of a draw.") from error
    try:
        rows = frame_from_csv(frame.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRepeat(f"{frame} cannot be read as text in UTF-8.") from error
    try:
        return Repeated(sample=redraw_sample(sample, rows), frame_size=len(rows))
    except ValueError as error:
        raise CannotRepeat(f"The draw does NOT come out the same: {error}.") from error
