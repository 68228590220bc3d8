"""An instrument made ready for answering: pages of plain questions with their conditions parsed.

Everything that handles answers (the form, the path, the analysis, the exports) works on this and never on the nested
model: groups are flattened, composite questions are taken apart, and each question carries every condition that
decides whether it is asked, its own and those of all it stands in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from instruments.dependencies import in_order
from instruments.errors import InstrumentError, Problem
from instruments.expressions import Node, parse_expression, references
from instruments.flattening import Row, containers, flatten
from instruments.model import Choice, Instrument, Question, Scale
from instruments.validation import check_instrument


@dataclass(frozen=True, slots=True)
class Item:
    """A plain question (or note) as it is asked: its kind is never grade, safety, group or repeat."""

    question: Question
    choices: tuple[Choice, ...]
    scale: Scale | None
    relevance: tuple[Node, ...]
    """All must hold for the question to be asked, from the section's condition to its own."""
    constraint: Node | None
    section: str
    repeat: str | None
    part_of: str | None
    """The composite question it belongs to, which it may be itself."""
    part: str | None
    """Which part of that: "grade", "rationale", "action_what", "safety", "told" …"""
    groups: tuple[Question, ...] = ()
    """The groups within the section that it stands in, outermost first."""

    @property
    def name(self) -> str:
        return self.question.name


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form: a top-level group, or a repeat, which is answered once for each entry."""

    name: str
    label: str
    hint: str | None
    repeat: Question | None
    relevance: tuple[Node, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CompiledInstrument:
    """What answering needs of an instrument."""

    instrument: Instrument
    sections: tuple[Section, ...]
    order: tuple[str, ...]
    """Sections' and items' names, each after all that its condition mentions."""
    _items: Mapping[str, Item] = field(repr=False)
    _sections: Mapping[str, Section] = field(repr=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in form order."""
        return tuple(self._items.values())

    @property
    def repeats(self) -> Mapping[str, Section]:
        """The sections that are repeats, by name."""
        return {section.name: section for section in self.sections if section.repeat is not None}

    def item(self, name: str) -> Item:
        """The item of a name; KeyError where there is none."""
        return self._items[name]

    def find(self, name: str) -> Item | None:
        """The item of a name, or None."""
        return self._items.get(name)

    def section(self, name: str) -> Section:
        """The section of a name; KeyError where there is none."""
        return self._sections[name]


@dataclass(frozen=True, slots=True)
class _Keyed:
    """An instrument as a key: two that say the same are the same."""

    digest: bytes
    instrument: Instrument = field(compare=False)


def compile_instrument(instrument: Instrument) -> CompiledInstrument:
    """Make an instrument ready for answering; the result is kept, so a second call costs next to nothing.

    Raises
    ------
    InstrumentError
        When the instrument has faults that only show in the whole of it. One that ``load_instrument`` gave has none.
    """
    digest = hashlib.sha256(instrument.model_dump_json().encode("utf-8", "surrogatepass")).digest()
    return _compile(_Keyed(digest, instrument))


@lru_cache(maxsize=128)
def _compile(keyed: _Keyed) -> CompiledInstrument:
    instrument = keyed.instrument
    findings = check_instrument(instrument)
    if findings:
        title = instrument.settings.form_id
        raise InstrumentError(Problem(title, None, finding.question, finding.message) for finding in findings)
    rows: dict[str, list[Row]] = {section.name: [] for section in instrument.survey}
    for row in flatten(instrument):
        rows[row.inside[0].name].append(row)
    sections = tuple(_section(question, rows[question.name]) for question in instrument.survey)
    items = {item.name: item for section in sections for item in section.items}
    return CompiledInstrument(
        instrument=instrument,
        sections=sections,
        order=_order(instrument, sections),
        _items=MappingProxyType(items),
        _sections=MappingProxyType({section.name: section for section in sections}),
    )


def _section(question: Question, rows: list[Row]) -> Section:
    return Section(
        name=question.name,
        label=question.label or question.name,
        hint=question.hint,
        repeat=question if question.kind == "repeat" else None,
        relevance=_conditions((question,)),
        items=tuple(_item(row) for row in rows),
    )


def _item(row: Row) -> Item:
    question = row.question
    return Item(
        question=question,
        choices=row.choices,
        scale=row.scale,
        relevance=_conditions((*row.inside, question)),
        constraint=parse_expression(question.constraint) if question.constraint else None,
        section=row.inside[0].name,
        repeat=row.repeat,
        part_of=row.part_of,
        part=row.part,
        groups=row.inside[1:],
    )


def _conditions(questions: tuple[Question, ...]) -> tuple[Node, ...]:
    return tuple(parse_expression(question.relevant) for question in questions if question.relevant)


def _order(instrument: Instrument, sections: tuple[Section, ...]) -> tuple[str, ...]:
    graph: dict[str, set[str]] = {section.name: _mentioned(section.relevance) for section in sections}
    for section in sections:
        for item in section.items:
            graph[item.name] = _mentioned(item.relevance) | {section.name}
    inner = {row.question.name for row in containers(instrument)} - set(graph)
    return tuple(name for name in in_order(graph) if name not in inner)


def _mentioned(relevance: tuple[Node, ...]) -> set[str]:
    return {name for node in relevance for name in references(node)}
