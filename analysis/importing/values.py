"""What occurs in the columns of one question, and what each value is taken to mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analysis.importing.answers import QuestionReader, Unread
from analysis.importing.mapping import Mapping, QuestionMapping
from analysis.importing.moments import Dates
from analysis.importing.programs import SEPARATORS
from analysis.importing.table import SourceTable
from instruments.items import Item

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFound:
    """A value, how often it occurs, and the choice it is by itself: "" where it is none."""

    value: str
    count: int
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesFound:
    """The values of a question: those understood by themselves, those that are not, and how many more there are."""

    understood: tuple[ValueFound, ...]
    others: tuple[ValueFound, ...]
    more: int


def values_found(table: SourceTable, mapping: Mapping, item: Item, one: QuestionMapping) -> ValuesFound:
    """Look through the columns of one question, without regard to what has been decided by hand."""
    places = {column.key: at for at, column in enumerate(table.columns)}
    plain = QuestionMapping(column=one.column, choices=one.choices, separator=one.separator)
    dates = Dates(order=mapping.dates, epoch=table.epoch if table.is_workbook else None)
    reader = QuestionReader(
        item, plain, places, separator=SEPARATORS[mapping.program], dates=dates,
        not_applicable=mapping.not_applicable,
    )  # fmt: skip
    understood: Counter[tuple[str, str]] = Counter()
    others: Counter[str] = Counter()
    for row in table.rows():
        unread: list[Unread] = []
        reader.read(row.cells, {}, unread)
        others.update(value.value for value in unread)
        if item.choices and one.column:
            text = row.cells[places[one.column]]
            understood.update((value, name) for value, name in reader.taken_apart(text) if name is not None)
    return ValuesFound(
        understood=tuple(ValueFound(value=v, count=n, choice=c) for (v, c), n in understood.most_common(MOST_SHOWN)),
        others=tuple(ValueFound(value=v, count=n, choice="") for v, n in others.most_common(MOST_SHOWN)),
        more=max(0, len(others) - MOST_SHOWN),
    )
