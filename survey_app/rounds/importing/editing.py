"""Changes to a mapping, one at a time: each gives a new mapping."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from analysis.importing import Close, Mapping, OtherAnswers, QuestionMapping, RepeatMapping, SourceTable
from instruments.compiled import CompiledInstrument
from instruments.items import Item


def table_for(table: SourceTable, mapping: Mapping, item: Item) -> SourceTable | None:
    """The sheet that answers a question: the main one, or that of its repeat if there is one."""
    if item.repeat is None:
        return table
    repeat = mapping.repeats.get(item.repeat)
    return next((one for one in table.repeats if repeat is not None and one.sheet == repeat.sheet), None)


def mapped(mapping: Mapping, item: Item) -> QuestionMapping | None:
    """How a question is answered, if it is."""
    if item.repeat is None:
        return mapping.questions.get(item.name)
    repeat = mapping.repeats.get(item.repeat)
    return repeat.questions.get(item.name) if repeat is not None else None


def with_question(mapping: Mapping, item: Item, one: QuestionMapping | None) -> Mapping:
    """Answer a question so, or by nothing. Its columns are no longer left out, nor taken by other questions."""
    if item.repeat is None:
        questions, left_out = _changed(mapping.questions, mapping.leave_out, item.name, one)
        return mapping.model_copy(update={"questions": questions, "leave_out": left_out})
    repeat = mapping.repeats.get(item.repeat)
    if repeat is None:
        return mapping
    questions, left_out = _changed(repeat.questions, repeat.leave_out, item.name, one)
    changed = repeat.model_copy(update={"questions": questions, "leave_out": left_out})
    return mapping.model_copy(update={"repeats": {**mapping.repeats, item.repeat: changed}})


def _changed(
    questions: dict[str, QuestionMapping], left_out: tuple[str, ...], name: str, one: QuestionMapping | None
) -> tuple[dict[str, QuestionMapping], tuple[str, ...]]:
    taken = set(one.columns) if one is not None else set()
    made: dict[str, QuestionMapping] = {}
    for other, held in questions.items():
        if other == name:
            continue
        if held.column in taken:
            continue
        choices = {choice: column for choice, column in held.choices.items() if column not in taken}
        if held.choices and not choices:
            continue
        made[other] = held.model_copy(update={"choices": choices}) if choices != held.choices else held
    if one is not None:
        made[name] = one
    return made, tuple(key for key in left_out if key not in taken)


def with_values(one: QuestionMapping, values: dict[str, str], rest: str, other: str, choice: str) -> QuestionMapping:
    """What values mean, and what becomes of the rest: listed, given up, or kept as text of another question."""
    return one.model_copy(
        update={
            "values": values,
            "leave_rest": rest == "leave",
            "other": OtherAnswers(text=other, choice=choice) if rest == "other" and other else None,
        }
    )


def with_offers(mapping: Mapping, offers: Iterable[Close], compiled: CompiledInstrument) -> Mapping:
    """Take these offers."""
    for offer in offers:
        item = compiled.find(offer.question)
        if item is not None:
            mapping = with_question(mapping, item, QuestionMapping(column=offer.column))
    return mapping


def with_columns(
    mapping: Mapping, table: SourceTable, chosen: dict[str, str], compiled: CompiledInstrument
) -> Mapping:  # fmt: skip
    """Say of columns which question each answers; "-" leaves one out on purpose."""
    for key, name in chosen.items():
        item = compiled.find(name)
        if name == "-":
            mapping = _leave_out(mapping, table, key)
        elif item is not None:
            mapping = with_question(mapping, item, QuestionMapping(column=key))
    return mapping


def _leave_out(mapping: Mapping, table: SourceTable, key: str) -> Mapping:
    for name, repeat in mapping.repeats.items():
        if repeat.sheet == table.sheet:
            changed = repeat.model_copy(update={"leave_out": _added(repeat.leave_out, key)})
            return mapping.model_copy(update={"repeats": {**mapping.repeats, name: changed}})
    return mapping.model_copy(update={"leave_out": _added(mapping.leave_out, key)})


def taken_in_again(mapping: Mapping, keys: Collection[str]) -> Mapping:
    """Decide anew about columns that were left out."""
    repeats = {
        name: repeat.model_copy(update={"leave_out": tuple(key for key in repeat.leave_out if key not in keys)})
        for name, repeat in mapping.repeats.items()
    }
    return mapping.model_copy(
        update={"leave_out": tuple(key for key in mapping.leave_out if key not in keys), "repeats": repeats}
    )


def with_sheets(mapping: Mapping, sheets: dict[str, str]) -> Mapping:
    """Say which sheet holds the entries of each repeat; "" for none."""
    repeats: dict[str, Any] = {}
    for name, sheet in sheets.items():
        held = mapping.repeats.get(name)
        if sheet:
            repeats[name] = held if held is not None and held.sheet == sheet else RepeatMapping(sheet=sheet)
    return mapping.model_copy(update={"repeats": repeats})


def _added(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return keys if key in keys else (*keys, key)
