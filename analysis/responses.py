"""From answers documents to typed frames.

One frame for the responses themselves and one for each repeat. Beside each stands a frame of the same rows that says,
for every question, whether it was answered and, if not, in which way: *not asked* (not on the respondent's path), *not
answered* (asked and left blank), *not applicable* and *don't know* (both are choices, and neither is a grade). The
four are never mixed: each has its own meaning, and only *answered* is in the base of a percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from analysis.round_data import ResponseRecord
from instruments.compiled import CompiledInstrument, Item

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
        For each repeat, a row for each entry: ``response_id``, ``entry`` (from 1 within its response) and a column
        for each question of the repeat.
    absence : DataFrame
        The rows of ``main``, one categorical column for each question: see :data:`PRESENCES`.
    repeat_absence : dict of str to DataFrame
        The same for each repeat, with ``response_id`` and ``entry``.

    Notes
    -----
    Types of columns: a scale is an ordered categorical of its substantive choices in the scale's order, another single
    choice an unordered one; a multiple choice is one nullable boolean column ``question/choice`` for each substantive
    choice; whole numbers are ``Int64``, decimals ``Float64``; dates and times of day are as ``datetime64`` (without
    zone, the wall clock as entered) and text; text is text. An absent answer is missing in all columns of its question.
    """

    main: pd.DataFrame
    repeats: dict[str, pd.DataFrame]
    absence: pd.DataFrame
    repeat_absence: dict[str, pd.DataFrame]


def response_frames(compiled: CompiledInstrument, responses: Iterable[ResponseRecord]) -> ResponseFrames:
    """Build the frames of a round.

    Parameters
    ----------
    compiled : CompiledInstrument
        The published version that the answers name.
    responses : iterable of ResponseRecord
        The answers documents. There may be none.

    Returns
    -------
    ResponseFrames

    Raises
    ------
    ValueError
        Where two responses share an identifier, or a stored answer is not one that its question can have: the message
        names the question.
    """
    records = list(responses)
    index = pd.Index([record.response_id for record in records], dtype="str", name="response_id")
    if not index.is_unique:
        raise ValueError(f"response_id '{index[index.duplicated()][0]}' occurs more than once")
    main, absence = _frames_of(main_items(compiled), [record.document for record in records], index)
    repeats: dict[str, pd.DataFrame] = {}
    repeat_absence: dict[str, pd.DataFrame] = {}
    for repeat in compiled.repeats:
        repeats[repeat], repeat_absence[repeat] = _repeat_frames(compiled, repeat, records)
    return ResponseFrames(main=main, repeats=repeats, absence=absence, repeat_absence=repeat_absence)


def main_items(compiled: CompiledInstrument) -> tuple[Item, ...]:
    """The questions outside repeats that have an answer, in form order."""
    return tuple(item for section in compiled.sections if section.repeat is None for item in answered(section.items))


def repeat_items(compiled: CompiledInstrument, repeat: str) -> tuple[Item, ...]:
    """The questions of one repeat that have an answer, in form order."""
    return answered(compiled.repeats[repeat].items)


def answered(items: Sequence[Item]) -> tuple[Item, ...]:
    """Without the notes, which say something and ask nothing."""
    return tuple(item for item in items if item.question.is_answered)


def _repeat_frames(
    compiled: CompiledInstrument, repeat: str, records: Sequence[ResponseRecord]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of one repeat, a row for each entry."""
    owners: list[str] = []
    numbers: list[int] = []
    entries: list[Document] = []
    for record in records:
        for number, entry in enumerate(record.document.get(repeat) or (), start=1):
            owners.append(record.response_id)
            numbers.append(number)
            entries.append(entry)
    values, absence = _frames_of(repeat_items(compiled, repeat), entries, pd.RangeIndex(len(entries)))
    keys = pd.DataFrame({"response_id": pd.Series(owners, dtype="str"), "entry": pd.Series(numbers, dtype="int64")})
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


def substantive_choices(item: Item) -> tuple[str, ...]:
    """The names of the choices that count as answers, in the list's order."""
    return tuple(choice.name for choice in item.choices if choice.missing is None)


def _single_choice(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    names = substantive_choices(item)
    codes = {name: code for code, name in enumerate(names)}
    try:
        found = [-1 if answer is None else codes[answer] for answer in answers]
    except (KeyError, TypeError) as error:
        raise _wrong(item, error.args[0], "is not one of its choices") from None
    kind = pd.CategoricalDtype(list(names), ordered=item.scale is not None)
    return {item.name: pd.Categorical.from_codes(found, dtype=kind)}


def _multiple_choice(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    known = {choice.name for choice in item.choices}
    for answer in answers:
        if answer is not None and not known.issuperset(answer):
            raise _wrong(item, answer, "has a choice that the question does not offer")
    chosen = [None if answer is None else frozenset(answer) for answer in answers]
    return {
        f"{item.name}/{name}": pd.array([None if names is None else name in names for names in chosen], dtype="boolean")
        for name in substantive_choices(item)
    }


def _text(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array(list(answers), dtype="str")}


def _whole_number(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([_number(item, answer, int) for answer in answers], dtype="Int64")}


def _decimal(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    return {item.name: pd.array([_number(item, answer, float) for answer in answers], dtype="Float64")}


def _number(item: Item, answer: Any, kind: type) -> Any:
    if answer is None:
        return None
    if isinstance(answer, bool) or not isinstance(answer, int | float) or kind(answer) != answer:
        raise _wrong(item, answer, "is not a whole number" if kind is int else "is not a number")
    return kind(answer)


def _moment(item: Item, answers: Sequence[Any]) -> dict[str, Any]:
    """Dates and dates with times; a zone is dropped, since what counts is the clock that the respondent read."""
    moments = [None if answer is None else _clock_reading(item, answer) for answer in answers]
    return {item.name: pd.array(moments, dtype="datetime64[us]")}


def _clock_reading(item: Item, answer: Any) -> datetime:
    try:
        return datetime.fromisoformat(answer).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise _wrong(item, answer, f"is not a date such as {date(2026, 4, 30)}") from None


def _wrong(item: Item, answer: Any, what: str) -> ValueError:
    return ValueError(f"question '{item.name}': {answer!r} {what}")


Columns = Callable[[Item, Sequence[Any]], dict[str, Any]]

#: How the answers to each kind of question become columns. A new kind of question is one row here.
COLUMNS: Mapping[str, Columns] = {
    "select_one": _single_choice,
    "select_multiple": _multiple_choice,
    "text": _text,
    "integer": _whole_number,
    "decimal": _decimal,
    "date": _moment,
    "dateTime": _moment,
    "time": _text,
}
