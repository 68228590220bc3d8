"""Answers from the CSV files that Walkabout itself writes, with nothing lost on the way.

Such a file has a column ``walkabout:not_asked``. It names the questions that a respondent was not asked, and with it
everything is known: a cell is an answer, is blank because the question was left blank, or because it was not asked. So
the answers are taken as they stand; nothing is worked out anew. Texts carry a guard
(:mod:`analysis.formula_guard`), which is taken off here. Answers to several versions stand under the names of the form
that all of them were made into (:func:`instruments.merging.merge_versions`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analysis.answer_cells import LISTS, read_day, read_number
from analysis.csv_files import CsvTable, ProblemList, read_table
from analysis.formula_guard import read_number as number_of
from analysis.formula_guard import text_or_number, unguarded
from analysis.responses import answered, entry_keys
from analysis.round_data import ResponseRecord
from instruments.answer_types import type_problem
from instruments.compiled import CompiledInstrument
from instruments.items import Item, Section
from instruments.merging import Merged, merge_versions
from instruments.model import COMPUTED_TYPES, NUMBER_TYPES

IDENTIFIER = "response_id"
RECEIVED = "received_on"
VERSION = "instrument_version"
ENTRY = "entry"
NOT_ASKED = "walkabout:not_asked"
GROUP = "group:"
"""Begins the name of a column that says to which group of a breakdown the respondent belongs."""

Numbers = tuple[int, ...]
Cells = Mapping[str, str]
Versions = Mapping[int | None, CompiledInstrument]


def is_exported(path: Path) -> bool:
    """Whether Walkabout wrote the file, as its head says."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return NOT_ASKED in next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False  # whoever reads the file says what is wrong with it


def read_exported(path: Path, versions: Versions, repeats: Mapping[str, Path]) -> tuple[ResponseRecord, ...]:
    """The responses of such a file, with the entries in the files of the repeats.

    Raises
    ------
    FileProblems
        Every problem of every file.
    """
    reader = _Reader(versions)
    table = read_table(path, reader.problems, strip=False)
    for name, file in repeats.items():
        reader.add_entries(name, file)
    records = tuple(reader.records(table))
    reader.problems.raise_any()
    return records


@dataclass(slots=True)
class _Row:
    """A row of one file, and what it says was not asked."""

    table: CsvTable
    line: int
    cells: Cells
    not_asked: frozenset[str]


@dataclass(slots=True)
class _Reader:
    """Puts documents together: first the entries are gathered, then each response takes its own."""

    versions: Versions
    problems: ProblemList = field(default_factory=ProblemList)
    entries: dict[tuple[str, str, Numbers], dict[int, _Row]] = field(default_factory=dict)
    """By the repeat, the response and the entries around them, the entries by their numbers."""
    merged: Merged | None = field(init=False)

    def __post_init__(self) -> None:
        numbered = {number: form.instrument for number, form in self.versions.items() if number is not None}
        self.merged = merge_versions(numbered) if len(numbered) > 1 else None

    def add_entries(self, repeat: str, path: Path) -> None:
        form = self.merged or next(iter(self.versions.values()))
        section = form.repeats.get(repeat)
        if section is None:
            names = ", ".join(form.repeats) or "none"
            message = f"the instrument has no repeat '{repeat}'; its repeats are: {names}"
            self.problems.add(path, None, None, message)
            return
        table = read_table(path, self.problems, strip=False)
        keys = entry_keys(section.repeats)
        if not self._check_head(table, section.items, (*keys, NOT_ASKED)):
            return
        for line, cells in table.rows:
            place = [read_number(table, line, key, cells[key], self.problems) for key in keys[1:]]
            if any(number is None for number in place):
                self.problems.add(path, line, ENTRY, "is blank; it says which entry this row is")
                continue
            *outer, number = (number or 0 for number in place)
            known = self.entries.setdefault((repeat, unguarded(cells[IDENTIFIER]), tuple(outer)), {})
            if number in known:
                self.problems.add(path, line, ENTRY, f"response '{cells[IDENTIFIER]}' has this entry already")
            known[number] = _row(table, line, cells)

    def records(self, table: CsvTable) -> Iterator[ResponseRecord]:
        form = self.merged or next(iter(self.versions.values()))
        items = [item for section in form.sections if not section.repeats for item in section.items]
        if not self._check_head(table, items, (IDENTIFIER, RECEIVED, VERSION, NOT_ASKED)):
            return
        groups = [column for column in table.columns if column.startswith(GROUP)]
        seen: set[str] = set()
        for line, cells in table.rows:
            identifier = unguarded(cells[IDENTIFIER])
            if not identifier or identifier in seen:
                what = f"'{identifier}' occurs more than once" if identifier else "is blank"
                self.problems.add(table.path, line, IDENTIFIER, what)
            seen.add(identifier)
            yield self._record(_row(table, line, cells), identifier, groups)
        for (repeat, identifier, _), entries in self.entries.items():
            if identifier not in seen:
                row = next(iter(entries.values()))
                message = f"there is no response '{identifier}' in {table.path.name}; '{repeat}' names it"
                self.problems.add(row.table.path, row.line, IDENTIFIER, message)

    def _record(self, row: _Row, identifier: str, groups: list[str]) -> ResponseRecord:
        cells = row.cells
        version = read_number(row.table, row.line, VERSION, cells.get(VERSION, ""), self.problems)
        named = version if self.merged is None or version is not None else self.merged.versions[-1]
        form = self.versions.get(named) or (next(iter(self.versions.values())) if self.merged is None else None)
        document: dict[str, Any] = {}
        if form is None:
            known = ", ".join(map(str, self.versions))
            message = f"'{version}' is none of the versions at hand: {known}"
            self.problems.add(row.table.path, row.line, VERSION, message)
        else:
            document = self._document(row, form, named, identifier)
        received: date | None = None
        received = read_day(row.table, row.line, RECEIVED, cells.get(RECEIVED, ""), self.problems)
        strata = {name.removeprefix(GROUP): unguarded(cells[name]) for name in groups if cells.get(name)}
        return ResponseRecord(
            response_id=identifier, document=document, received_on=received, version=version, strata=strata
        )

    def _document(self, row: _Row, form: CompiledInstrument, version: int | None, identifier: str) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for section in form.children_of(None):
            if section.repeat is not None:
                document.update(self._entries(row, form, version, section, (identifier, ())))
            else:
                document.update(self._answers(row, section, version))
        return document

    def _entries(
        self, row: _Row, form: CompiledInstrument, version: int | None, section: Section, place: tuple[str, Numbers]
    ) -> dict[str, Any]:
        """The entries of one repeat in one response, or in one entry of what it stands in."""
        name = self._name(version, section.name)
        if name in row.not_asked:
            return {}
        found = []
        identifier, outer = place
        for number, entry in sorted(self.entries.get((name, identifier, outer), {}).items()):
            document = self._answers(entry, section, version)
            for inner in form.children_of(section.name):
                document.update(self._entries(entry, form, version, inner, (identifier, (*outer, number))))
            found.append(document)
        return {section.name: found}

    def _answers(self, row: _Row, section: Section, version: int | None) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for item in answered(section.items):
            column = self._name(version, item.name)
            cell = row.cells.get(column, "")
            if column not in row.not_asked:
                document[item.name] = self._answer(row, column, item, cell) if cell else None
            elif cell:
                message = f"has an answer and is named under '{NOT_ASKED}'; take one of the two away"
                self.problems.add(row.table.path, row.line, column, message)
        return document

    def _answer(self, row: _Row, column: str, item: Item, cell: str) -> Any:
        try:
            value = _reader_of(item)(cell)
        except ValueError:
            value = cell
        problem = _problem(item, value)
        if problem is not None:
            self.problems.add(row.table.path, row.line, column, f"'{cell}': {problem}")
        return value

    def _name(self, version: int | None, name: str) -> str:
        """What a question or a repeat of one version is called in the file."""
        return name if self.merged is None or version is None else self.merged.name_of(version, name)

    def _check_head(self, table: CsvTable, items: Any, others: tuple[str, ...]) -> bool:
        """Report columns that are no question of this table, and keys that are missing."""
        known = {item.name: item for item in answered(tuple(items))}
        for column in table.columns:
            question, slash, _ = column.partition("/")
            part = bool(slash) and question in known and known[question].question.kind in LISTS
            if not (column in known or column in others or part or column.startswith(GROUP)):
                self.problems.add(table.path, 1, column, "the instrument has no question of this name here")
        needed = [key for key in others if key not in (RECEIVED, VERSION) and key not in table.columns]
        for key in needed:
            self.problems.add(table.path, 1, key, f"the column '{key}' is missing")
        return not needed


def _row(table: CsvTable, line: int, cells: Cells) -> _Row:
    return _Row(table, line, cells, frozenset(cells[NOT_ASKED].split()))


def _names_in(cell: str) -> list[str]:
    return unguarded(cell).split()


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(NUMBER_TYPES, number_of),
    **dict.fromkeys(LISTS, _names_in),
}


def holds_numbers_too(item: Item) -> bool:
    """Whether the answers may be texts or numbers, since the form works them out."""
    computed = item.calculation is not None or item.question.kind in COMPUTED_TYPES
    return computed and item.question.kind not in _READERS and not item.choices


def _reader_of(item: Item) -> Callable[[str], Any]:
    return text_or_number if holds_numbers_too(item) else _READERS.get(item.question.kind, unguarded)


def _problem(item: Item, value: Any) -> str | None:
    """What is wrong with an answer. Of a ranking only whether it has choices that the question does not have."""
    if item.calculation is not None or item.question.kind in COMPUTED_TYPES:
        return None
    if item.question.kind == "rank":
        strange = [name for name in value if name not in {choice.name for choice in item.choices}]
        return f"cannot be chosen: {', '.join(strange)}" if strange else None
    return type_problem(item, value)
