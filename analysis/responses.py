"""From answers documents to typed frames.

One frame for the responses themselves and one for each repeat. Beside each stands a frame of the same rows that says,
for every question, whether it was answered and, if not, in which way: *not asked* (not on the respondent's path), *not
answered* (asked and left blank), *not applicable* and *don't know* (both are choices, and neither is a grade). The
four are never mixed: each has its own meaning, and only *answered* is in the base of a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, repeat
from typing import Any

import numpy as np
import pandas as pd

from analysis.column_building import NOT_ASKED, PRESENCES, builder_of
from analysis.round_data import Form, ResponseRecord
from instruments.items import Entry, Item, Section
from instruments.merging import Merged

PRESENCE_TYPE = pd.CategoricalDtype(list(PRESENCES))

Document = Mapping[str, Any]
AT_A_TIME = 50
"""So many documents are in memory at once: few enough to stay where the processor reaches them quickly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFrames:
    """The answers of one round as frames.

    Attributes
    ----------
    main : DataFrame
        A row for each response, indexed by ``response_id``; a column for each question outside repeats.
    repeats : dict of str to DataFrame
        For each repeat, a row for each entry: the keys (:func:`entry_keys`) and a column for each question of it.
    absence : DataFrame
        The rows of ``main``, one categorical column for each question: see :data:`PRESENCES`.
    repeat_absence : dict of str to DataFrame
        The same for each repeat, with its keys.
    strata : DataFrame
        The rows of ``main``, one categorical column for each breakdown that the invitations name. Without columns where
        the answers carry none, as in anonymous rounds.

    Notes
    -----
    Types of columns are said in :mod:`analysis.columns`. An absent answer is missing in all columns of its question.
    A question that a response's version does not have is *not asked* in that response.
    """

    main: pd.DataFrame
    repeats: dict[str, pd.DataFrame]
    absence: pd.DataFrame
    repeat_absence: dict[str, pd.DataFrame]
    strata: pd.DataFrame


def response_frames(form: Form, responses: Iterable[ResponseRecord]) -> ResponseFrames:
    """Build the frames of a round.

    Parameters
    ----------
    form : CompiledInstrument or Merged
        The published version that the answers name, or several versions made into one.
    responses : iterable of ResponseRecord
        The answers documents. There may be none.

    Returns
    -------
    ResponseFrames

    Raises
    ------
    ValueError
        Where two responses share an identifier, name a version that is not there, or a stored answer is not one that
        its question can have: the message names the question.
    """
    main = _Frames(main_items(form))
    repeats = {name: _RepeatFrames(section) for name, section in form.repeats.items()}
    strata = _Strata()
    identifiers: list[str] = []
    for records in _in_batches(_in_one_form(form, responses)):
        identifiers += [record.response_id for record in records]
        main.add([record.document for record in records])
        strata.add(records)
        for one in repeats.values():
            one.add(records)
    index = pd.Index(identifiers, dtype="str", name="response_id")
    if not index.is_unique:
        raise ValueError(f"response_id '{index[index.duplicated()][0]}' occurs more than once")
    values, absence = main.finish(index)
    finished = {name: repeat.finish() for name, repeat in repeats.items()}
    return ResponseFrames(
        main=values,
        repeats={name: found for name, (found, _) in finished.items()},
        absence=absence,
        repeat_absence={name: found for name, (_, found) in finished.items()},
        strata=strata.finish(index),
    )


def _in_one_form(form: Form, responses: Iterable[ResponseRecord]) -> Iterator[ResponseRecord]:
    """The responses under the names of one form."""
    if not isinstance(form, Merged):
        yield from responses
        return
    newest = form.versions[-1]
    for record in responses:
        version = newest if record.version is None else record.version
        yield replace(record, document=form.translate(version, record.document))


def _in_batches(records: Iterator[ResponseRecord]) -> Iterator[list[ResponseRecord]]:
    while batch := list(islice(records, AT_A_TIME)):
        yield batch


def main_items(form: Form) -> tuple[Item, ...]:
    """The questions outside repeats that have an answer, in form order."""
    return tuple(item for section in form.sections if not section.repeats for item in answered(section.items))


def repeat_items(form: Form, repeat: str) -> tuple[Item, ...]:
    """The questions of one repeat that have an answer, in form order; without those of the repeats in it."""
    return answered(form.repeats[repeat].items)


def entry_keys(repeats: Sequence[str]) -> tuple[str, ...]:
    """The columns that say which entry a row is.

    ``response_id``, then for each outer repeat the number of its entry, as ``visit:entry``, then ``entry``, the number
    in the innermost one; numbers count from 1 within what the entry stands in.
    """
    return ("response_id", *(f"{repeat}:entry" for repeat in repeats[:-1]), "entry")


def entries_of(document: Document, repeats: Sequence[str]) -> Iterator[tuple[Entry, Document]]:
    """Every entry of a repeat, given by its own name and those around it, outermost first, with its place."""
    if not repeats:
        yield (), document
        return
    for outer, around in entries_of(document, repeats[:-1]):
        for number, entry in enumerate(around.get(repeats[-1]) or ()):
            yield (*outer, number), entry


def answered(items: Sequence[Item]) -> tuple[Item, ...]:
    """Without the notes, which say something and ask nothing."""
    return tuple(item for item in items if item.question.is_answered)


class _Frames:
    """The values and the presences of some questions over documents that come in batches."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.builders = {item.name: builder_of(item) for item in items}

    def add(self, documents: Sequence[Document]) -> None:
        # One document after another, while each is still at hand in the processor's memory, and then column by column.
        rows = [tuple(map(document.get, self.builders, repeat(NOT_ASKED))) for document in documents]
        for builder, answers in zip(self.builders.values(), zip(*rows, strict=True), strict=False):
            builder.add(answers)

    def finish(self, index: pd.Index[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
        columns: dict[str, Any] = {}
        presences: dict[str, Any] = {}
        for name, builder in self.builders.items():
            values, codes = builder.finish()
            columns |= values
            presences[name] = pd.Categorical.from_codes(codes, dtype=PRESENCE_TYPE)
        self.builders.clear()
        return pd.DataFrame(columns, index=index), pd.DataFrame(presences, index=index)


class _RepeatFrames:
    """The frames of one repeat, a row for each entry."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.frames = _Frames(answered(section.items))
        self.owners: list[str] = []
        self.places: list[list[int]] = [[] for _ in section.repeats]

    def add(self, records: Sequence[ResponseRecord]) -> None:
        entries: list[Document] = []
        for record in records:
            for place, entry in entries_of(record.document, self.section.repeats):
                self.owners.append(record.response_id)
                entries.append(entry)
                for numbers, number in zip(self.places, place, strict=True):
                    numbers.append(number + 1)
        self.frames.add(entries)

    def finish(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        values, absence = self.frames.finish(pd.RangeIndex(len(self.owners)))
        first, *others = entry_keys(self.section.repeats)
        numbers = {key: np.array(found, dtype=np.int64) for key, found in zip(others, self.places, strict=True)}
        keys = pd.DataFrame({first: pd.Series(self.owners, dtype="str"), **numbers})
        return pd.concat([keys, values], axis="columns"), pd.concat([keys, absence], axis="columns")


class _Strata:
    """The groups that the invitations name, as codes; a group is known when it is first met."""

    def __init__(self) -> None:
        self.groups: dict[str, dict[str, int]] = {}
        self.codes: dict[str, list[int]] = {}
        self.rows = 0

    def add(self, records: Sequence[ResponseRecord]) -> None:
        for record in records:
            for name, group in record.strata.items():
                known = self.groups.setdefault(name, {})
                codes = self.codes.setdefault(name, [])
                codes += [-1] * (self.rows - len(codes))
                codes.append(known.setdefault(group, len(known)))
            self.rows += 1

    def finish(self, index: pd.Index[Any]) -> pd.DataFrame:
        columns = {}
        for name, known in self.groups.items():
            codes = np.array(self.codes[name] + [-1] * (self.rows - len(self.codes[name])), dtype=np.int64)
            ordered = sorted(known)
            places = np.array([*(ordered.index(group) for group in known), -1], dtype=np.int64)
            columns[name] = pd.Categorical.from_codes(places[codes], dtype=pd.CategoricalDtype(ordered))
        return pd.DataFrame(columns, index=index)
