"""Which questions an answers document is asked: the path through the form.

Every condition is evaluated once, after all that it mentions, and a question off the path counts as blank for the
conditions after it. A question in a repeat sees the answers of its own entry; a question outside sees those of all
entries, as a set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from instruments.answer_types import clean_value
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import Node, Nodes, Value, from_answer, holds

Document = Mapping[str, Any]

LOCAL_TIME = ZoneInfo("Europe/London")  # every partnership is in England; a server's clock may say UTC

MAXIMUM_ENTRIES = 200
"""Entries of a repeat beyond this are not looked at; ``check_answers`` says so."""


@dataclass(frozen=True, slots=True)
class Path:
    """The sections and questions that are asked."""

    sections: tuple[str, ...]
    """The names of the sections on the path, in form order."""
    _asked: frozenset[tuple[str, int | None]] = field(repr=False)
    _entries: Mapping[str, int] = field(repr=False)

    def has(self, name: str, entry: int | None = None) -> bool:
        """Whether a question is asked; for one in a repeat, in the given entry (counted from 0)."""
        return (name, entry) in self._asked

    def entries(self, repeat: str) -> int:
        """How many entries of a repeat the document has."""
        return self._entries.get(repeat, 0)


def find_path(compiled: CompiledInstrument, document: Document, *, now: datetime | None = None) -> Path:
    """Find which sections and questions an answers document is asked.

    Parameters
    ----------
    compiled : CompiledInstrument
    document : mapping
        The answers, which may be incomplete, contain answers off the path, or be of the wrong types: whatever is not
        an answer counts as blank.
    now : datetime, optional
        The moment at which ``today()`` and ``now()`` are read, in local time; by default the present in England.
    """
    return Walk(compiled, document, now).path()


class Walk:
    """One document on its way through the form; also the scope of each expression."""

    def __init__(self, compiled: CompiledInstrument, document: Document, now: datetime | None = None) -> None:
        moment = (now or datetime.now(LOCAL_TIME)).replace(microsecond=0, tzinfo=None)
        self.compiled = compiled
        self.document = document
        self.today = moment.date().isoformat()
        self.now = moment.isoformat()
        self.entries = {name: entries_of(document, name) for name in compiled.repeats}
        self.asked: set[tuple[str, int | None]] = set()
        self.open_sections: set[str] = set()
        self.sets: dict[str, Nodes] = {}
        self.tidied: dict[tuple[str, int | None], Any] = {}
        self.verdicts: dict[tuple[int, str | None, int | None], bool] = {}
        for name in compiled.order:
            self._decide(name)

    def path(self) -> Path:
        """What was found."""
        holding = {self.compiled.item(name).section for name, _ in self.asked}
        sections = tuple(
            section.name
            for section in self.compiled.sections
            if section.name in self.open_sections and (section.repeat is not None or section.name in holding)
        )
        counts = {name: len(found) for name, found in self.entries.items() if name in self.open_sections}
        return Path(sections, frozenset(self.asked), counts)

    def scope(self, item: Item | None = None, entry: int | None = None) -> ItemScope:
        """What an expression of an item sees."""
        return ItemScope(self, item, entry)

    def answer(self, item: Item, entry: int | None) -> Any:
        """The tidied answer, whether on the path or not; conditions see what will be stored."""
        key = (item.name, entry)
        if key not in self.tidied:
            answers = self.document if item.repeat is None else self.entries[item.repeat][entry or 0]
            self.tidied[key] = clean_value(item, answers.get(item.name))
        return self.tidied[key]

    def _decide(self, name: str) -> None:
        item = self.compiled.find(name)
        if item is None:
            section = self.compiled.section(name)
            if self._all_hold(section.relevance, None, None):
                self.open_sections.add(name)
        elif item.section in self.open_sections:
            indexes = (None,) if item.repeat is None else range(len(self.entries[item.repeat]))
            for entry in indexes:
                if self._all_hold(item.relevance, item, entry):
                    self.asked.add((name, entry))

    def _all_hold(self, relevance: tuple[Node, ...], item: Item | None, entry: int | None) -> bool:
        return all(self._holds(node, item, entry) for node in relevance)

    def _holds(self, node: Node, item: Item | None, entry: int | None) -> bool:
        """The verdict is kept, since all questions of a group share the group's condition."""
        key = (id(node), item.repeat if item else None, entry)
        if key not in self.verdicts:
            self.verdicts[key] = holds(node, self.scope(item, entry))
        return self.verdicts[key]


@dataclass(frozen=True, slots=True)
class ItemScope:
    """The answers as one question in one entry sees them."""

    walk: Walk
    item: Item | None
    entry: int | None

    @property
    def itself(self) -> Value:
        return "" if self.item is None else from_answer(self.walk.answer(self.item, self.entry))

    @property
    def today(self) -> str:
        return self.walk.today

    @property
    def now(self) -> str:
        return self.walk.now

    @property
    def position(self) -> int | None:
        return None if self.entry is None else self.entry + 1

    def value(self, name: str) -> Value | Nodes:
        """The answer to a question, blank where it is not asked; the set of all where it is asked in another repeat."""
        walk = self.walk
        other = walk.compiled.find(name)
        if other is None:
            return _set_of_entries(walk, walk.compiled.section(name))
        if other.repeat is None:
            return from_answer(walk.answer(other, None)) if (name, None) in walk.asked else ""
        if self.item is not None and self.item.repeat == other.repeat:
            return from_answer(walk.answer(other, self.entry)) if (name, self.entry) in walk.asked else ""
        return _set_of_answers(walk, other)


def _set_of_answers(walk: Walk, item: Item) -> Nodes:
    if item.name not in walk.sets:
        entries = range(len(walk.entries[item.repeat or ""]))
        asked = (entry for entry in entries if (item.name, entry) in walk.asked)
        walk.sets[item.name] = Nodes(tuple(from_answer(walk.answer(item, entry)) for entry in asked))
    return walk.sets[item.name]


def _set_of_entries(walk: Walk, section: Section) -> Nodes:
    """The entries of a repeat, which can be counted and have no value of their own."""
    entries = walk.entries.get(section.name, ())
    return Nodes(("",) * len(entries) if section.name in walk.open_sections else ())


def entries_of(document: Document, repeat: str) -> tuple[Document, ...]:
    """The entries of a repeat that are looked at; what is not an entry counts as an empty one."""
    found = document.get(repeat)
    if not isinstance(found, list):
        return ()
    return tuple(entry if isinstance(entry, dict) else {} for entry in found[:MAXIMUM_ENTRIES])
