"""Paper forms typed into a spreadsheet: a sheet to type into, and two typings of the same forms compared."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from instruments.compiled import CompiledInstrument
from survey_app.collect.forms import has_field
from survey_app.rounds.lists.reading import ListUnreadable, Sheet

NUMBER = "paper_number"
_NUMBER_NAMES = (NUMBER, "paper number", "number", "form", "form number", "no")
MOST_DIFFERENCES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell in which two typings differ."""

    number: str
    column: str
    first: str
    second: str
    first_line: int
    second_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two typings of the same paper forms come to."""

    forms: int  # in both
    cells: int  # compared
    differences: tuple[Difference, ...]
    not_typed_twice: tuple[str, ...]
    only_in_second: tuple[str, ...]
    only_in_one: tuple[str, ...]  # columns that only one of them has

    @property
    def share(self) -> str:
        """The share of cells that are alike; empty where none was compared."""
        return f"{100 * (self.cells - len(self.differences)) / self.cells:.1f}%" if self.cells else ""


def typing_sheet(compiled: CompiledInstrument) -> bytes:
    """A CSV with a column for the number of the paper and one for each question that is asked once."""
    names = [item.name for item in compiled.items if has_field(item) and not item.repeats]
    out = io.StringIO(newline="")
    csv.writer(out).writerow([NUMBER, *names])
    return out.getvalue().encode("utf-8-sig")


def sample_of(numbers: Sequence[str], share: float = 0.1, *, seed: str) -> tuple[str, ...]:
    """The forms to type a second time: one in ten, at least five, drawn so that the same seed draws the same."""
    count = min(len(numbers), max(5, round(len(numbers) * share)))
    return tuple(sorted(random.Random(seed).sample(sorted(numbers), count), key=_by_number))  # no secret


def numbers_of(sheet: Sheet) -> tuple[str, ...]:
    """The numbers of the papers of a typing."""
    return tuple(_forms(sheet, "first"))


def compare(first: Sheet, second: Sheet) -> Comparison:
    """Compare two typings form by form and cell by cell. Capitals and spaces at the ends make no difference."""
    one, two = _forms(first, "first"), _forms(second, "second")
    columns = [name for name in first.columns if name in second.columns and not _is_number(name)]
    if not columns:
        raise ListUnreadable("The two files have no column in common besides the number of the paper.")
    both = sorted(set(one) & set(two), key=_by_number)
    if not both:
        raise ListUnreadable("No paper stands in both files. Compare the numbers of the papers.")
    differences = [
        Difference(
            number=number, column=column, first=one[number][1][column], second=two[number][1][column],
            first_line=one[number][0], second_line=two[number][0],
        )
        for number in both
        for column in columns
        if _plain(one[number][1][column]) != _plain(two[number][1][column])
    ]  # fmt: skip
    return Comparison(
        forms=len(both), cells=len(both) * len(columns), differences=tuple(differences),
        not_typed_twice=tuple(sorted(set(one) - set(two), key=_by_number)),
        only_in_second=tuple(sorted(set(two) - set(one), key=_by_number)),
        only_in_one=tuple(
            name for name in (*first.columns, *second.columns)
            if not _is_number(name) and (name in first.columns) != (name in second.columns)
        ),
    )  # fmt: skip


def _forms(sheet: Sheet, which: str) -> dict[str, tuple[int, dict[str, str]]]:
    """The forms of a typing by their number."""
    at = next((place for place, name in enumerate(sheet.columns) if _is_number(name)), None)
    if at is None:
        raise ListUnreadable(f"The {which} file has no column “{NUMBER}” with the number of each paper.")
    forms: dict[str, tuple[int, dict[str, str]]] = {}
    for line, cells in sheet.rows:
        number = _plain(cells[at])
        if not number:
            raise ListUnreadable(f"Line {line} of the {which} file has no number of a paper.")
        if number in forms:
            raise ListUnreadable(f"Paper {number} stands on lines {forms[number][0]} and {line} of the {which} file.")
        forms[number] = (line, dict(zip(sheet.columns, cells, strict=True)))
    return forms


def _is_number(name: str) -> bool:
    return name.strip().lower() in _NUMBER_NAMES


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _by_number(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isascii() and number.isdigit() and len(number) < 10 else (10**10, number)
