"""Answers from CSV files: a row for each response, and for each repeat a file with a row for each entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from analysis.csv_files import CsvTable, ProblemList, read_table
from analysis.responses import main_items, repeat_items
from analysis.round_data import ResponseRecord
from instruments.answer_types import clean_value, type_problem
from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument, Item

IDENTIFIER = "response_id"
RECEIVED = "received_on"
ENTRY = "entry"


def read_responses(
    path: Path, compiled: CompiledInstrument, *, repeats: Mapping[str, Path] | None = None
) -> tuple[ResponseRecord, ...]:
    """Read answers from a CSV file with a row for each response.

    Parameters
    ----------
    path : Path
        The file. Its columns are question names; ``response_id`` and ``received_on`` (2026-04-30) may be there too.
        Choices stand under their names, several of one question separated by spaces. A question without a column
        counts as left blank.
    compiled : CompiledInstrument
        The instrument that was answered.
    repeats : mapping of str to Path, optional
        For each repeat a file with a row for each entry, whose column ``response_id`` names the response it belongs
        to.

    Returns
    -------
    tuple of ResponseRecord
        With the answers on the path only, as the form would have kept them. Without a column ``response_id``,
        responses are numbered by their rows.

    Raises
    ------
    FileProblems
        Every problem of every file: unknown columns, unknown choices, values of the wrong type, responses twice,
        entries without a response, repeats that the instrument does not have.
    """
    problems = ProblemList()
    documents, received = _main_documents(read_table(path, problems), compiled, problems)
    for name, file in (repeats or {}).items():
        if name not in compiled.repeats:
            known = ", ".join(compiled.repeats) or "none"
            problems.add(file, None, None, f"the instrument has no repeat '{name}'; its repeats are: {known}")
            continue
        _add_entries(read_table(file, problems), compiled, name, documents, problems)
    problems.raise_any()
    return tuple(
        ResponseRecord(response_id=key, document=clean_answers(compiled, document), received_on=received[key])
        for key, document in documents.items()
    )


def _main_documents(
    table: CsvTable, compiled: CompiledInstrument, problems: ProblemList
) -> tuple[dict[str, dict[str, Any]], dict[str, date | None]]:
    """The answers document of each response, and the day it came."""
    items = {item.name: item for item in main_items(compiled)}
    _check_columns(table, items, (IDENTIFIER, RECEIVED), compiled, problems)
    documents: dict[str, dict[str, Any]] = {}
    received: dict[str, date | None] = {}
    for number, (line, cells) in enumerate(table.rows, start=1):
        key = cells.get(IDENTIFIER, str(number))
        if not key:
            problems.add(table.path, line, IDENTIFIER, "is blank; give every response an identifier of its own")
        elif key in documents:
            problems.add(table.path, line, IDENTIFIER, f"'{key}' occurs more than once")
        documents[key] = _read_answers(table, line, cells, items, problems)
        received[key] = _read_day(table, line, cells, problems)
    return documents, received


def _add_entries(
    table: CsvTable,
    compiled: CompiledInstrument,
    repeat: str,
    documents: dict[str, dict[str, Any]],
    problems: ProblemList,
) -> None:
    """Put the entries of a repeat into the documents of their responses."""
    items = {item.name: item for item in repeat_items(compiled, repeat)}
    _check_columns(table, items, (IDENTIFIER, ENTRY), compiled, problems)
    if IDENTIFIER not in table.columns:
        problems.add(table.path, 1, IDENTIFIER, f"the column '{IDENTIFIER}' is missing")
        return
    for line, cells in table.rows:
        entry = _read_answers(table, line, cells, items, problems)
        owner = documents.get(cells[IDENTIFIER])
        if owner is None:
            problems.add(table.path, line, IDENTIFIER, f"there is no response '{cells[IDENTIFIER]}'")
        else:
            owner.setdefault(repeat, []).append(entry)


def _check_columns(
    table: CsvTable,
    items: Mapping[str, Item],
    others: Sequence[str],
    compiled: CompiledInstrument,
    problems: ProblemList,
) -> None:
    """Report columns that are no question of this table."""
    for column in table.columns:
        if column in items or column in others:
            continue
        elsewhere = compiled.find(column)
        if elsewhere is not None and elsewhere.question.is_answered:
            place = f"the file of '{elsewhere.repeat}'" if elsewhere.repeat else "the file of responses"
            problems.add(table.path, 1, column, f"this question belongs in {place}")
        else:
            problems.add(table.path, 1, column, "the instrument has no question of this name")


def _read_answers(
    table: CsvTable, line: int, cells: Mapping[str, str], items: Mapping[str, Item], problems: ProblemList
) -> dict[str, Any]:
    """One row as answers; blank cells are left out."""
    answers: dict[str, Any] = {}
    for name, text in cells.items():
        if not text or name not in items:
            continue
        item = items[name]
        value = clean_value(item, READERS.get(item.question.kind, str)(text))
        problem = type_problem(item, value) if value is not None else None
        if problem is None:
            answers[name] = value
        else:
            problems.add(
                table.path, line, name, _choice_problem(item, text) if item.choices else f"'{text}': {problem}"
            )
    return answers


def _choice_problem(item: Item, text: str) -> str:
    """What is wrong with a choice, and the names that would be right."""
    by_label = {choice.label.casefold(): choice.name for choice in item.choices}
    names = ", ".join(choice.name for choice in item.choices)
    if text.casefold() in by_label:
        return f"'{text}' is a label; write the choice's name, '{by_label[text.casefold()]}'"
    several = ", separated by spaces" if item.question.kind == "select_multiple" else ""
    return f"'{text}' cannot be chosen; the choices are: {names}{several}"


def _read_day(table: CsvTable, line: int, cells: Mapping[str, str], problems: ProblemList) -> date | None:
    text = cells.get(RECEIVED, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.add(table.path, line, RECEIVED, f"'{text}' is not a date such as 2026-04-30")
        return None


def _read_integer(text: str) -> Any:
    try:
        return int(text.replace(",", ""))
    except ValueError:
        return text


def _read_decimal(text: str) -> Any:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text


#: How the text of a cell becomes an answer; other kinds stay text. A text that does not fit is left for the check.
READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": _read_integer,
    "decimal": _read_decimal,
    "select_multiple": str.split,
}
