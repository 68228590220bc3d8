"""Single answers as CSV: UTF-8 with the mark that Excel wants, RFC 4180, guarded against formulas.

Every answer stands as it is stored, choices under their names; several of one question are separated by spaces, and
beside them each choice has a column of 1 and 0 (in a ranking, of its place). A blank cell is a question that was left
blank, unless the column ``walkabout:not_asked`` names it. "Don't know" and "not applicable" stand under the names of
these choices. :func:`analysis.files.read_responses` reads the files back without loss.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.columns import is_number, substantive_choices
from analysis.exported_answers import GROUP, IDENTIFIER, NOT_ASKED, RECEIVED, VERSION, holds_numbers_too
from analysis.formula_guard import guarded, guarded_beside_numbers
from analysis.responses import entries_of, entry_keys
from analysis.round_data import ResponseRecord
from exports.data_files.answer_data import AnswerData, Table, checked, in_one_form
from exports.data_files.batches import AT_A_TIME, Progress
from exports.data_files.facts import Facts
from exports.plain_text import NOT_XML
from instruments.items import Item

LISTS = ("select_multiple", "rank")
Cell = Callable[[Any], str]


def write_csv_tables(data: AnswerData, facts: Facts, paths: Mapping[str, Path], progress: Progress) -> None:
    """Write each table to its file, all of them in one going through."""
    sheets = [_Sheet.of(data, facts, table, paths[table.name]) for table in facts.tables]
    try:
        for number, record in enumerate(checked(data.responses), start=1):
            document = in_one_form(data.form, record)
            for sheet in sheets:
                sheet.add(record, document)
            if number % AT_A_TIME == 0:
                progress(number)
    finally:
        for sheet in sheets:
            sheet.close()


@dataclass(slots=True)
class _Sheet:
    """One CSV file while it is written."""

    table: Table
    groups: tuple[str, ...]
    inner: tuple[str, ...]  # the repeats directly in it, which may not have been asked either
    columns: list[tuple[str, list[Cell]]]
    file: Any
    writer: Any

    @classmethod
    def of(cls, data: AnswerData, facts: Facts, table: Table, path: Path) -> _Sheet:
        own = table.repeats[-1] if table.repeats else None
        inner = tuple(section.name for section in data.form.children_of(own) if section.repeat is not None)
        heads, columns = [], []
        for item in table.items:
            found = list(_columns(item))
            heads += [head for head, _ in found]
            columns.append((item.name, [cell for _, cell in found]))
        groups = facts.groups if table.is_main else ()
        file = path.open("w", encoding="utf-8-sig", newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(map(guarded, [*_key_heads(table, groups), *heads, NOT_ASKED]))
        return cls(table, groups, inner, columns, file, writer)

    def add(self, record: ResponseRecord, document: Mapping[str, Any]) -> None:
        if self.table.is_main:
            received = record.received_on.isoformat() if record.received_on else ""
            version = "" if record.version is None else str(record.version)
            groups = [_text(record.strata.get(group)) for group in self.groups]
            self._write([_text(record.response_id), received, version, *groups], document)
            return
        for place, entry in entries_of(document, self.table.repeats):
            self._write([_text(record.response_id), *(str(number + 1) for number in place)], entry)

    def _write(self, keys: list[str], answers: Mapping[str, Any]) -> None:
        row = keys
        not_asked = []
        for name, cells in self.columns:
            if name in answers:
                value = answers[name]
                row += [cell(value) for cell in cells]
            else:
                row += [""] * len(cells)
                not_asked.append(name)
        not_asked += [name for name in self.inner if name not in answers]
        self.writer.writerow([*row, " ".join(not_asked)])

    def close(self) -> None:
        self.file.close()


def _key_heads(table: Table, groups: tuple[str, ...]) -> list[str]:
    if table.is_main:
        return [IDENTIFIER, RECEIVED, VERSION, *(f"{GROUP}{group}" for group in groups)]
    return list(entry_keys(table.repeats))


def _columns(item: Item) -> Iterator[tuple[str, Cell]]:
    """The columns of one question: the answer, and where it is a list also each choice."""
    if holds_numbers_too(item):
        yield item.name, _text_or_number
        return
    yield item.name, _any
    if item.question.kind in LISTS:
        flag = _flag if item.question.kind == "select_multiple" else _place
        for choice in substantive_choices(item):
            yield f"{item.name}/{choice.name}", flag(item, choice.name)


def _any(value: Any) -> str:
    """An answer as it is stored; numbers stay numbers."""
    if value is None:
        return ""
    if is_number(value):
        return repr(value)
    return _text(" ".join(map(str, value)) if isinstance(value, list) else str(value))


def _text(value: Any) -> str:
    return "" if value is None else guarded(NOT_XML.sub("\ufffd", str(value)))


def _text_or_number(value: Any) -> str:
    if value is None or is_number(value):
        return "" if value is None else repr(value)
    return guarded_beside_numbers(NOT_XML.sub("\ufffd", str(value)))


def _flag(item: Item, choice: str) -> Cell:
    """1 and 0; blank where no choice that counts was made."""
    counted = {one.name for one in substantive_choices(item)}
    return lambda chosen: str(int(choice in chosen)) if chosen and not counted.isdisjoint(chosen) else ""


def _place(item: Item, choice: str) -> Cell:
    """The place in the ranking, counted from 1."""
    return lambda ranked: str(ranked.index(choice) + 1) if ranked and choice in ranked else ""
