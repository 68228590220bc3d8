"""Several versions of an instrument as one form, so that their answers are analysed together.

Nothing is dropped: every question that any version asks has a field, every choice that any version offers stays a
choice. A field of the merged form has the wording of the newest version that asks it. Answers to a question that has
become another sort of question stand in a field of their own, whose name ends in the version: ``age`` and ``age_v1``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.items import Item, Section
from instruments.merged_fields import Field, Fields
from instruments.merged_lists import unite_choices, unite_scales
from instruments.merged_notes import remarks_of, versions_text
from instruments.model import Instrument
from instruments.ordering import merge_order

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The form that the answers of several versions are answers to.

    Attributes
    ----------
    versions : tuple of int
        The numbers of the versions, the oldest first.
    forms : mapping of int to CompiledInstrument
        The versions themselves.
    sections : tuple of Section
        In the newest version's order, with what it has no more where it stood.
    asked_in : mapping of str to tuple of int
        For each question and each repeat the versions that ask it.
    sources : mapping of str to mapping of int to Item
        What each question is in each version that asks it.
    remarks : mapping of str to tuple of str
        For each question that was not asked in the same way in all versions, what differs, a sentence each.
    notes : tuple of str
        What had to be kept apart, and other things to know of the whole.
    """

    versions: tuple[int, ...]
    forms: Mapping[int, CompiledInstrument]
    sections: tuple[Section, ...]
    asked_in: Mapping[str, tuple[int, ...]]
    sources: Mapping[str, Mapping[int, Item]]
    remarks: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    _names: Mapping[tuple[int, str], str] = field(repr=False)

    @property
    def instrument(self) -> Instrument:
        """The newest version, whose settings hold for the whole."""
        return self.forms[self.versions[-1]].instrument

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.name: item for section in self.sections for item in section.items}

    @property
    def items(self) -> tuple[Item, ...]:
        """Every question, in form order."""
        return tuple(self._items.values())

    @property
    def repeats(self) -> Mapping[str, Section]:
        """The sections that are repeats, by name."""
        return {section.name: section for section in self.sections if section.repeat is not None}

    def item(self, name: str) -> Item:
        """The question of a name; KeyError where there is none."""
        return self._items[name]

    def find(self, name: str) -> Item | None:
        """The question of a name, or None."""
        return self._items.get(name)

    def section(self, name: str) -> Section:
        """The section of a name; KeyError where there is none."""
        return next(section for section in self.sections if section.name == name)

    def children_of(self, repeat: str | None) -> tuple[Section, ...]:
        """The sections directly in a repeat, or in the form itself."""
        return tuple(section for section in self.sections if section.parent == repeat)

    def name_of(self, version: int, name: str) -> str:
        """What a question or a repeat of one version is called in the merged form."""
        return self._names.get((version, name), name)

    def asked_text(self, name: str) -> str | None:
        """In which versions something is asked: "from version 3", "in versions 1–2"; None where it is in all."""
        asked = self.asked_in.get(name, self.versions)
        return None if asked == self.versions else versions_text(asked, self.versions)

    def offered_text(self, name: str, choice: str) -> str | None:
        """In which of the versions that ask a question a choice of it is there; None where it is in all of these."""
        sources = self.sources[name]
        offered = [v for v in sorted(sources) if any(one.name == choice for one in sources[v].choices)]
        return None if len(offered) == len(sources) else versions_text(offered, self.versions)

    def translate(self, version: int, document: Document) -> dict[str, Any]:
        """The answers of one version under the names of the merged form.

        Raises
        ------
        ValueError
            For a version that is not one of those merged.
        """
        if version not in self.forms:
            known = ", ".join(map(str, self.versions))
            raise ValueError(f"an answer names version {version} of the instrument; those at hand are: {known}")
        repeats = self.forms[version].repeats
        return self._translated(version, repeats, document)

    def _translated(self, version: int, repeats: Mapping[str, Section], document: Document) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in document.items():
            if name in repeats and isinstance(value, list):
                value = [
                    self._translated(version, repeats, entry) if isinstance(entry, Mapping) else entry
                    for entry in value
                ]
            found[self.name_of(version, name)] = value
        return found


def merge_versions(versions: Mapping[int, Instrument]) -> Merged:
    """Make one form of several versions.

    Parameters
    ----------
    versions : mapping of int to Instrument
        The instruments by version number; a greater number is newer.

    Returns
    -------
    Merged

    Raises
    ------
    ValueError
        Where there is no version at all.
    InstrumentError
        Where a version has faults.
    """
    if not versions:
        raise ValueError("there is no version to merge")
    numbers = tuple(sorted(versions))
    forms = {number: compile_instrument(versions[number]) for number in numbers}
    fields = Fields.of(forms)
    remarks, notes = remarks_of({number: versions[number] for number in numbers}, fields)
    return Merged(
        versions=numbers,
        forms=forms,
        sections=tuple(_sections(forms, fields)),
        asked_in=fields.asked_in(),
        sources={one.name: one.items for one in fields.questions},
        remarks=remarks,
        notes=notes,
        _names=fields.names(),
    )


def _sections(forms: Mapping[int, CompiledInstrument], fields: Fields) -> Iterator[Section]:
    """The newest form's sections and those that only older ones have, each with all questions that belong there."""
    newest_first = sorted(forms, reverse=True)
    order = merge_order([[fields.section_key(v, s) for s in forms[v].sections] for v in newest_first])
    members: dict[str, list[Field]] = {key: [] for key in order}
    for one in fields.questions:
        members[one.section].append(one)
    known = {
        fields.section_key(version, section): (version, section)
        for version in sorted(forms)
        for section in forms[version].sections
    }
    for key in order:
        version, section = known[key]
        names = {one.name: one for one in members[key]}
        orders = [[name for name in fields.order(v) if name in names] for v in newest_first]
        items = tuple(_item(names[name], fields, key) for name in merge_order(orders))
        repeats = fields.repeats_of(version, section.repeats)
        parent = fields.name_of(version, section.parent) if section.parent is not None else None
        yield replace(section, name=key, items=items, repeats=repeats, parent=parent)


def _item(found: Field, fields: Fields, section: str) -> Item:
    """A question with the newest wording, all choices, and its place in the merged form."""
    version = max(found.items)
    newest = found.items[version]
    newest_first = [found.items[number] for number in sorted(found.items, reverse=True)]
    words = newest.question.type.split()
    question = newest.question.model_copy(
        update={
            "name": found.name,
            "type": " ".join([found.kind, *words[1:]]) if len(words) < 2 else newest.question.type,
        }
    )
    return replace(
        newest,
        question=question,
        choices=unite_choices([item.choices for item in newest_first]),
        scale=unite_scales(newest_first),
        section=section,
        repeats=fields.repeats_of(version, newest.repeats),
        part_of=fields.name_of(version, newest.part_of) if newest.part_of is not None else None,
    )
