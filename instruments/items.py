"""What a form ready for answering consists of: items on sections, and the tree that expressions walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from instruments.expressions import Node
from instruments.model import METADATA_TYPES, Choice, Question, Scale

NEVER_COLLECTED = frozenset(METADATA_TYPES[4:])

Entry = tuple[int, ...]
"""Which entry of each repeat around it an answer is in, counted from 0, outermost first; () outside repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A plain question (or note) as it is asked: its kind is never a composite one, a group or a repeat."""

    question: Question
    choices: tuple[Choice, ...]
    scale: Scale | None
    relevance: tuple[Node, ...]
    """All must hold for the question to be asked, from the section's conditions to its own."""
    constraint: Node | None = None
    calculation: Node | None = None
    default: Node | str | None = None
    """A text that the answer begins with, or an expression that gives it."""
    required: Node | bool = False
    read_only: Node | bool = False
    choice_filter: Node | None = None
    triggers: tuple[str, ...] = ()
    """The questions on whose change the calculation is made; without any it is made whenever it may differ."""
    volatile: bool = False
    """Whether each calculation would give another value, so that the one that is there is kept."""
    clears: bool = False
    """Whether an answer that the choice_filter leaves out is cleared. It is not where filters hang on each other in a
    circle: there it stands until the respondent changes it, and is reported."""
    section: str
    repeats: tuple[str, ...]
    """The repeats it is asked in, outermost first."""
    part_of: str | None
    """The composite question it belongs to, which it may be itself."""
    part: str | None
    """Which part of that: "grade", "rationale", "action_what", "safety", "told", "other" …"""
    groups: tuple[Question, ...] = ()
    """The groups within the section that it stands in, outermost first."""

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def repeat(self) -> str | None:
        """The innermost repeat that it is asked in."""
        return self.repeats[-1] if self.repeats else None

    @property
    def may_open(self) -> bool:
        """Whether other answers decide if its answer can be changed."""
        return not isinstance(self.read_only, bool) and not self.is_calculated

    @property
    def is_calculated(self) -> bool:
        """Whether its value is worked out anew each time, whatever the document says; a note may have one to show."""
        return self.calculation is not None and not self.triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page of the form: a top-level group, a run of questions outside every group, or a repeat.

    A repeat's page is answered once for each entry; the repeats in it are sections of their own, with it as parent.
    """

    name: str
    label: str
    hint: str | None
    question: Question | None
    """The group, repeat or standard that the page is; None for questions outside every group."""
    repeat: Question | None
    repeats: tuple[str, ...]
    """The repeats around the page, its own included, outermost first."""
    parent: str | None
    """The repeat in whose entries this page is; None for one of the form's own."""
    repeat_count: Node | None
    relevance: tuple[Node, ...]
    items: tuple[Item, ...]


@dataclass(eq=False)
class Branch:
    """A place in the tree that expressions walk, in which groups are nodes as they are for XLSForm's other tools."""

    name: str
    kind: Literal["form", "group", "repeat", "item"]
    parent: Branch | None
    repeats: tuple[str, ...]
    """The repeats around it, its own included, outermost first: as many as its entries have numbers."""
    conditions: tuple[Node, ...] = ()
    """Its own, without those of what it stands in."""
    question: Question | None = None
    item: Item | None = None
    count: Node | None = None
    """How many entries a repeat has, where the form says it."""
    grows: bool = False
    """Whether that number hangs on the entries themselves: then it says when one is added, never how many count."""
    children: list[Branch] = field(default_factory=list)

    @cached_property
    def named(self) -> Mapping[str, tuple[Branch, ...]]:
        """The children by name; a standard's own answer has the name of the standard."""
        found: dict[str, tuple[Branch, ...]] = {}
        for child in self.children:
            found[child.name] = (*found.get(child.name, ()), child)
        return found

    @cached_property
    def stand(self) -> Branch:
        """Where its conditions are judged from: the place itself; of a repeat, a place beside it, not in an entry.

        XLSForm's other tools keep the number of entries in such a place, so that ``..`` means what is around both.
        """
        if self.kind != "repeat" or self.parent is None:
            return self
        return Branch(self.name, "group", self.parent, self.parent.repeats)

    @cached_property
    def home(self) -> Branch:
        """The repeat in whose entries its answers are, or the form; itself for those."""
        return self if self.kind in ("form", "repeat") or self.parent is None else self.parent.home

    @cached_property
    def is_answered(self) -> bool:
        """Whether a question is asked here that has an answer, be it one that is worked out."""
        return self.kind == "item" and self.question is not None and self.question.is_answered

    @cached_property
    def has_value(self) -> bool:
        """Whether expressions find a value here: an answer, or what a note works out to show."""
        return self.is_answered or (self.item is not None and self.item.is_calculated)

    @cached_property
    def is_never_asked(self) -> bool:
        """Whether it would say something of the respondent's device."""
        return self.kind == "item" and self.question is not None and self.question.kind in NEVER_COLLECTED

    @cached_property
    def line(self) -> tuple[Branch, ...]:
        """What it stands in and itself, from the form downwards."""
        return (self,) if self.parent is None else (*self.parent.line, self)
