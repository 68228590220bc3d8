"""Answers from CSV files: a row for each response, and for each repeat a file with a row for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from analysis.answer_cells import read_answers, read_day, read_number
from analysis.csv_files import CsvTable, ProblemList, read_table
from analysis.exported_answers import ENTRY, IDENTIFIER, RECEIVED, VERSION, is_exported, read_exported
from analysis.responses import answered, entry_keys, main_items
from analysis.round_data import ResponseRecord
from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument
from instruments.items import Item, Section

NOON = time(12)
DEEPEST = 1_000

Numbers = tuple[int, ...]


def read_responses(
    path: Path,
    forms: CompiledInstrument | Mapping[int, CompiledInstrument],
    *,
    repeats: Mapping[str, Path] | None = None,
) -> tuple[ResponseRecord, ...]:
    """Read answers from a CSV file with a row for each response.

    Parameters
    ----------
    path : Path
        The file. Its columns are question names; ``response_id`` and ``received_on`` (2026-04-30) may be there too.
        Choices stand under their names, several of one question separated by spaces, a ranking in its order. A
        question without a column counts as left blank.
    forms : CompiledInstrument or mapping of int to CompiledInstrument
        The instrument that was answered; of several versions each by its number. With several the column
        ``instrument_version`` says which one a row is an answer to.
    repeats : mapping of str to Path, optional
        For each repeat a file with a row for each entry, whose column ``response_id`` names the response it belongs
        to. In a repeat within a repeat ``visit``, the column ``visit:entry`` names the entry of the outer one.

    Returns
    -------
    tuple of ResponseRecord
        With the answers on the path only, as the form would have kept them, and with what it works out. Without a
        column ``response_id``, responses are numbered by their rows. A file that Walkabout wrote itself says what was
        not asked, so its answers are taken as they stand (:mod:`analysis.exported_answers`).

    Raises
    ------
    FileProblems
        Every problem of every file: unknown columns, unknown choices, values of the wrong type, responses twice,
        entries without a response, repeats that the instrument does not have, versions that are not there.
    """
    versions: dict[int | None, CompiledInstrument] = {}
    versions.update({None: forms} if isinstance(forms, CompiledInstrument) else dict(forms.items()))
    if is_exported(path):
        return read_exported(path, versions, repeats or {})
    reader = _Reader(versions)
    reader.read_main(path)
    for name, file in sorted((repeats or {}).items(), key=lambda pair: reader.depth(pair[0])):
        reader.read_repeat(name, file)
    reader.problems.raise_any()
    return tuple(reader.records())


@dataclass(slots=True)
class _Response:
    """One response while its files are read."""

    version: int | None
    form: CompiledInstrument
    document: dict[str, Any]
    received: date | None
    entries: dict[tuple[str, Numbers], dict[str, Any]] = field(default_factory=dict)
    """The entries of repeats, by the repeat and the numbers of the entry and those around it."""


class _Reader:
    """Reads the file of responses, then those of repeats, outer ones before inner ones."""

    def __init__(self, versions: Mapping[int | None, CompiledInstrument]) -> None:
        self.versions = versions
        self.problems = ProblemList()
        self.responses: dict[str, _Response] = {}

    def depth(self, repeat: str) -> int:
        """How many repeats are around its questions; one that no version has comes last."""
        return max((len(section.repeats) for section in self._sections(repeat)), default=DEEPEST)

    def read_main(self, path: Path) -> None:
        table = read_table(path, self.problems)
        known = {name for form in self.versions.values() for name in _names(main_items(form))}
        _check_columns(table, known, (IDENTIFIER, RECEIVED, VERSION), self.versions, self.problems)
        self._check_versions(table)
        for number, (line, cells) in enumerate(table.rows, start=1):
            key = cells.get(IDENTIFIER, str(number))
            if not key:
                self.problems.add(path, line, IDENTIFIER, "is blank; give every response an identifier of its own")
            elif key in self.responses:
                self.problems.add(path, line, IDENTIFIER, f"'{key}' occurs more than once")
            version = self._version_of(table, line, cells)
            form = self.versions[version]
            items = {item.name: item for item in main_items(form)}
            self._check_asked(table, line, cells, items, known, version)
            answers = read_answers(table, line, cells, items, self.problems)
            received = read_day(table, line, RECEIVED, cells.get(RECEIVED, ""), self.problems)
            self.responses[key] = _Response(version, form, answers, received)

    def read_repeat(self, repeat: str, path: Path) -> None:
        """Put the entries of a repeat into the documents of their responses, or into the entries around them."""
        sections = list(self._sections(repeat))
        if not sections:
            names = dict.fromkeys(name for form in self.versions.values() for name in form.repeats)
            message = f"the instrument has no repeat '{repeat}'; its repeats are: {', '.join(names) or 'none'}"
            self.problems.add(path, None, None, message)
            return
        table = read_table(path, self.problems)
        keys = tuple(dict.fromkeys(key for section in sections for key in entry_keys(section.repeats)))
        known = {name for section in sections for name in _names(answered(section.items))}
        _check_columns(table, known, keys, self.versions, self.problems)
        needed = [key for key in keys if key != ENTRY and key not in table.columns]
        for key in needed:
            self.problems.add(path, 1, key, f"the column '{key}' is missing")
        for line, cells in table.rows if not needed else ():
            self._read_entry(repeat, table, line, cells, known)

    def records(self) -> Iterator[ResponseRecord]:
        """The responses with what is on their path; today is, for each, the day on which it was received."""
        for key, response in self.responses.items():
            _gather(response)
            now = datetime.combine(response.received, NOON) if response.received else None
            document = clean_answers(response.form, response.document, now=now)
            yield ResponseRecord(
                response_id=key, document=document, received_on=response.received, version=response.version
            )

    def _sections(self, repeat: str) -> Iterator[Section]:
        return (form.repeats[repeat] for form in self.versions.values() if repeat in form.repeats)

    def _check_versions(self, table: CsvTable) -> None:
        """With several versions the file must say which; with one it must not name several."""
        if len(self.versions) > 1 and VERSION not in table.columns:
            known = ", ".join(map(str, self.versions))
            message = f"the column '{VERSION}' is missing; it says which version a row answers: {known}"
            self.problems.add(table.path, 1, VERSION, message)
        named = {cells[VERSION] for _, cells in table.rows if cells.get(VERSION)}
        if len(self.versions) == 1 and len(named) > 1:
            message = f"the rows answer several versions ({', '.join(sorted(named))}); give the instrument of each"
            self.problems.add(table.path, 1, VERSION, message)

    def _version_of(self, table: CsvTable, line: int, cells: Mapping[str, str]) -> int | None:
        first = next(iter(self.versions))
        if len(self.versions) == 1 or VERSION not in table.columns:
            return first
        text = cells[VERSION]
        if text.isdecimal() and text.isascii() and int(text) in self.versions:
            return int(text)
        known = ", ".join(map(str, self.versions))
        self.problems.add(table.path, line, VERSION, f"'{text}' is none of the versions at hand: {known}")
        return first

    def _check_asked(
        self,
        table: CsvTable,
        line: int,
        cells: Mapping[str, str],
        items: Mapping[str, Item],
        known: set[str],
        version: int | None,
    ) -> None:
        """Report answers to questions that the row's version does not have."""
        for name, text in cells.items():
            if text and name in known and name not in items:
                self.problems.add(table.path, line, name, f"version {version} has no question of this name here")

    def _read_entry(self, repeat: str, table: CsvTable, line: int, cells: Mapping[str, str], known: set[str]) -> None:
        response = self.responses.get(cells[IDENTIFIER])
        if response is None:
            self.problems.add(table.path, line, IDENTIFIER, f"there is no response '{cells[IDENTIFIER]}'")
            return
        section = response.form.repeats.get(repeat)
        if section is None:
            self.problems.add(table.path, line, None, f"version {response.version} has no repeat '{repeat}'")
            return
        place = self._place(response, section, table, line, cells)
        items = {item.name: item for item in answered(section.items)}
        self._check_asked(table, line, cells, items, known, response.version)
        answers = read_answers(table, line, cells, items, self.problems)
        if place is not None:
            response.entries[repeat, place] = answers

    def _place(
        self, response: _Response, section: Section, table: CsvTable, line: int, cells: Mapping[str, str]
    ) -> Numbers | None:
        """The numbers of an entry and of those around it; without a number of its own it comes after the others."""
        outer: list[int] = []
        for key in entry_keys(section.repeats)[1:-1]:
            number = read_number(table, line, key, cells[key], self.problems)
            if number is None:
                if not cells[key]:
                    message = f"is blank; it says which entry of '{key.partition(':')[0]}' this one is in"
                    self.problems.add(table.path, line, key, message)
                return None
            outer.append(number)
        if outer and (section.repeats[-2], tuple(outer)) not in response.entries:
            message = f"response '{cells[IDENTIFIER]}' has no entry {'.'.join(map(str, outer))} of '{section.parent}'"
            self.problems.add(table.path, line, None, message)
            return None
        number = read_number(table, line, ENTRY, cells.get(ENTRY, ""), self.problems)
        siblings = [place for name, place in response.entries if name == section.name and place[:-1] == tuple(outer)]
        place = (*outer, number or max((sibling[-1] for sibling in siblings), default=0) + 1)
        if place in siblings:
            message = f"response '{cells[IDENTIFIER]}' has this entry of '{section.name}' already"
            self.problems.add(table.path, line, ENTRY, message)
            return None
        return place


def _gather(response: _Response) -> None:
    """Put the entries into the document, in the order of their numbers, outer ones first."""
    for (repeat, place), answers in sorted(response.entries.items(), key=lambda pair: (len(pair[0][1]), pair[0][1])):
        section = response.form.repeats[repeat]
        around = response.document if len(place) == 1 else response.entries[section.repeats[-2], place[:-1]]
        around.setdefault(repeat, []).append(answers)


def _names(items: Sequence[Item]) -> list[str]:
    return [item.name for item in items]


def _check_columns(
    table: CsvTable,
    known: set[str],
    others: Sequence[str],
    versions: Mapping[int | None, CompiledInstrument],
    problems: ProblemList,
) -> None:
    """Report columns that are no question of this table."""
    for column in table.columns:
        if column in known or column in others:
            continue
        found = (form.find(column) for form in versions.values())
        elsewhere = next((item for item in found if item is not None and item.question.is_answered), None)
        if elsewhere is not None:
            place = f"the file of '{elsewhere.repeat}'" if elsewhere.repeat else "the file of responses"
            problems.add(table.path, 1, column, f"this question belongs in {place}")
        else:
            problems.add(table.path, 1, column, "the instrument has no question of this name")
