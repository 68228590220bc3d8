"""The rows of a survey sheet as a tree, each piece knowing the cells that it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from instruments.errors import Place
from instruments.xlsform.reporting import NOWHERE, Where


@dataclass(slots=True)
class Source:
    """Where something stands in the workbook: its sheet and row, and the column of each of its keys."""

    sheet: str
    row: int
    columns: dict[str, str] = field(default_factory=dict)
    """Key of the model (``label`` or ``label::Welsh (cy)``) to the header of its column."""

    def where(self, key: str | None = None) -> Where:
        return Where(self.sheet, self.row, self.columns.get(key or ""))


@dataclass(slots=True)
class Node:
    """A question, a note, a group or a repeat: the model's keys without ``children``."""

    kind: str
    data: dict[str, Any]
    source: Source
    children: list[Node] = field(default_factory=list)
    part_of: str | None = None
    loop: str = ""
    """The list that a loop goes over."""
    copied: bool = False
    """One of several made from the same row, by a loop."""

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    def walk(self) -> Iterator[Node]:
        """This one and all within, parents before children."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def walk_all(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.walk()


class Places:
    """From a place inside the instrument to the cell of the workbook."""

    def __init__(self) -> None:
        self._sources: dict[Place, Source] = {}

    def note(self, place: Place, source: Source) -> None:
        self._sources[place] = source

    def where(self, place: Place) -> Where:
        """The cell of a place; where the place is within something known, its row."""
        for length in range(len(place), -1, -1):
            source = self._sources.get(place[:length])
            if source is not None:
                where = source.where(_key(place[length:]))
                return source.where("type") if place[:1] == ("files",) else where
        return NOWHERE


def _key(rest: Place) -> str | None:
    """The key that the rest of a place names: ``("translations", "Welsh (cy)", "label")`` is ``label::Welsh (cy)``."""
    if not rest:
        return None
    if rest[0] == "translations" and len(rest) >= 3:
        return f"{rest[2]}::{rest[1]}"
    return str(rest[0])


def assemble(nodes: list[Node], places: Places, place: Place = ("survey",)) -> list[dict[str, Any]]:
    """The data of the model's ``survey``, noting the place of every row."""
    found = []
    for index, node in enumerate(nodes):
        here = (*place, index)
        places.note(here, node.source)
        data = dict(node.data)
        if node.children:
            data["children"] = assemble(node.children, places, (*here, "children"))
        found.append(data)
    return found


def texts_of(data: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """A text in all its languages: (language, text), the default language's under ''."""
    if data.get(key):
        yield "", data[key]
    for language, texts in data.get("translations", {}).items():
        if texts.get(key):
            yield language, texts[key]
