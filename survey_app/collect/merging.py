"""One rule for one document that several people change: a change says what it replaces, and nothing is overwritten.

The rule of docs/decisions/offline-visits.md, pure and without a database; ``browser/visits/merging.js`` is the same in
the browser, and tests/survey_app/collect/merging_cases.json holds both to the same cases. Documents are never changed
in place. Changes are taken as they are: :mod:`survey_app.collect.changes` looks at those that come from outside.

An entry that was removed is kept at the end of the document, under ``_removed``, with its path and the entry it stood
after, so that an answer that comes late brings it back as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from survey_app.collect.entry_ids import ID, REMOVED

Document = dict[str, Any]
Change = dict[str, Any]
Conflict = dict[str, Any]
Outcome = Literal["applied", "same", "conflict"]
_Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a change came to. ``conflict`` has ``path``, ``kept`` (the present answer) and ``other`` (the change's)."""

    document: Document
    outcome: Outcome
    conflict: Conflict | None = None


def apply_change(document: Document, change: Change) -> Merged:
    """The document after one change.

    Parameters
    ----------
    document : dict
        Answers in which every entry of a repeat has its ``_id``.
    change : dict
        ``op`` is "set", "add", "remove" or "order"; the other members are those of the decision record.
    """
    return _RULES[change["op"]](document, change)


def conflicts_after(
    conflicts: Sequence[Conflict], change: Change, merged: Merged, *, device: str, at: str, new_id: str
) -> list[Conflict]:
    """The open conflicts once a change has been applied.

    A change closes those that it ``resolves``, and those whose other answer now stands in the document. A device that
    goes on from its own other answer ("ab" → "abc") has one conflict, with the later answer and a name of its own: who
    decides on "ab" elsewhere has not seen "abc".
    """
    left = [conflict for conflict in conflicts if conflict["id"] not in (change.get("resolves") or ())]
    if change["op"] == "set":
        left = [
            conflict for conflict in left
            if not _goes_on_from(conflict, change, device) and not _is_settled(conflict, change, merged)
        ]  # fmt: skip
    new = merged.conflict
    if new is None or any(one["path"] == new["path"] and same_answer(one["other"], new["other"]) for one in left):
        return left
    return [*left, {"id": new_id, **new, "device": device, "at": at}]


def same_answer(one: Any, other: Any) -> bool:
    """Whether two answers, or two entries, say the same; blanks are all alike, and yes is no number."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same_answer(one.get(name), other.get(name)) for name in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_answer, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def is_blank(value: Any) -> bool:
    """Whether nothing is said: null, an empty text, or no choice at all."""
    return value is None or (isinstance(value, str | list) and not value)


def find_entry(document: Document, path: Sequence[str]) -> Document | None:
    """The answers in an entry that is there, by its path of repeats and ids; the document itself for no path."""
    return _answers(document, _pairs(path))


def _goes_on_from(conflict: Conflict, change: Change, device: str) -> bool:
    is_own = conflict["path"] == change["path"] and conflict["device"] == device
    return bool(is_own and same_answer(conflict["other"], change.get("was")))


def _is_settled(conflict: Conflict, change: Change, merged: Merged) -> bool:
    is_here = conflict["path"] == change["path"] and merged.outcome != "conflict"
    return bool(is_here and same_answer(conflict["other"], change["value"]))


def _set(document: Document, change: Change) -> Merged:
    *outer, name = change["path"]
    pairs, value = _pairs(outer), None if is_blank(change["value"]) else change["value"]
    opened = _opened(document, pairs)
    answers = _answers(opened, pairs) or {}
    present = answers.get(name)
    if same_answer(present, value):
        return Merged(document=opened, outcome="same" if opened is document else "applied")
    if not same_answer(present, change.get("was")):
        conflict = {"path": change["path"], "kept": present, "other": value}
        return Merged(document=opened, outcome="conflict", conflict=conflict)
    return Merged(document=_with_answers(opened, pairs, answers | {name: value}), outcome="applied")


def _add(document: Document, change: Change) -> Merged:
    pairs = _pairs(change["path"])
    opened = _opened(document, pairs[:-1])
    # Looked for only now: it may have been removed with the entry around it, and come back with that.
    if _answers(opened, pairs) is not None:
        return Merged(document=opened, outcome="same" if opened is document else "applied")
    if _removed_at(opened, pairs) is not None:
        return Merged(document=_brought_back(opened, pairs), outcome="applied")
    repeat, name = pairs[-1]
    entries = _entries(_answers(opened, pairs[:-1]) or {}, repeat)
    place = _place_after(opened, pairs[:-1], repeat, change.get("after"))
    entries.insert(place, {ID: name})
    return Merged(document=_with_entries(opened, pairs[:-1], repeat, entries), outcome="applied")


def _remove(document: Document, change: Change) -> Merged:
    pairs = _pairs(change["path"])
    present = _answers(document, pairs)
    if present is None:
        return Merged(document=document, outcome="same")
    if not same_answer(present, change.get("was")):
        conflict = {"path": change["path"], "kept": present, "other": None}
        return Merged(document=document, outcome="conflict", conflict=conflict)
    return Merged(document=remove_entry(document, change["path"]), outcome="applied")


def remove_entry(document: Document, path: Sequence[str]) -> Document:
    """The document without an entry that is there, which it remembers in case an answer to it comes late."""
    pairs = _pairs(path)
    repeat, name = pairs[-1]
    entries = _entries(_answers(document, pairs[:-1]) or {}, repeat)
    place = next(index for index, entry in enumerate(entries) if _id_of(entry) == name)
    before = _id_of(entries[place - 1]) if place else None
    removed = {"path": list(path), "after": before, "entry": entries.pop(place)}
    shorter = _with_entries(document, pairs[:-1], repeat, entries)
    return shorter | {REMOVED: [*document.get(REMOVED, []), removed]}


def _order(document: Document, change: Change) -> Merged:
    *outer, repeat = change["path"]
    pairs = _pairs(outer)
    entries = _entries(_answers(document, pairs) or {}, repeat)
    wanted = list(dict.fromkeys(change["ids"]))
    first: list[Any] = []
    groups: dict[str, list[Any]] = {}
    group = first
    for entry in entries:
        if _id_of(entry) in wanted:
            group = groups.setdefault(_id_of(entry) or "", [])
        group.append(entry)
    ordered = [*first, *(entry for name in wanted for entry in groups.get(name, ()))]
    if [_id_of(entry) for entry in ordered] == [_id_of(entry) for entry in entries]:
        return Merged(document=document, outcome="same")
    return Merged(document=_with_entries(document, pairs, repeat, ordered), outcome="applied")


_RULES = {"set": _set, "add": _add, "remove": _remove, "order": _order}


def _pairs(path: Sequence[str]) -> _Pairs:
    """Repeat and id of every entry that a path goes through."""
    return tuple(zip(path[::2], path[1::2], strict=True))


def _id_of(entry: Any) -> str | None:
    return entry.get(ID) if isinstance(entry, dict) else None


def _entries(answers: Document, repeat: str) -> list[Any]:
    found = answers.get(repeat)
    return list(found) if isinstance(found, list) else []


def _answers(document: Document, pairs: _Pairs) -> Document | None:
    """The answers of an entry that is there."""
    found: Document | None = document
    for repeat, name in pairs:
        entries = _entries(found, repeat) if found is not None else []
        found = next((entry for entry in entries if _id_of(entry) == name), None)
    return found


def _with_answers(document: Document, pairs: _Pairs, answers: Document) -> Document:
    """The document with other answers in an entry that is there."""
    if not pairs:
        return answers
    (repeat, name), inner = pairs[0], pairs[1:]
    entries = [
        _with_answers(entry, inner, answers) if _id_of(entry) == name else entry
        for entry in _entries(document, repeat)
    ]  # fmt: skip
    return document | {repeat: entries}


def _with_entries(document: Document, outer: _Pairs, repeat: str, entries: list[Any]) -> Document:
    return _with_answers(document, outer, (_answers(document, outer) or {}) | {repeat: entries})


def _opened(document: Document, pairs: _Pairs) -> Document:
    """The document with every entry of a path in it; the same object where they all are there."""
    for level in range(1, len(pairs) + 1):
        if _answers(document, pairs[:level]) is None:
            document = _brought_back(document, pairs[:level])
    return document


def _brought_back(document: Document, pairs: _Pairs) -> Document:
    """An entry as it was when it was removed; of one that nobody knows a new one, the last of its repeat."""
    removed = _removed_at(document, pairs)
    repeat, name = pairs[-1]
    entries = _entries(_answers(document, pairs[:-1]) or {}, repeat)
    place = len(entries)
    if removed is not None:
        place = _place_after(document, pairs[:-1], repeat, removed["after"])
        left = [one for one in document[REMOVED] if one is not removed]
        document = {key: value for key, value in document.items() if key != REMOVED} | ({REMOVED: left} if left else {})
    entries.insert(place, removed["entry"] if removed is not None else {ID: name})
    return _with_entries(document, pairs[:-1], repeat, entries)


def _removed_at(document: Document, pairs: _Pairs) -> dict[str, Any] | None:
    path = [step for pair in pairs for step in pair]
    return next((one for one in document.get(REMOVED, []) if one["path"] == path), None)


def _place_after(document: Document, outer: _Pairs, repeat: str, after: str | None) -> int:
    """Where an entry goes that stands after another: where that is removed, after the one that it stood after."""
    entries = _entries(_answers(document, outer) or {}, repeat)
    there = [_id_of(entry) for entry in entries]
    met: set[str] = set()
    while after is not None and after not in there:
        removed = _removed_at(document, (*outer, (repeat, after))) if after not in met else None
        if removed is None:
            return len(entries)
        met.add(after)
        after = removed["after"]
    return there.index(after) + 1 if after is not None else 0
