"""An instrument made ready for answering: pages of plain questions with all their expressions parsed.

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

from instruments.branches import Leaf, build_tree
from instruments.calculation_order import Order, find_order
from instruments.defaults import read_default
from instruments.errors import InstrumentError, Problem
from instruments.expressions import Node, parse_expression
from instruments.expressions.tree import Call, walk
from instruments.items import Branch, Entry, Item, Section
from instruments.model import Choice, Instrument, Question
from instruments.offered_choices import Indexes
from instruments.output_checks import outputs_of
from instruments.sectioning import Page, paginate
from instruments.validation import check_instrument

__all__ = ["Branch", "CompiledInstrument", "Entry", "Item", "Section", "compile_instrument"]

# What gives another value each time: a calculation with one of them keeps the value that it has.
KEEPS = frozenset({"random", "uuid", "once", "now"})


@dataclass(frozen=True, slots=True)
class CompiledInstrument:
    """What answering needs of an instrument."""

    instrument: Instrument
    sections: tuple[Section, ...]
    """In form order; the repeats within a repeat come after it."""
    order: tuple[str, ...]
    """Sections' and items' names, each after all that its condition, calculation or filter mentions."""
    plan: tuple[Branch, ...] = field(repr=False)
    """Every place of the tree but the root, in that order."""
    root: Branch = field(repr=False)
    branches: Mapping[str, Branch] = field(repr=False)
    """What each name means in an expression."""
    choices: Mapping[str, tuple[Choice, ...]] = field(repr=False)
    """Every list by name, for ``instance()``."""
    indexes: Indexes = field(repr=False, compare=False)
    """Long lists by a column, made when a filter first looks."""
    _items: Mapping[str, Item] = field(repr=False)
    _sections: Mapping[str, Section] = field(repr=False)
    _below: Mapping[str | None, tuple[Section, ...]] = field(repr=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in form order (those of a repeat within a repeat after the others of the outer one)."""
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

    def children_of(self, repeat: str | None) -> tuple[Section, ...]:
        """The repeats directly within a repeat; of None, the form's own pages."""
        return self._below.get(repeat, ())


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
    findings = [finding for finding in check_instrument(instrument) if finding.severity == "error"]
    if findings:
        title = instrument.settings.form_id
        raise InstrumentError(Problem(title, None, finding.question, finding.message) for finding in findings)
    root, leaves = build_tree(instrument)
    order = find_order(root)
    sections = tuple(_section(page, instrument, order) for page in paginate(root, leaves))
    items = {item.name: item for section in sections for item in section.items}
    for leaf in leaves:
        leaf.branch.item = items[leaf.branch.name]
    by_name = {branch.name: branch for branch in order.plan if branch.kind != "item"}
    by_name |= {branch.name: branch for branch in order.plan if branch.kind == "item"}
    pages = {section.name: section for section in sections}
    below = {parent: tuple(s for s in sections if s.parent == parent) for parent in {s.parent for s in sections}}
    return CompiledInstrument(
        instrument=instrument,
        sections=sections,
        order=_names_in_order(order.plan, sections),
        plan=order.plan,
        root=root,
        branches=MappingProxyType(by_name),
        choices=MappingProxyType(dict(instrument.choices)),
        indexes={},
        _items=MappingProxyType(items),
        _sections=MappingProxyType(pages),
        _below=MappingProxyType(below),
    )


def _section(page: Page, instrument: Instrument, order: Order) -> Section:
    owner = page.owner
    question = owner.question if owner is not None else None
    is_repeat = owner is not None and owner.kind == "repeat"
    line = owner.line if owner is not None else ()
    return Section(
        name=page.name,
        label=_label_of(page, instrument),
        hint=question.hint if question is not None else None,
        question=question,
        repeat=question if is_repeat else None,
        repeats=owner.repeats if owner is not None else (),
        parent=page.parent,
        repeat_count=owner.count if owner is not None else None,
        relevance=tuple(node for branch in line for node in branch.conditions),
        items=tuple(_item(leaf, page, order) for leaf in page.leaves),
    )


def _label_of(page: Page, instrument: Instrument) -> str:
    """What a page is called; a group without a label has a readable form of its name."""
    if page.owner is None:
        return instrument.settings.form_title
    label = page.owner.question.label if page.owner.question is not None else None
    readable = page.owner.name.replace("_", " ").strip() or page.owner.name
    return label or readable[:1].upper() + readable[1:]


def _item(leaf: Leaf, page: Page, order: Order) -> Item:
    question, branch = leaf.row.question, leaf.branch
    calculation = _parsed(question.calculation)
    return Item(
        question=question,
        choices=leaf.row.choices,
        scale=leaf.row.scale,
        relevance=tuple(node for one in branch.line for node in one.conditions),
        constraint=_parsed(question.constraint),
        calculation=calculation,
        default=read_default(question),
        required=question.required if isinstance(question.required, bool) else parse_expression(question.required),
        read_only=question.read_only if isinstance(question.read_only, bool) else parse_expression(question.read_only),
        choice_filter=_parsed(question.choice_filter),
        triggers=outputs_of(question.trigger or ""),
        volatile=calculation is not None and _keeps(calculation),
        clears=branch in order.clearing,
        section=page.name,
        repeats=branch.repeats,
        part_of=leaf.row.part_of,
        part=leaf.row.part,
        groups=_groups_within(page, branch),
    )


def _parsed(text: str | None) -> Node | None:
    return parse_expression(text) if text else None


def _keeps(node: Node) -> bool:
    return any(isinstance(part, Call) and part.function in KEEPS for part in walk(node))


def _groups_within(page: Page, branch: Branch) -> tuple[Question, ...]:
    line = branch.line[1:-1]
    depth = line.index(page.owner) + 1 if page.owner is not None else 0
    return tuple(one.question for one in line[depth:] if one.question is not None)


def _names_in_order(plan: tuple[Branch, ...], sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Items as the plan has them, each section's name before its first item."""
    section_of = {item.name: section.name for section in sections for item in section.items}
    pages = {section.name for section in sections}
    names: dict[str, None] = {}
    for branch in plan:
        if branch.kind == "item":
            names[section_of[branch.name]] = None
            names[branch.name] = None
        elif branch.name in pages:
            names[branch.name] = None
    return tuple(names)
