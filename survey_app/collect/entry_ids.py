"""The names of entries: ``_id``, by which two devices mean the same conversation whatever its position.

A draft that devices work on has them; they are taken out before answers are checked and sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Any

from survey_app.collect.entries import Entry

Document = dict[str, Any]

ID = "_id"
REMOVED = "_removed"  # entries that were taken out of a draft; see merging.py


def new_entry_id() -> str:
    return secrets.token_hex(8)


def with_entry_ids(
    document: Document, numbered: Collection[str] = (), *, new_id: Callable[[], str] = new_entry_id
) -> Document:
    """The document with an id in every entry that has none; the same object where none is missing.

    In ``numbered`` repeats, whose number of entries the form fixes, ids are "n1", "n2" … by position, so that devices
    that know nothing of each other mean the same entry.
    """
    changed = {}
    for name, value in document.items():
        if name != REMOVED and _is_repeat(value):
            entries = _named(value, name in numbered, numbered, new_id)
            if any(after is not before for after, before in zip(entries, value, strict=True)):
                changed[name] = entries
    return document | changed if changed else document


def without_entry_ids(document: Document) -> Document:
    """The answers alone: no ids, and nothing of entries that were removed."""
    return {name: _bare(value) for name, value in document.items() if name not in (ID, REMOVED)}


def ids_of(document: Document, repeats: Sequence[str], entry: Entry) -> list[str] | None:
    """The ids of an entry that is named by its indexes, outermost first; None where one is missing."""
    ids: list[str] = []
    answers: Any = document
    for repeat, index in zip(repeats, entry, strict=False):
        entries = answers.get(repeat)
        answers = entries[index] if isinstance(entries, list) and index < len(entries) else None
        if not isinstance(answers, dict) or not isinstance(answers.get(ID), str):
            return None
        ids.append(answers[ID])
    return ids


def entry_of(document: Document, repeats: Sequence[str], ids: Sequence[str]) -> Entry | None:
    """The indexes of an entry that is named by its ids; None where it is not there."""
    entry: list[int] = []
    answers: Any = document
    for repeat, wanted in zip(repeats, ids, strict=False):
        entries = answers.get(repeat)
        found = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
        answers = next((one for one in found if one.get(ID) == wanted), None)
        if answers is None:
            return None
        entry.append(entries.index(answers))
    return tuple(entry)


def path_of(repeats: Sequence[str], ids: Sequence[str]) -> list[str]:
    """The path of an entry as changes name it: repeat, id, repeat, id …"""
    return [step for pair in zip(repeats, ids, strict=False) for step in pair]


def _is_repeat(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def _named(entries: list[Any], by_number: bool, numbered: Collection[str], new_id: Callable[[], str]) -> list[Any]:
    taken: set[str] = set()
    named = []
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            entry = with_entry_ids(entry, numbered, new_id=new_id)
            if not isinstance(entry.get(ID), str) or entry[ID] in taken:
                entry = {ID: f"n{index + 1}" if by_number else new_id()} | {k: v for k, v in entry.items() if k != ID}
            taken.add(entry[ID])
        named.append(entry)
    return named


def _bare(value: Any) -> Any:
    if not _is_repeat(value):
        return value
    return [without_entry_ids(entry) if isinstance(entry, dict) else entry for entry in value]
