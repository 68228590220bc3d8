"""Columns built from answers as they come, a few thousand documents at a time.

The answers of a large round fill a few bytes each as columns and a hundred times as much as documents, so documents are
read once and let go. Closed questions are kept as codes from the start; of all others the answers themselves are kept
until the column is made, by :mod:`analysis.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS, substantive_choices
from instruments.items import Item

Presence = Literal["answered", "not_asked", "not_answered", "not_applicable", "dont_know"]
PRESENCES: tuple[Presence, ...] = ("answered", "not_asked", "not_answered", "not_applicable", "dont_know")
NOT_ASKED = object()  # stands for "the document has no such key", which is not the same as null
_NOT_ASKED_CODE, _NOT_ANSWERED_CODE = 1, 2

Codes = np.ndarray[tuple[int], np.dtype[Any]]


class Kept:
    """The answers of an open question, as they are."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.missing = _missing_choices(item)
        self.answers: list[Any] = []
        self.presences: list[int] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Add the answers of some documents; ``NOT_ASKED`` where a document has no such question."""
        found = [presence_of(answer, self.missing) for answer in answers]
        self.presences += found
        self.answers += [None if presence else answer for answer, presence in zip(answers, found, strict=True)]

    def finish(self) -> tuple[dict[str, Any], Codes]:
        """The columns of the question, and the place in :data:`PRESENCES` of every answer."""
        columns = COLUMNS[self.item.question.kind](self.item, self.answers)
        return columns, np.array(self.presences, dtype=np.int8)


class SingleChoices:
    """The answers to a question with one choice: the place of the choice, or minus the place of its absence."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.names = [choice.name for choice in substantive_choices(item)]
        self.missing = _missing_choices(item)
        self.table: dict[Any, int] = {name: code for code, name in enumerate(self.names)}
        self.table |= {name: -presence for name, presence in self.missing.items()}
        self.table |= {NOT_ASKED: -_NOT_ASKED_CODE, None: -_NOT_ANSWERED_CODE}
        self.parts: list[Codes] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Add the answers of some documents."""
        try:
            codes = np.fromiter(map(self.table.__getitem__, answers), dtype=np.int16, count=len(answers))
        except (KeyError, TypeError):
            codes = self._one_by_one(answers)
        self.parts.append(codes)

    def _one_by_one(self, answers: Sequence[Any]) -> Codes:
        """Blanks that are no null, and answers that the question cannot have: ValueError names these."""
        kept = Kept(self.item)
        kept.add(answers)
        columns, presences = kept.finish()
        codes = columns[self.item.name].codes
        return np.where(presences > 0, -presences, codes).astype(np.int16)

    def finish(self) -> tuple[dict[str, Any], Codes]:
        """The column of the question, and the place in :data:`PRESENCES` of every answer."""
        codes = _joined(self.parts, np.int16)
        kind = pd.CategoricalDtype(self.names, ordered=self.item.scale is not None)
        column = pd.Categorical.from_codes(np.where(codes < 0, -1, codes), dtype=kind)
        return {self.item.name: column}, np.where(codes < 0, -codes, 0).astype(np.int8)


class MultipleChoices:
    """The answers to a question with several choices: one truth value for each choice of each answer."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.missing = _missing_choices(item)
        self.names = [choice.name for choice in substantive_choices(item)]
        places = [name for name in self.names if name not in self.missing] + list(self.missing)
        self.table: dict[Any, int] = {name: place for place, name in enumerate(places)}
        self.substantive = len(places) - len(self.missing)
        self.chosen: list[np.ndarray[Any, np.dtype[np.bool_]]] = []
        self.presences: list[Codes] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Add the answers of some documents."""
        lists = [answer if type(answer) is list else () for answer in answers]
        lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        try:
            if any(type(answer) is not list and answer is not None and answer is not NOT_ASKED for answer in answers):
                raise KeyError
            places = np.fromiter(map(self.table.__getitem__, chain.from_iterable(lists)), np.int64, int(lengths.sum()))
        except (KeyError, TypeError):
            self._one_by_one(answers)
            return
        chosen = np.zeros((len(answers), len(self.table)), dtype=np.bool_)
        chosen[np.repeat(np.arange(len(answers)), lengths), places] = True
        self.chosen.append(chosen[:, : self.substantive])
        self.presences.append(self._presences(answers, chosen))

    def _presences(self, answers: Sequence[Any], chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> Codes:
        """An absence ticked beside a real choice is outweighed by it."""
        found = np.full(len(answers), _NOT_ANSWERED_CODE, dtype=np.int8)
        for place, presence in sorted(enumerate(self.missing.values()), key=lambda one: -one[1]):
            found[chosen[:, self.substantive + place]] = presence
        found[chosen[:, : self.substantive].any(axis=1)] = 0
        found[np.fromiter((answer is NOT_ASKED for answer in answers), np.bool_, len(answers))] = _NOT_ASKED_CODE
        return found

    def _one_by_one(self, answers: Sequence[Any]) -> None:
        kept = Kept(self.item)
        kept.add(answers)
        columns, presences = kept.finish()
        names = [name for name in self.names if name not in self.missing]
        chosen = [columns[f"{self.item.name}/{name}"].to_numpy(dtype=bool, na_value=False) for name in names]
        self.chosen.append(np.column_stack(chosen) if chosen else np.zeros((len(answers), 0), dtype=np.bool_))
        self.presences.append(presences)

    def finish(self) -> tuple[dict[str, Any], Codes]:
        """The columns of the question, and the place in :data:`PRESENCES` of every answer."""
        presences = _joined(self.presences, np.int8)
        chosen = np.concatenate([np.zeros((0, self.substantive), dtype=np.bool_), *self.chosen])
        absent = presences > 0
        places = {name: place for name, place in self.table.items() if place < self.substantive}
        never = np.zeros(len(presences), dtype=np.bool_)
        columns = {
            f"{self.item.name}/{name}": pd.arrays.BooleanArray(
                np.ascontiguousarray(chosen[:, places[name]]) if name in places else never.copy(), absent.copy()
            )
            for name in self.names
        }
        return columns, presences


Builder = Kept | SingleChoices | MultipleChoices


def builder_of(item: Item) -> Builder:
    """What builds the columns of a question."""
    if item.question.kind in ("select_one", "grade", "safety", "consent"):
        return SingleChoices(item)
    return MultipleChoices(item) if item.question.kind == "select_multiple" else Kept(item)


def presence_of(answer: Any, missing: Mapping[str, int]) -> int:
    """The place in :data:`PRESENCES` of an answer, given the places of the choices that are absences."""
    if answer is NOT_ASKED:
        return _NOT_ASKED_CODE
    if answer is None or answer == [] or (isinstance(answer, str) and not answer.strip()):
        return _NOT_ANSWERED_CODE
    if isinstance(answer, list):  # an absence ticked beside a real choice is outweighed by it
        kinds = {missing.get(name, 0) for name in answer}
        return 0 if 0 in kinds else min(kinds)
    return missing.get(answer, 0) if isinstance(answer, str) else 0


def _missing_choices(item: Item) -> dict[str, int]:
    return {choice.name: PRESENCES.index(choice.missing) for choice in item.choices if choice.missing is not None}


def _joined(parts: Sequence[Codes], kind: Any) -> Codes:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])
