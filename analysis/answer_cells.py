"""From the cells of a CSV row to answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from analysis.csv_files import CsvTable, ProblemList
from instruments.answer_types import clean_value, type_problem
from instruments.items import Item

LISTS = ("select_multiple", "rank")


def read_answers(
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
    if item.question.kind == "rank":
        return f"'{text}' is no ranking; write all of these once, in order and separated by spaces: {names}"
    several = ", separated by spaces" if item.question.kind in LISTS else ""
    return f"'{text}' cannot be chosen; the choices are: {names}{several}"


def read_day(table: CsvTable, line: int, column: str, text: str, problems: ProblemList) -> date | None:
    """A cell with a date; None where it is blank or wrong."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.add(table.path, line, column, f"'{text}' is not a date such as 2026-04-30")
        return None


def read_number(table: CsvTable, line: int, column: str, text: str, problems: ProblemList) -> int | None:
    """A cell with a number from 1; None where it is blank or wrong."""
    if not text:
        return None
    if text.isdecimal() and text.isascii() and int(text) > 0:
        return int(text)
    problems.add(table.path, line, column, f"'{text}' is not a number such as 1, 2 or 3")
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
    "range": _read_decimal,
    "select_multiple": str.split,
    "rank": str.split,
}
