"""Answers made of a nested document alone, without an instrument: for tests and for trying an expression."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from instruments.expressions.frame import Work
from instruments.expressions.values import Value, from_answer

Place = tuple[str | int, ...]
"""The way to a node: names of questions and groups, and after a repeat's the index of its entry."""

_LIST = 0
"""What the place of a list's row begins with, where the place of an answer has a name."""


@dataclass
class PlainAnswers:
    """A document in which a mapping is a group and a list of mappings a repeat, and any other value an answer.

    ``lists`` are the rows of each list of choices; ``labels`` are, for each question, its choices' labels.
    """

    document: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    today: str = "1970-01-01"
    now: str = "1970-01-01T00:00:00"
    draws: Sequence[float] = (0.5,)
    """What ``random()`` gives, one after another and then from the beginning."""
    drawn: int = 0
    work: Work = field(default_factory=Work, repr=False)
    _found: dict[tuple[str, tuple[Place, ...]], Sequence[Place]] = field(default_factory=dict, repr=False)

    def find(self, name: str, context: Place | None) -> Sequence[Place]:
        """The nodes of a name within the innermost entry that they and the context share."""
        around = tuple(_entries(context or ()))
        if (name, around) not in self._found:
            found = [place for place in self._places.get(name, ()) if _meets(_entries(place[:-1]), around)]
            self._found[name, around] = found
        return self._found[name, around]

    def value(self, node: Place) -> Value:
        """The value that stands at a place; '' for a group or an entry, and where nothing stands."""
        return from_answer(self._at(node))

    def parent(self, node: Place) -> Place | None:
        """The group or entry around a node."""
        if not node or node[0] == _LIST:
            return None
        above = node[:-2] if isinstance(node[-1], int) else node[:-1]
        return above

    def children(self, node: Place, name: str | None) -> Sequence[Place]:
        """The nodes of a name directly below a node."""
        inside = self._at(node)
        if not isinstance(inside, Mapping):
            return ()
        return [place for key in ([name] if name else inside) if key in inside for place in _spread(node, key, inside)]

    def position(self, node: Place) -> int:
        """The number of an entry, or of a row in its list."""
        return node[-1] + 1 if node and isinstance(node[-1], int) else 1

    def root(self) -> Place:
        """The whole document."""
        return ()

    def choices(self, list_name: str) -> Sequence[Place]:
        """The rows of a list."""
        return [(_LIST, list_name, index) for index in range(len(self.lists.get(list_name, ())))]

    def label(self, name: str, value: str) -> str:
        """The label of a choice of a question."""
        return self.labels.get(name, {}).get(value, "")

    def random(self) -> float:
        """The next of ``draws``."""
        self.drawn += 1
        return self.draws[(self.drawn - 1) % len(self.draws)]

    def new_uuid(self) -> str:
        """An identifier made of the next of ``draws``."""
        return str(uuid.UUID(int=int(self.random() * 2**52) << 72, version=4))

    def _at(self, node: Place) -> Any:
        found: Any = self.lists if node and node[0] == _LIST else self.document
        for key in node[1:] if node and node[0] == _LIST else node:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    @cached_property
    def _places(self) -> dict[str, list[Place]]:
        """All nodes of the document by name, in its order."""
        places: dict[str, list[Place]] = {}
        for name, place in _walk((), self.document):
            places.setdefault(name, []).append(place)
        return places


def _walk(above: Place, inside: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    for name, value in inside.items():
        for place in _spread(above, name, inside):
            yield name, place
            below = value[place[-1]] if isinstance(place[-1], int) else value
            if isinstance(below, Mapping):
                yield from _walk(place, below)


def _spread(above: Place, name: str, inside: Mapping[str, Any]) -> list[Place]:
    """The one node of a name, or the entries of a repeat."""
    value = inside[name]
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return [(*above, name, index) for index in range(len(value))]
    return [(*above, name)]


def _entries(place: Place) -> list[Place]:
    """The entries that a place lies in, outermost first; one that is an entry lies in itself."""
    return [place[: index + 1] for index, part in enumerate(place) if isinstance(part, int)]


def _meets(mine: Sequence[Place], around: Sequence[Place]) -> bool:
    """Whether two rows of entries differ in no entry of a repeat that both are in."""
    for one, other in zip(mine, around, strict=False):
        if one[:-1] != other[:-1]:
            return True
        if one != other:
            return False
    return True
