"""The columns that nothing takes, and the questions that nothing answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.importing.answers import can_be_mapped
from analysis.importing.mapping import Mapping
from analysis.importing.table import Column, ColumnKind, SourceTable
from instruments.compiled import CompiledInstrument

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftColumn:
    """A column that no question takes: how many rows have something in it, and examples where it is no secret."""

    key: str
    letter: str
    sheet: str
    kind: ColumnKind
    filled: int
    examples: tuple[str, ...]


def questions_without_column(compiled: CompiledInstrument, mapping: Mapping) -> tuple[str, ...]:
    """The questions that will stay blank in every row, because nothing of the file answers them."""
    mapped = {*mapping.questions, *(name for repeat in mapping.repeats.values() for name in repeat.questions)}
    others = [one.other.text for one in mapping.questions.values() if one.other is not None]
    return tuple(
        item.name
        for item in compiled.items
        if can_be_mapped(item) and item.question.is_seen and item.name not in mapped and item.name not in others
    )


def left_columns(
    table: SourceTable, mapping: Mapping
) -> tuple[tuple[LeftColumn, ...], tuple[LeftColumn, ...]]:  # fmt: skip
    """The columns with answers that nothing takes, and the others that are not kept."""
    used = {key for one in mapping.questions.values() for key in one.columns}
    own = {*mapping.identifier, mapping.submitted}
    found = list(_left(table, used, own, frozenset(mapping.leave_out)))
    by_sheet = {repeat.sheet: repeat for repeat in mapping.repeats.values()}
    for inner in table.repeats:
        repeat = by_sheet.get(inner.sheet)
        used = {key for one in repeat.questions.values() for key in one.columns} if repeat is not None else set()
        found += _left(inner, used, set(), frozenset(repeat.leave_out) if repeat is not None else frozenset())
    return (tuple(one for one, is_open in found if is_open), tuple(one for one, is_open in found if not is_open))


def _left(
    table: SourceTable, used: set[str], own: set[str], on_purpose: frozenset[str]
) -> Iterator[tuple[LeftColumn, bool]]:
    rest = [(at, c) for at, c in enumerate(table.columns) if c.key not in used]
    filled: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for row in table.rows():
        for at, column in rest:
            if row.cells[at]:
                filled[column.key] += 1
                held = examples.setdefault(column.key, [])
                if len(held) < EXAMPLES and row.cells[at] not in held:
                    held.append(row.cells[at])
    for _, column in rest:
        if column.key in own and column.kind != "question":
            continue
        is_open = _is_open(column, filled[column.key], on_purpose) and column.key not in own
        yield _left_column(table, column, filled[column.key], examples.get(column.key, [])), is_open


def _is_open(column: Column, filled: int, on_purpose: frozenset[str]) -> bool:
    return column.kind == "question" and filled > 0 and column.key not in on_purpose


def _left_column(table: SourceTable, column: Column, filled: int, examples: list[str]) -> LeftColumn:
    shown = tuple(examples) if column.kind == "question" else ()
    return LeftColumn(
        key=column.key, letter=column.letter, sheet=table.sheet, kind=column.kind, filled=filled, examples=shown
    )
