"""Which question of one version and which of another have their answers in one field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from instruments.compiled import CompiledInstrument
from instruments.items import Item, Section
from instruments.type_changes import widest

Repeats = tuple[str, ...]


@dataclass(slots=True)
class Field:
    """Answers that stand together: the question in each version that asks it, and where the newest one asks it."""

    name: str
    own_name: str
    """What the versions call it; the name has the version besides where the answers had to be kept apart."""
    kind: str
    section: str
    repeats: Repeats
    items: dict[int, Item] = field(default_factory=dict)

    def takes(self, item: Item, repeats: Repeats) -> bool:
        """Whether the answers to a question of the same name can stand here too."""
        return repeats == self.repeats and widest(frozenset({self.kind, item.question.kind})) is not None

    def add(self, version: int, item: Item) -> None:
        self.items[version] = item
        self.kind = widest(frozenset({self.kind, item.question.kind})) or self.kind


class Fields:
    """The fields of several versions, and what each question, repeat and section of a version is called there."""

    def __init__(self) -> None:
        self.questions: list[Field] = []
        self._fields: dict[str, list[Field]] = {}
        self._field_of: dict[tuple[int, str], Field] = {}
        self._by_name: dict[str, Field] = {}
        self._sections: dict[tuple[int, str], str] = {}
        self._places: dict[str, tuple[bool, str | None, str]] = {}
        self._repeat_versions: dict[str, set[int]] = {}
        self._taken: set[str] = set()

    @classmethod
    def of(cls, forms: Mapping[int, CompiledInstrument]) -> Fields:
        """The fields of these versions. The newest ones come first and keep their names."""
        fields = cls()
        for version in sorted(forms, reverse=True):
            for section in forms[version].sections:
                fields._place(version, section)
            for section in forms[version].sections:
                for item in section.items:
                    if item.question.is_answered:
                        fields._add(version, section, item)
        return fields

    def name_of(self, version: int, name: str) -> str:
        """The merged name of a question or a repeat of one version."""
        found = self._field_of.get((version, name))
        return found.name if found is not None else self._sections.get((version, name), name)

    def names(self) -> dict[tuple[int, str], str]:
        """The merged names of all questions and repeats that have another one."""
        sections = {key: name for key, name in self._sections.items() if name in self._repeat_versions}
        found = {**sections, **{key: one.name for key, one in self._field_of.items()}}
        return {key: name for key, name in found.items() if key[1] != name}

    def asked_in(self) -> dict[str, tuple[int, ...]]:
        """The versions that ask each question and each repeat."""
        repeats = {name: tuple(sorted(versions)) for name, versions in self._repeat_versions.items()}
        return repeats | {one.name: tuple(sorted(one.items)) for one in self.questions}

    def asked(self, name: str) -> tuple[int, ...]:
        """The versions that ask the question of a field."""
        found = self._by_name.get(name)
        return tuple(sorted(found.items)) if found is not None else ()

    def kept_apart(self) -> Iterator[Sequence[Field]]:
        """The questions of one name whose answers stand in more than one field, the newest first."""
        for found in self._fields.values():
            if len(found) > 1:
                yield found

    def section_key(self, version: int, section: Section) -> str:
        """The merged name of a section of one version."""
        return self._sections[version, section.name]

    def repeats_of(self, version: int, repeats: Repeats) -> Repeats:
        """The merged names of the repeats around something in one version."""
        return tuple(self._sections[version, name] for name in repeats)

    def order(self, version: int) -> list[str]:
        """The fields of one version, in its form order."""
        return [one.name for (number, _), one in self._field_of.items() if number == version]

    def _place(self, version: int, section: Section) -> None:
        """Find the merged section that a section of one version is, or make one."""
        parent = self._sections[version, section.parent] if section.parent is not None else None
        wanted = (section.repeat is not None, parent, section.name)
        known = next((name for name, place in self._places.items() if place == wanted), None)
        name = known or self._free(section.name, version, self._taken_by(section))
        self._places[name] = wanted
        self._sections[version, section.name] = name
        if section.repeat is not None:
            self._repeat_versions.setdefault(name, set()).add(version)
            self._taken.add(name)

    def _taken_by(self, section: Section) -> set[str]:
        """The names that a new section cannot have: a repeat's is a key of the answers, as a question's is."""
        return {*self._places, *(self._taken if section.repeat is not None else ())}

    def _add(self, version: int, section: Section, item: Item) -> None:
        repeats = self.repeats_of(version, item.repeats)
        known = self._fields.setdefault(item.name, [])
        found = next((one for one in known if one.takes(item, repeats)), None)
        if found is None:
            name = self._free(item.name, version, self._taken)
            found = Field(name, item.name, item.question.kind, self._sections[version, section.name], repeats)
            known.append(found)
            self.questions.append(found)
            self._by_name[name] = found
            self._taken.add(name)
        found.add(version, item)
        self._field_of[version, item.name] = found

    @staticmethod
    def _free(name: str, version: int, taken: set[str]) -> str:
        """The name or, where it is taken, the name with the version."""
        wanted, mark = name, "_v"
        while wanted in taken:
            wanted, mark = f"{name}{mark}{version}", f"_{mark}"
        return wanted
