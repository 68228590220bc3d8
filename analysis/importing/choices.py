"""Finding the choice that a value of a file means, and taking several values in one cell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.importing.matching import folded
from instruments.items import Item
from instruments.model import Choice

MOST_PARTS = 200
DIVIDING = (";", ",", "|", "\n")
"""The signs by which programs divide several answers in one cell."""


class ChoiceFinder:
    """The choices of a question by everything they may be called; what could mean two of them means none."""

    def __init__(
        self, item: Item, values: Mapping[str, str] | None = None, not_applicable: Iterable[str] = ()
    ) -> None:  # fmt: skip
        self.item = item
        self._names = {choice.name for choice in item.choices}
        self._by_hand = dict(values or {})
        self._holding: dict[str, list[tuple[str, str]]] = {}
        self._exact: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}
        for choice in item.choices:
            for text in texts_of(choice):
                self._exact.setdefault(text, set()).add(choice.name)
                if key := folded(text):
                    self._folded.setdefault(key, set()).add(choice.name)
        absent = [choice.name for choice in item.choices if choice.missing == "not_applicable"]
        if len(absent) == 1:
            for word in not_applicable:
                self._folded.setdefault(folded(word), set()).add(absent[0])

    def find(self, value: str) -> str | None:
        """The name of the choice, or None: as mapped by hand, else the label or name, else either but for signs."""
        if value in self._by_hand:
            meant = self._by_hand[value]
            return meant if meant in self._names else None
        for known in (self._exact.get(value), self._folded.get(folded(value)) if value else None):
            if known:
                return next(iter(known)) if len(known) == 1 else None
        return None

    def split(self, text: str, separator: str) -> list[tuple[str, str | None]]:
        """The values of a cell, each with its choice. A label that contains the separator is found whole."""
        parts = text.split(separator) if separator else [text]
        if len(parts) > MOST_PARTS:
            return [(text, None)]
        found: list[tuple[str, str | None]] = []
        at = 0
        while at < len(parts):
            end, name = self._longest(parts, at, separator)
            value = separator.join(parts[at:end]).strip()
            if value:
                if name is None and separator.isspace() and found and found[-1][1] is None:
                    found[-1] = (f"{found[-1][0]} {value}", None)  # words of one thing that is not known
                else:
                    found.append((value, name))
            at = end
        return found

    def _longest(self, parts: list[str], at: int, separator: str) -> tuple[int, str | None]:
        for end in range(len(parts), at + 1, -1):
            name = self._find_joined(separator.join(parts[at:end]).strip(), separator)
            if name is not None:
                return end, name
        value = parts[at].strip()
        return at + 1, self._find_part(value) if value else None

    def _find_part(self, value: str) -> str | None:
        """The choice of one part of a cell; none where the part holds a dividing sign that no name of the choice has.

        Otherwise two answers divided by another sign than expected would be taken for one, and lost.
        """
        name = self.find(value)
        if name is None or value in self._by_hand or name in self._exact.get(value, ()):
            return name
        choice = next(one for one in self.item.choices if one.name == name)
        alike = [text for text in texts_of(choice) if folded(text) == folded(value)]
        fits = any(all(value.count(sign) <= text.count(sign) for sign in DIVIDING) for text in alike)
        return name if fits or not alike else None

    def _find_joined(self, value: str, separator: str) -> str | None:
        """The choice whose own label holds the separator as often; else a sign beside a label would be swallowed."""
        if value in self._by_hand:
            return self.find(value)
        sign, times = folded(value), value.count(separator)
        names = {
            name for text, name in self._with(separator) if text.count(separator) == times and folded(text) == sign
        }
        return next(iter(names)) if len(names) == 1 else None

    def _with(self, separator: str) -> list[tuple[str, str]]:
        """The labels that hold the separator, with their choices."""
        if separator not in self._holding:
            self._holding[separator] = [
                (text, choice.name) for choice in self.item.choices for text in texts_of(choice) if separator in text
            ]
        return self._holding[separator]


def texts_of(choice: Choice) -> list[str]:
    """The label in every language, then the name."""
    labels = [translation.label for translation in choice.translations.values()]
    return list(dict.fromkeys(text.strip() for text in (choice.label, *filter(None, labels), choice.name)))
