"""The questions and choices of an instrument by what a heading may call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.importing.answers import can_be_mapped
from analysis.importing.matching import folded, without_numbering
from instruments.answers import title_of
from instruments.compiled import CompiledInstrument
from instruments.grades import OTHER
from instruments.items import Item

OTHER_WORDS = ("otherpleasespecify", "otherspecify", "other")


class Questions:
    """The questions outside repeats, or of one repeat, by label in any language and by name."""

    def __init__(self, compiled: CompiledInstrument, repeat: str | None) -> None:
        self.items = [item for item in compiled.items if item.repeat == repeat and can_be_mapped(item)]
        self._by_name = {item.name: item for item in self.items}
        self._by_text: dict[str, set[str]] = {}
        self._titles = {item.name: list(_titles(compiled, item)) for item in self.items}
        for item in self.items:
            for title in self._titles[item.name]:
                self._by_text.setdefault(folded(title), set()).add(item.name)

    def named(self, name: str) -> Item | None:
        """The question of a name, exactly."""
        return self._by_name.get(name)

    def called(self, text: str) -> Item | None:
        """The question that a text names or labels but for case, spaces, signs and numbering; None where not one."""
        found = self._by_name.get(text)
        if found is not None:
            return found
        for way in (text, without_numbering(text)):
            names = self._by_text.get(folded(way)) if folded(way) else None
            if names:
                return self._by_name[next(iter(names))] if len(names) == 1 else None
        return None

    def titles(self, item: Item) -> list[str]:
        """Everything that it may be called."""
        return self._titles[item.name]

    def other_of(self, item: Item) -> Item | None:
        """The question for other answers to this one, which the form itself has."""
        return self._by_name.get(f"{item.name}_{OTHER}") if item.question.or_other else None


def is_other(text: str) -> bool:
    """Whether a heading is that of the words beside "other"."""
    return folded(text) in OTHER_WORDS


def _titles(compiled: CompiledInstrument, item: Item) -> Iterator[str]:
    question = item.question
    labels: Iterable[str | None] = (
        question.label, *(translation.label for translation in question.translations.values()),
    )  # fmt: skip
    yield from (label for label in labels if label and folded(label))
    if item.part_of is not None and item.part_of != item.name:
        yield title_of(compiled, item)
    yield question.name
