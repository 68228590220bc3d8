"""Whether a mapping fits a file and an instrument, before any row is read by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.importing.answers import can_be_mapped
from analysis.importing.entries import INDEX, PARENT
from analysis.importing.mapping import Mapping as ImportMapping
from analysis.importing.mapping import QuestionMapping
from analysis.importing.table import Column, SourceTable
from instruments.compiled import CompiledInstrument
from instruments.items import Item
from instruments.versions import content_hash

NEVER_ANONYMOUS = (
    "this round is anonymous, so names, addresses and whatever else says who answered cannot be mapped at all"
)
NO_CLOCK = "this round is anonymous, so a moment can only be read into a question that asks for a date"


def mapping_problems(
    table: SourceTable, compiled: CompiledInstrument, mapping: ImportMapping, *, anonymous: bool = False
) -> tuple[str, ...]:  # fmt: skip
    """Everything that stands between a mapping and its use, a sentence each."""
    return tuple(_Checks(table, compiled, mapping, anonymous).everything())


def mapping_notes(compiled: CompiledInstrument, mapping: ImportMapping) -> tuple[str, ...]:
    """What is worth knowing of a mapping that can be used: that it was made for another version."""
    if mapping.content_hash == content_hash(compiled.instrument):
        return ()
    return ("The mapping was made for another version of the instrument. Every question and choice that it names is "
            "still there.",)  # fmt: skip


class _Checks:
    def __init__(
        self, table: SourceTable, compiled: CompiledInstrument, mapping: ImportMapping, anonymous: bool
    ) -> None:
        self.table = table
        self.compiled = compiled
        self.mapping = mapping
        self.anonymous = anonymous

    def everything(self) -> Iterator[str]:
        mapping, form_id = self.mapping, self.compiled.instrument.settings.form_id
        if mapping.form_id != form_id:
            yield f"The mapping is for the instrument “{mapping.form_id}”, and this is “{form_id}”."
            return
        columns = {column.key: column for column in self.table.columns}
        yield from self._own_columns(columns)
        yield from self._questions(mapping.questions, columns, None)
        for name, repeat in mapping.repeats.items():
            if name not in self.compiled.repeats:
                yield f"There is no repeat “{name}” in the instrument."
                continue
            table = next((one for one in self.table.repeats if one.sheet == repeat.sheet), None)
            if table is None:
                yield f"There is no sheet “{repeat.sheet}” with the entries of “{name}”."
                continue
            keys = {column.key: column for column in table.columns}
            if PARENT not in keys or INDEX not in columns:
                yield f"The entries of “{name}” cannot be put to their responses without “{INDEX}” and “{PARENT}”."
            yield from self._questions(repeat.questions, keys, name)

    def _own_columns(self, columns: Mapping[str, Column]) -> Iterator[str]:
        for key in (*self.mapping.identifier, *([self.mapping.submitted] if self.mapping.submitted else [])):
            if key not in columns:
                yield f"There is no column “{key}” in the file."
            elif self.anonymous and columns[key].kind == "personal":
                yield f"“{key}”: {NEVER_ANONYMOUS}."
            elif self.anonymous and key in self.mapping.identifier and columns[key].kind == "question":
                yield f"“{key}” holds answers: in an anonymous round responses cannot be told apart by them."

    def _questions(
        self, questions: Mapping[str, QuestionMapping], columns: Mapping[str, Column], repeat: str | None
    ) -> Iterator[str]:
        taken: dict[str, str] = {}
        for name, one in questions.items():
            item = self.compiled.find(name)
            if item is None or item.repeat != repeat:
                yield f"There is no question “{name}” {f'in the repeat “{repeat}”' if repeat else 'outside repeats'}."
                continue
            yield from self._question(item, one, columns)
            for key in one.columns:
                if taken.setdefault(key, name) != name:
                    yield f"“{key}” is mapped to both “{taken[key]}” and “{name}”; a column answers one question."

    def _question(self, item: Item, one: QuestionMapping, columns: Mapping[str, Column]) -> Iterator[str]:
        name = item.name
        if not can_be_mapped(item):
            yield f"“{name}” cannot be answered by a file: it is worked out by the form, or asks for a file."
        if (bool(one.column) + bool(one.choices) + bool(one.constant)) != 1:
            yield f"“{name}” needs exactly one of: a column, a column for each choice, a constant."
        for key in one.columns:
            if key not in columns:
                yield f"There is no column “{key}” in the file, to which “{name}” is mapped."
            else:
                yield from self._for_anonymous(item, columns[key])
        yield from self._choices(item, one)

    def _for_anonymous(self, item: Item, column: Column) -> Iterator[str]:
        if not self.anonymous:
            return
        if column.kind == "personal":
            yield f"“{column.key}”: {NEVER_ANONYMOUS}."
        elif column.kind == "moment" and item.question.kind != "date":
            yield f"“{column.key}”: {NO_CLOCK}."
        elif column.kind == "identifier":
            yield f"“{column.key}” tells responses apart: in an anonymous round it cannot be kept with the answers."

    def _choices(self, item: Item, one: QuestionMapping) -> Iterator[str]:
        name, known = item.name, {choice.name for choice in item.choices}
        if one.choices and not known:
            yield f"“{name}” has no choices, so it cannot have a column for each."
        for choice in (*one.choices, *(one.values.values() if known else ())):
            if known and choice not in known:
                yield f"“{name}” has no choice “{choice}”."
        if one.other is None:
            return
        text = self.compiled.find(one.other.text)
        if not known:
            yield f"“{name}” has no choices, so nothing of it can be an other answer."
        if text is None or text.repeats != item.repeats or text.question.kind != "text":
            yield f"“{one.other.text}” is no text question beside “{name}”."
        if one.other.choice and one.other.choice not in known:
            yield f"“{name}” has no choice “{one.other.choice}”."
