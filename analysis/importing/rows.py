"""Each row of an export as an answers document, looked at by the form's own rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from analysis.importing.answers import WHICH_FIRST, QuestionReader, Unread, complete_other
from analysis.importing.entries import INDEX, EntrySheet, read_entries
from analysis.importing.mapping import Mapping as ImportMapping
from analysis.importing.mapping import QuestionMapping
from analysis.importing.matching import folded
from analysis.importing.moments import DateAmbiguous, Dates
from analysis.importing.programs import SEPARATORS
from analysis.importing.reading import is_totals
from analysis.importing.table import Row, SourceTable
from instruments.answer_types import clean_value
from instruments.answers import AnswerProblem, check_answers, clean_answers, safety_raised
from instruments.compiled import CompiledInstrument
from instruments.grades import OTHER
from instruments.items import Entry

NOON = time(12)
NOT_ASKED = "is not asked after the other answers of this row"
NOT_OFFERED = "has a choice that is not offered after the other answers of this row"
SAFETY_PARTS = ("safety", "told", "time", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row is not taken: the question, where it is one, and a sentence."""

    question: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What came of one row. It is taken where ``problems`` is empty."""

    number: int
    identity: str
    """What this response is told apart by; the same text is the same response."""
    received_on: date | None
    document: Mapping[str, Any]
    problems: tuple[RowProblem, ...]
    unread: tuple[Unread, ...]
    off_path: tuple[Unread, ...]
    raised_safety: bool


class RowReader:
    """Reads the rows of a table, by a mapping that has been checked."""

    def __init__(
        self, table: SourceTable, compiled: CompiledInstrument, mapping: ImportMapping, *, anonymous: bool = False
    ) -> None:  # fmt: skip
        self.table = table
        self.compiled = compiled
        self.mapping = mapping
        self.anonymous = anonymous
        self.dates = Dates(order=mapping.dates, epoch=table.epoch if table.is_workbook else None)
        self._places = {column.key: at for at, column in enumerate(table.columns)}
        self._headings = tuple(column.key for column in table.columns)
        self._readers = self._readers_of(mapping.questions, self._places)
        self._others = [
            (item, f"{item.name}_{OTHER}") for item in compiled.items if item.question.or_other and not item.repeats
        ]
        self._safety = {item.name for item in compiled.items if item.part in SAFETY_PARTS}
        self._seen: Counter[tuple[str, ...]] = Counter()
        self.entry_sheets = self._read_entries(None)

    def __iter__(self) -> Iterator[RowReading]:
        for row in self.table.rows():
            yield self._read(row)

    def orphans(self) -> list[tuple[str, int]]:
        """Entries that belong to no row that was read; asked after all rows have been."""
        return [orphan for sheet in self.entry_sheets for orphan in sheet.orphans()]

    # Readers

    def _readers_of(self, questions: Mapping[str, QuestionMapping], places: Mapping[str, int]) -> list[QuestionReader]:
        separator = SEPARATORS[self.mapping.program]
        blank = frozenset(map(folded, self.mapping.blank))
        return [
            QuestionReader(
                self.compiled.item(name), one, places, separator=separator, dates=self.dates,
                not_applicable=self.mapping.not_applicable, blank=blank,
            )
            for name, one in questions.items()
        ]  # fmt: skip

    def _read_entries(self, parent: str | None) -> list[EntrySheet]:
        """The entry sheets of the repeats in the form, or in another repeat."""
        made = []
        for section in self.compiled.children_of(parent):
            if section.repeat is None:
                continue
            one = self.mapping.repeats.get(section.name)
            table = next((found for found in self.table.repeats if one and found.sheet == one.sheet), None)
            if one is None or table is None:
                continue
            places = {column.key: at for at, column in enumerate(table.columns)}
            sheet = read_entries(section.name, table, self._readers_of(one.questions, places))
            sheet.inner = self._read_entries(section.name)
            made.append(sheet)
        return made

    # One row

    def _read(self, row: Row) -> RowReading:
        unread: list[Unread] = []
        answers: dict[str, Any] = {}
        for reader in self._readers:
            reader.read(row.cells, answers, unread)
        for item, other in self._others:
            complete_other(answers, item, other)
            if isinstance(answers.get(item.name), list):
                answers[item.name] = clean_value(item, answers[item.name])
        for sheet in self.entry_sheets:
            if found := sheet.entries(self._cell(row, INDEX), unread):
                answers[sheet.repeat] = found
        received_on, dated = self._received(row)
        now = datetime.combine(received_on, NOON) if received_on else None
        raised = bool(self._safety) and bool(safety_raised(self.compiled, answers, now=now))
        if self.anonymous:
            answers = _without(answers, self._safety)
        wrong = [*self._wrong_with(row)] or dated
        document = clean_answers(self.compiled, answers, now=now)
        if self.anonymous:
            document = _without(document, self._safety)
        if not wrong:
            wrong = [_problem(one) for one in self._against_rules(answers, document, now)]
        return RowReading(
            number=row.number, identity=self._identity(row), received_on=received_on, document=document,
            problems=tuple(wrong), unread=tuple(unread), off_path=tuple(self._off_path(answers, document)),
            raised_safety=raised,
        )  # fmt: skip

    def _cell(self, row: Row, key: str) -> str:
        return row.cells[self._places[key]] if key in self._places else ""

    def _wrong_with(self, row: Row) -> Iterator[RowProblem]:
        if row.cells == self._headings or [folded(cell) for cell in row.cells if cell] == [
            folded(key) for key, cell in zip(self._headings, row.cells, strict=True) if cell
        ]:
            yield RowProblem(question="", message="This row repeats the heading.")
        elif is_totals(row.cells):
            yield RowProblem(question="", message="This row seems to add up the others, so it is no response.")
        elif row.stray:
            yield RowProblem(
                question="", message="There is text in a column without a heading, so the row may have slipped."
            )

    def _received(self, row: Row) -> tuple[date | None, list[RowProblem]]:
        text = self._cell(row, self.mapping.submitted) if self.mapping.submitted else ""
        if not text:
            return None, []
        try:
            day = self.dates.day(text)
        except DateAmbiguous:
            message = f"The date in ‘{self.mapping.submitted}’ can be read in two ways: {WHICH_FIRST}."
            return None, [RowProblem(question="", message=message)]
        if day is None:
            return None, [RowProblem(question="", message=f"‘{text}’ in ‘{self.mapping.submitted}’ is no date.")]
        return day, []

    def _identity(self, row: Row) -> str:
        """Of an anonymous round never from answers: it would find them again."""
        values = [self._cell(row, key) for key in self.mapping.identifier]
        if any(values):
            return json.dumps([self.mapping.program, *values], ensure_ascii=False)
        if self.anonymous:
            return json.dumps(["file", self.table.sha256, row.number])
        self._seen[row.cells] += 1
        return json.dumps(["row", self._seen[row.cells], *row.cells], ensure_ascii=False)

    def _against_rules(
        self, answers: dict[str, Any], document: Mapping[str, Any], now: datetime | None
    ) -> Iterator[AnswerProblem]:
        for problem in check_answers(self.compiled, answers, now=now):
            if self.anonymous and problem.name in self._safety:
                continue
            if self.mapping.accept_blanks and self._is_blank(document, problem):
                continue
            yield problem

    def _is_blank(self, document: Mapping[str, Any], problem: AnswerProblem) -> bool:
        """Whether a problem is that something is missing."""
        if not problem.name:
            return False
        around = (*self.compiled.section(problem.section).repeats,)[: len(problem.entry)]
        at = _entry_at(document, around, problem.entry)
        return at is not None and not at.get(problem.name)

    def _off_path(self, answers: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Unread]:
        for name, value in answers.items():
            kept = document.get(name)
            if isinstance(value, list) and value and isinstance(value[0], dict):
                entries = kept if isinstance(kept, list) else []
                for at, entry in enumerate(value):
                    yield from self._off_path(entry, entries[at] if at < len(entries) else {})
            elif value is not None and kept != clean_value(self.compiled.item(name), value):
                why = NOT_OFFERED if name in document and self.compiled.item(name).choice_filter else NOT_ASKED
                shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
                yield Unread(question=name, column=self._column_of(name), value=shown, why=why)

    def _column_of(self, name: str) -> str:
        found = self.mapping.questions.get(name)
        return ", ".join(found.columns) if found is not None else ""


def _problem(problem: AnswerProblem) -> RowProblem:
    where = f" (entry {'.'.join(str(index + 1) for index in problem.entry)})" if problem.entry else ""
    return RowProblem(question=problem.name, message=f"{problem.message.rstrip('.')}{where}.")


def _without(document: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {
        name: [_without(entry, names) if isinstance(entry, dict) else entry for entry in value]
        if isinstance(value, list)
        else value
        for name, value in document.items()
        if name not in names
    }


def _entry_at(document: Mapping[str, Any], repeats: tuple[str, ...], entry: Entry) -> Mapping[str, Any] | None:
    at: Any = document
    for repeat, index in zip(repeats, entry, strict=False):
        entries = at.get(repeat)
        if not isinstance(entries, list) or index >= len(entries):
            return None
        at = entries[index]
    return at  # type: ignore[no-any-return]
