"""From the cells of a row to the answer of one question, and what of them could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.importing.choices import ChoiceFinder
from analysis.importing.mapping import QuestionMapping
from analysis.importing.matching import folded
from analysis.importing.moments import DateAmbiguous, Dates, read_time
from instruments.answer_types import clean_value, type_problem
from instruments.grades import OTHER
from instruments.items import NEVER_COLLECTED, Item
from instruments.model import FILE_TYPES

ON_PURPOSE = "is left out on purpose"
NO_CHOICE = "is none of the choices"
TWO_CHOICES = "several columns are filled, and this question takes one answer"
NOT_TICKED = "says neither that this was chosen nor that it was not"
WHICH_FIRST = "nobody has said whether the day or the month comes first"

_TICKED = frozenset({"1", "true", "yes", "y", "x", "checked", "selected", "ticked", "ok"})
_UNTICKED = frozenset({"0", "false", "no", "n", "unchecked", "notselected", "notchecked"})
_NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A value of a cell that is not kept as an answer, and why."""

    question: str
    column: str
    value: str
    why: str


def can_be_mapped(item: Item) -> bool:
    """Whether a file may answer it: it has an answer that is neither worked out nor a file, nor of a device."""
    question = item.question
    return (
        question.is_answered
        and not item.is_calculated
        and question.kind not in (*FILE_TYPES, "calculate")
        and question.kind not in NEVER_COLLECTED
    )


class QuestionReader:
    """Reads the answer of one question out of rows, by its mapping."""

    def __init__(
        self, item: Item, mapping: QuestionMapping, places: Mapping[str, int], *, separator: str, dates: Dates,
        not_applicable: tuple[str, ...] = (), blank: frozenset[str] = frozenset(), other: str = "",
    ) -> None:  # fmt: skip
        self.item = item
        self.mapping = mapping
        self.separator = mapping.separator or separator
        self.dates = dates
        self.finder = ChoiceFinder(item, mapping.values, not_applicable)
        self.blank = blank
        self.other = other
        """The question that the form itself has for other answers to this one, if it has."""
        self._at = places.get(mapping.column, -1)
        self._choices = [(name, column, places[column]) for name, column in mapping.choices.items()]

    def read(self, cells: tuple[str, ...], answers: dict[str, Any], unread: list[Unread]) -> None:
        """Put the answer of a row among its answers, and what cannot be read among that."""
        if self._choices:
            value = self._ticked(cells, unread)
        else:
            text = self.mapping.constant or (cells[self._at] if self._at >= 0 else "")
            if not text or folded(text) in self.blank:
                return
            value = self._value(text, answers, unread)
        value = clean_value(self.item, value)
        if value is None:
            return
        problem = type_problem(self.item, value)
        if problem is None:
            answers[self.item.name] = value
        else:
            self._refuse(str(value) if not isinstance(value, list) else self.separator.join(value), problem, unread)

    def taken_apart(self, text: str) -> list[tuple[str, str | None]]:
        """The values of a cell, each with the choice that it is."""
        if self.item.question.kind in ("select_multiple", "rank"):
            return self.finder.split(text, self.separator)
        return [(text, self.finder.find(text))] if text else []

    def _refuse(self, value: str, why: str, unread: list[Unread], column: str = "") -> None:
        column = column or self.mapping.column
        if self.mapping.leave_rest or value in self.mapping.leave_out:
            why = ON_PURPOSE
        unread.append(Unread(question=self.item.name, column=column, value=value, why=why))

    def _value(self, text: str, answers: dict[str, Any], unread: list[Unread]) -> Any:
        if self.item.choices:
            return self._chosen(text, answers, unread)
        if text in self.mapping.leave_out:
            self._refuse(text, ON_PURPOSE, unread)
            return None
        text = self.mapping.values.get(text, text)
        read = _READERS.get(self.item.question.kind)
        if read is None:
            return text
        try:
            value = read(text, self.dates)
        except DateAmbiguous:
            self._refuse(text, WHICH_FIRST, unread)
            return None
        if value is None:
            self._refuse(text, type_problem(self.item, object()) or "cannot be read", unread)
        return value

    def _chosen(self, text: str, answers: dict[str, Any], unread: list[Unread]) -> Any:
        several = self.item.question.kind in ("select_multiple", "rank")
        found = self.taken_apart(text)
        names = [name for _, name in found if name is not None]
        for value in (value for value, name in found if name is None):
            self._unmatched(value, names, answers, unread)
        if several:
            return list(dict.fromkeys(names))
        return names[0] if names else None

    def _unmatched(self, value: str, names: list[str], answers: dict[str, Any], unread: list[Unread]) -> None:
        """Keep a value as text of another question where the mapping says so; else note it."""
        other = self.mapping.other
        if other is None or value in self.mapping.leave_out:
            self._refuse(value, NO_CHOICE, unread)
        else:
            held = answers.get(other.text)
            answers[other.text] = f"{held}; {value}" if held else value
            choice = other.choice or (OTHER if self.item.question.or_other else "")
            if choice:
                names.append(choice)

    def _ticked(self, cells: tuple[str, ...], unread: list[Unread]) -> Any:
        names = []
        for name, column, at in self._choices:
            text = cells[at]
            sign = folded(text)
            if not text or sign in self.blank:
                continue
            # The choice itself comes first: below a choice “No”, “No” says that it was chosen.
            if self.finder.find(text) == name or sign == folded(column.rpartition(" | ")[2]) or sign in _TICKED:
                names.append(name)
            elif sign not in _UNTICKED:
                self._refuse(text, NOT_TICKED, unread, column)
        if self.item.question.kind in ("select_multiple", "rank"):
            return names
        if len(names) > 1:
            self._refuse(self.separator.join(names), TWO_CHOICES, unread, self._choices[0][1])
            return None
        return names[0] if names else None


def complete_other(answers: dict[str, Any], item: Item, other: str) -> None:
    """Choose "other" where its words are given: programs keep them in a column beside a blank answer."""
    if not answers.get(other):
        return
    if item.question.kind == "select_multiple":
        chosen = answers.get(item.name) or []
        if OTHER not in chosen:
            answers[item.name] = [*chosen, OTHER]
    elif item.name not in answers:
        answers[item.name] = OTHER


def _integer(text: str, dates: Dates) -> Any:
    number = _decimal(text, dates)
    return int(number) if isinstance(number, float) and number.is_integer() else None


def _decimal(text: str, dates: Dates) -> Any:
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _range(text: str, dates: Dates) -> Any:
    number = _decimal(text, dates)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _day(text: str, dates: Dates) -> Any:
    day = dates.day(text)
    return day.isoformat() if day is not None else None


def _time(text: str, dates: Dates) -> Any:
    clock = read_time(text.partition("T")[2] or text)
    return clock.isoformat() if clock is not None else None


def _moment(text: str, dates: Dates) -> Any:
    moment = dates.moment(text)
    return moment.isoformat() if moment is not None else None


def _confirmed(text: str, dates: Dates) -> Any:
    return "OK" if folded(text) in _TICKED else None


_READERS: Mapping[str, Callable[[str, Dates], Any]] = {
    "integer": _integer,
    "decimal": _decimal,
    "range": _range,
    "date": _day,
    "today": _day,
    "time": _time,
    "dateTime": _moment,
    "start": _moment,
    "end": _moment,
    "acknowledge": _confirmed,
}
