"""Where somebody is in a form, and which page follows which, repeats within repeats included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from instruments.answers import Path, find_path
from instruments.compiled import CompiledInstrument, Section
from instruments.easy_read import outline
from survey_app.collect.entries import Entry, entry_from, text_of
from survey_app.translating import gettext

Document = dict[str, Any]
Kind = Literal["section", "list", "entry", "remove", "worry", "check"]
Step = Literal[-1, 1]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the form.

    ``entry`` counts from 0 in each repeat; of a list it is that of what the repeat stands in. Of a worry, ``section``
    is the question.
    """

    kind: Kind
    section: str = ""
    entry: Entry = ()

    @property
    def key(self) -> str:
        """The place as a form posts it."""
        return ":".join([self.kind, self.section, text_of(self.entry)]).rstrip(":")

    @staticmethod
    def from_key(text: str) -> Place | None:
        """The place of a key; None for any other text. Whether it is on the path is another question."""
        kind, _, rest = text.partition(":")
        section, _, entry = rest.partition(":")
        found = entry_from(entry) if entry else ()
        if kind not in get_args(Kind) or found is None:
            return None
        return Place(kind, section, found)  # type: ignore[arg-type]


CHECK = Place("check")


def find_section(compiled: CompiledInstrument, name: str) -> Section | None:
    """The page of a name, if the form has one."""
    try:
        return compiled.section(name)
    except KeyError:
        return None


def has_fixed_number(section: Section) -> bool:
    """Whether the form says how many entries a repeat has, so that none is added or removed by hand."""
    return section.repeat_count is not None


def places(compiled: CompiledInstrument, path: Path) -> list[Place]:
    """The form's own pages on the path, in order; the entries of a repeat count as part of its list.

    Of a form in easy read, what is said before the questions and after them is no page to go through.
    """
    return [
        *(_place_of_page(compiled.section(name)) for name in path.sections if _has_page(compiled, path, name)),
        CHECK,
    ]


def first_place(compiled: CompiledInstrument, document: Document) -> Place:
    return places(compiled, find_path(compiled, document))[0]


def place_of(compiled: CompiledInstrument, path: Path, section: str, entry: Entry = ()) -> Place | None:
    """The place of these names, when it is on the path; the entry after the last one is a new one."""
    page = find_section(compiled, section)
    if page is None:
        return None
    outer = entry[: len(page.repeats) - 1] if page.repeats else ()
    if not _entries_are_there(compiled, path, page.repeats[:-1], outer) or not path.is_on(section, outer):
        return None
    if page.repeat is None:
        return None if entry else Place("section", section)
    if len(entry) == len(page.repeats) - 1:
        return Place("list", section, entry)
    if len(entry) != len(page.repeats):
        return None
    there = path.entries(section, outer)
    is_new = entry[-1] == there and not has_fixed_number(page)
    return Place("entry", section, entry) if 0 <= entry[-1] < there or is_new else None


def neighbour(compiled: CompiledInstrument, document: Document, place: Place, step: Step) -> Place | None:
    """The page after (1) or before (-1) a place; None before the first."""
    path = find_path(compiled, document)
    if place.kind == "entry":
        return _after_entry(compiled, path, place) if step == 1 else Place("list", place.section, place.entry[:-1])
    if place.kind != "check" and compiled.section(place.section).parent is not None:
        return _beside_inner_list(compiled, path, place, step)
    order = [section.name for section in compiled.children_of(None)]
    here = order.index(place.section) if place.kind != "check" else len(order)
    ahead = places(compiled, path)
    if step == 1:
        return next((p for p in ahead if p.kind == "check" or order.index(p.section) > here), CHECK)
    return next((p for p in reversed(ahead[:-1]) if order.index(p.section) < here), None)


def inner_lists(compiled: CompiledInstrument, path: Path, place: Place) -> tuple[Place, ...]:
    """The lists of the repeats within an entry that are on the path."""
    inside = (section.name for section in compiled.children_of(place.section))
    return tuple(Place("list", name, place.entry) for name in inside if path.is_on(name, place.entry))


def outer_places(compiled: CompiledInstrument, place: Place) -> Iterator[Place]:
    """The entries that a place stands in, the outermost first; of an entry, that itself as the last."""
    for level, repeat in enumerate(compiled.section(place.section).repeats, 1):
        if level <= len(place.entry):
            yield Place("entry", repeat, place.entry[:level])


def entry_name(section: Section) -> str:
    """What one entry of a repeat is called: "conversation"."""
    return (section.repeat.entry_name if section.repeat else None) or gettext("entry")


def entry_title(section: Section, index: int) -> str:
    """One entry with its number: "Conversation 2"."""
    name = entry_name(section)
    return f"{name[:1].upper()}{name[1:]} {index + 1}"


def _place_of_page(section: Section) -> Place:
    return Place("list" if section.repeat else "section", section.name)


def _has_page(compiled: CompiledInstrument, path: Path, name: str) -> bool:
    """A repeat that has no entries and may get none by hand has nothing to show."""
    section = compiled.section(name)
    if name in outline(compiled).said_apart:
        return False
    return section.repeat is None or not has_fixed_number(section) or path.entries(name) > 0


def _entries_are_there(compiled: CompiledInstrument, path: Path, repeats: tuple[str, ...], entry: Entry) -> bool:
    if len(entry) < len(repeats):
        return False
    return all(
        path.is_on(repeat, entry[:level]) and 0 <= entry[level] < path.entries(repeat, entry[:level])
        for level, repeat in enumerate(repeats)
    )


def _after_entry(compiled: CompiledInstrument, path: Path, place: Place) -> Place:
    """Into the entry's own repeats; where it has none, to the next entry of a fixed number, or back to the list."""
    inside = inner_lists(compiled, path, place)
    return inside[0] if inside else _out_of_entry(compiled, path, place)


def _out_of_entry(compiled: CompiledInstrument, path: Path, place: Place) -> Place:
    section, index, outer = compiled.section(place.section), place.entry[-1], place.entry[:-1]
    if has_fixed_number(section) and index + 1 < path.entries(place.section, outer):
        return Place("entry", place.section, (*outer, index + 1))
    return Place("list", place.section, outer)


def _beside_inner_list(compiled: CompiledInstrument, path: Path, place: Place, step: Step) -> Place:
    """From the list of a repeat within an entry: to the next one there, or out of the entry; backwards into it."""
    around = Place("entry", compiled.section(place.section).parent or "", place.entry)
    order = [section.name for section in compiled.children_of(around.section)]
    here = order.index(place.section)
    siblings = inner_lists(compiled, path, around)
    if step == 1:
        later = (p for p in siblings if order.index(p.section) > here)
        return next(later, None) or _out_of_entry(compiled, path, around)
    earlier = (p for p in reversed(siblings) if order.index(p.section) < here)
    return next(earlier, around)
