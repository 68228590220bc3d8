"""From answers documents to typed frames.

One frame for the responses themselves and one for each repeat. Beside each stands a frame of the same rows that says,
for every question, whether it was answered and, if not, in which way: *not asked* (not on the respondent's path), *not
answered* (asked and left blank), *not applicable* and *don't know* (both are choices, and neither is a grade). The
four are never mixed: each has its own meaning, and only *answered* is in the base of a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from analysis.columns import COLUMNS
from analysis.round_data import Form, ResponseRecord
from instruments.items import Entry, Item, Section
from instruments.merging import Merged

Presence = Literal["answered", "not_asked", "not_answered", "not_applicable", "dont_know"]
PRESENCES: tuple[Presence, ...] = ("answered", "not_asked", "not_answered", "not_applicable", "dont_know")
PRESENCE_TYPE = pd.CategoricalDtype(list(PRESENCES))

Document = Mapping[str, Any]
_NOT_ASKED = object()  # stands for "the document has no such key", which is not the same as null


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

    Notes
    -----
    Types of columns are said in :mod:`analysis.columns`. An absent answer is missing in all columns of its question.
    A question that a response's version does not have is *not asked* in that response.
    """

    main: pd.DataFrame
    repeats: dict[str, pd.DataFrame]
    absence: pd.DataFrame
    repeat_absence: dict[str, pd.DataFrame]


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
    records = _in_one_form(form, responses)
    index = pd.Index([record.response_id for record in records], dtype="str", name="response_id")
    if not index.is_unique:
        raise ValueError(f"response_id '{index[index.duplicated()][0]}' occurs more than once")
    main, absence = _frames_of(main_items(form), [record.document for record in records], index)
    repeats: dict[str, pd.DataFrame] = {}
    repeat_absence: dict[str, pd.DataFrame] = {}
    for repeat, section in form.repeats.items():
        repeats[repeat], repeat_absence[repeat] = _repeat_frames(section, records)
    return ResponseFrames(main=main, repeats=repeats, absence=absence, repeat_absence=repeat_absence)


def _in_one_form(form: Form, responses: Iterable[ResponseRecord]) -> list[ResponseRecord]:
    """The responses under the names of one form."""
    if not isinstance(form, Merged):
        return list(responses)
    newest = form.versions[-1]
    return [
        replace(record, document=form.translate(newest if record.version is None else record.version, record.document))
        for record in responses
    ]


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


def _repeat_frames(section: Section, records: Sequence[ResponseRecord]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of one repeat, a row for each entry."""
    owners: list[str] = []
    places: list[Entry] = []
    entries: list[Document] = []
    for record in records:
        for place, entry in entries_of(record.document, section.repeats):
            owners.append(record.response_id)
            places.append(place)
            entries.append(entry)
    values, absence = _frames_of(answered(section.items), entries, pd.RangeIndex(len(entries)))
    first, *others = entry_keys(section.repeats)
    numbers = {
        key: pd.Series([place[level] + 1 for place in places], dtype="int64") for level, key in enumerate(others)
    }
    keys = pd.DataFrame({first: pd.Series(owners, dtype="str"), **numbers})
    return pd.concat([keys, values], axis="columns"), pd.concat([keys, absence], axis="columns")


def _frames_of(
    items: Sequence[Item], documents: Sequence[Document], index: pd.Index[Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The values and the presences of some questions over some documents."""
    columns: dict[str, Any] = {}
    presences: dict[str, Any] = {}
    for item in items:
        answers = [document.get(item.name, _NOT_ASKED) for document in documents]
        kinds = _presences(item, answers)
        substantive = [answer if kind == 0 else None for answer, kind in zip(answers, kinds, strict=True)]
        columns.update(COLUMNS[item.question.kind](item, substantive))
        presences[item.name] = pd.Categorical.from_codes(kinds, dtype=PRESENCE_TYPE)
    return pd.DataFrame(columns, index=index), pd.DataFrame(presences, index=index)


def _presences(item: Item, answers: Sequence[Any]) -> list[int]:
    """The code in :data:`PRESENCES` of each answer to a question."""
    missing = {choice.name: PRESENCES.index(choice.missing) for choice in item.choices if choice.missing is not None}
    return [_presence(answer, missing) for answer in answers]


def _presence(answer: Any, missing: Mapping[str, int]) -> int:
    if answer is _NOT_ASKED:
        return 1
    if answer is None or answer == [] or (isinstance(answer, str) and not answer.strip()):
        return 2
    if isinstance(answer, list):  # an absence ticked beside a real choice is outweighed by it
        kinds = {missing.get(name, 0) for name in answer}
        return 0 if 0 in kinds else min(kinds)
    return missing.get(answer, 0) if isinstance(answer, str) else 0
