"""The columns of the raw data: every answer under the instrument's names, choices with their labels beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.round_data import Form
    from instruments.items import Item

ABSENCE_TEXTS = {
    "not_asked": "(not asked)",
    "not_answered": "(not answered)",
    "not_applicable": "(not applicable)",
    "dont_know": "(don’t know)",
}
Value = object


@dataclass(frozen=True, slots=True, kw_only=True)
class RawColumn:
    """One column: its head, its question in words, and what it takes from the frame's columns."""

    head: str
    label: str
    sources: tuple[str, ...]
    render: Callable[[Sequence[Value]], Value]
    absence_of: str | None  # whose absence is said where there is no value


def is_missing(value: Value) -> bool:
    """Whether a cell of a frame holds nothing: None, NaN, NaT or NA."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def raw_columns(frame: pd.DataFrame, form: Form | None) -> list[RawColumn]:
    """The columns in the frame's own order; the choices of one multiple choice or ranking stay together."""
    columns: list[RawColumn] = []
    names = [str(name) for name in frame.columns]
    done: set[str] = set()
    for name in names:
        question = name.split("/", 1)[0]
        if question in done:
            continue
        done.add(question)
        parts = [other for other in names if other.split("/", 1)[0] == question]
        item = form.find(question) if form is not None else None
        columns += _of_multiple(question, parts, item) if parts != [question] else _of_single(question, item)
    return columns


def _label(item: Item | None) -> str:
    return (item.question.label or "") if item is not None else ""


def _of_single(question: str, item: Item | None) -> list[RawColumn]:
    """The answer as stored and, for a single choice, its label."""
    render = _day if item is not None and item.question.kind in ("date", "today") else _first
    columns = [RawColumn(head=question, label=_label(item), sources=(question,), render=render, absence_of=question)]
    if item is not None and item.choices:
        labels = {choice.name: choice.label for choice in item.choices}
        columns.append(
            RawColumn(
                head=f"{question} (label)",
                label=_label(item),
                sources=(question,),
                render=lambda values: None if is_missing(values[0]) else labels.get(str(values[0]), str(values[0])),
                absence_of=question,
            )
        )
    return columns


def _of_multiple(question: str, parts: Sequence[str], item: Item | None) -> list[RawColumn]:
    """All chosen labels in one cell, then a column for each choice: 1 and 0 or, in a ranking, its place."""
    labels = {choice.name: choice.label for choice in item.choices} if item is not None else {}
    words = [labels.get(part.split("/", 1)[-1], part.split("/", 1)[-1]) for part in parts]

    def chosen(values: Sequence[Value]) -> Value:
        if all(is_missing(value) for value in values):
            return None
        return "; ".join(word for word, value in zip(words, values, strict=True) if not is_missing(value) and value)

    def ranked(values: Sequence[Value]) -> Value:
        places = [(int(str(value)), word) for word, value in zip(words, values, strict=True) if not is_missing(value)]
        return "; ".join(f"{place}. {word}" for place, word in sorted(places)) or None

    is_ranking = item is not None and item.question.kind == "rank"
    together = RawColumn(head=question, label=_label(item), sources=tuple(parts),
                         render=ranked if is_ranking else chosen, absence_of=question)  # fmt: skip
    singles = [
        RawColumn(head=part, label=word, sources=(part,), render=_first if is_ranking else _flag, absence_of=None)
        for part, word in zip(parts, words, strict=True)
    ]
    return [together, *singles]


def _first(values: Sequence[Value]) -> Value:
    return values[0]


def _day(values: Sequence[Value]) -> Value:
    """The frames keep a date as a moment; the cell has the day alone."""
    value = values[0]
    return value.date() if isinstance(value, datetime) and not is_missing(value) else value


def _flag(values: Sequence[Value]) -> Value:
    return None if is_missing(values[0]) else int(bool(values[0]))
