"""Reading an uploaded instrument, and its rows with what is wrong beside each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from instruments.errors import Problem
from instruments.loading import read_instrument
from instruments.model import Instrument
from instruments.xlsform.workbook import UnreadableWorkbook, open_sheets
from survey_app.designer.checking import sentence
from survey_app.designer.files import Upload
from survey_app.designer.forms import Given
from survey_app.designer.parts import Parts

AROUND = 1  # rows shown before and after one with a problem, so that it is found again
MOST_CELLS = 8
SHOWN_FIRST = (
    "type",
    "name",
    "list_name",
    "label",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "appearance",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row of the file, or one line of the text, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]
    follows_gap: bool

    @property
    def is_faulty(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSheet:
    """A sheet, or with an empty name the text."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[FileRow, ...]
    others: tuple[Problem, ...]  # problems of no row


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What a file came to. ``text`` is the YAML as it was written; empty for a workbook."""

    filename: str
    instrument: Instrument | None
    problems: tuple[Problem, ...]
    text: str
    files: tuple[Upload, ...]
    sheets: tuple[FileSheet, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity != "error")

    def parts(self) -> Parts:
        """The instrument as rows to edit."""
        if self.instrument is None:
            raise ValueError("there is no instrument")
        data = json.loads(self.instrument.model_dump_json(exclude_defaults=True))
        return Parts({"choices": {}, "scales": {}, **data})


def read_uploaded(given: Given) -> Uploaded:
    """Read a file; never fails on what it holds."""
    files = {file.name: file.content for file in given.files}
    text = "" if given.is_workbook else given.content.decode("utf-8-sig", "replace")
    reading = read_instrument(given.content if given.is_workbook else text, filename=given.filename, files=files)
    problems = tuple(dict.fromkeys(reading.problems))
    instrument = None if any(problem.severity == "error" for problem in problems) else reading.instrument
    sheets = _sheets(given, problems) if given.is_workbook else (_text_rows(text, problems),)
    return Uploaded(
        filename=given.filename, instrument=instrument, problems=problems, text=text, files=given.files,
        sheets=tuple(sheet for sheet in sheets if sheet.rows or sheet.others),
    )  # fmt: skip


def _sheets(given: Given, problems: Sequence[Problem]) -> tuple[FileSheet, ...]:
    """The sheets that have problems, each with the rows in question."""
    try:
        sheets = open_sheets(given.content, given.filename)
    except UnreadableWorkbook:
        sheets = []
    known = {sheet.name for sheet in sheets}
    placeless = tuple(problem for problem in problems if problem.sheet not in known)
    found = [FileSheet(name="", headers=(), rows=(), others=placeless)]
    for sheet in sheets:
        own = [problem for problem in problems if problem.sheet == sheet.name]
        named = {problem.column for problem in own if problem.column}
        rows = dict(enumerate(sheet.rows, 2))
        near = (rows.get(problem.line + step, {}) for problem in own if problem.line for step in (-AROUND, 0, AROUND))
        filled = {head for row in near for head, text in row.items() if text}  # an empty column would only take room
        wanted = [head for head in sheet.headers if head in named]
        wanted += [head for head in sheet.headers if head in filled - named and _column_of(head) in SHOWN_FIRST]
        headers = tuple([head for head in sheet.headers if head in wanted[:MOST_CELLS]])
        texts = {at: tuple(row.get(head, "") for head in headers) for at, row in enumerate(sheet.rows, 2)}
        texts[1] = headers
        found.append(_with_rows(sheet.name, headers, texts, own))
    return tuple(found)


def _column_of(header: str) -> str:
    return header.partition("::")[0].strip().lower()


def _text_rows(text: str, problems: Sequence[Problem]) -> FileSheet:
    lines: dict[int, tuple[str, ...]] = {at: (line,) for at, line in enumerate(text.splitlines(), 1)}
    return _with_rows("", ("Line",), lines, problems)


def _with_rows(
    name: str, headers: tuple[str, ...], texts: dict[int, tuple[str, ...]], problems: Sequence[Problem]
) -> FileSheet:
    at: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.line in texts:
            at.setdefault(problem.line or 0, []).append(problem)
    others = tuple(problem for problem in problems if problem.line not in texts)
    return FileSheet(name=name, headers=headers, rows=tuple(_rows(texts, at)), others=others)


def _rows(texts: dict[int, tuple[str, ...]], at: dict[int, list[Problem]]) -> Iterator[FileRow]:
    shown = sorted({near for line in at for near in range(line - AROUND, line + AROUND + 1) if near in texts})
    for before, number in zip([None, *shown], shown, strict=False):
        yield FileRow(
            number=number, cells=texts[number], problems=tuple(at.get(number, ())),
            follows_gap=before is not None and number != before + 1,
        )  # fmt: skip


def said(problem: Problem) -> str:
    """A problem as a sentence, with the column it is in."""
    where = f"{problem.column}: " if problem.column and not problem.message.startswith(problem.column) else ""
    return sentence(where + problem.message)
