"""The entries of repeats within an answers document, which nests them: visits, and in each its rooms.

An entry is named by one index for each repeat around it, outermost first, counted from 0; ``()`` is the document
itself. A document may hold anything where an entry should be; whatever is none counts as an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

Entry = tuple[int, ...]
Document = dict[str, Any]

_NUMBERS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})*")
DEEPEST = 20


def entry_from(text: str, *, first: int = 0) -> Entry | None:
    """The entry of "2.0"; None for any other text. In addresses, entries are counted from ``first=1``."""
    if not _NUMBERS.fullmatch(text) or text.count(".") >= DEEPEST:
        return None
    entry = tuple(int(part) - first for part in text.split("."))
    return entry if min(entry) >= 0 else None


def text_of(entry: Entry, *, first: int = 0) -> str:
    """The reverse of :func:`entry_from`."""
    return ".".join(str(index + first) for index in entry)


def entries_in(answers: Document, repeat: str) -> list[Document]:
    """The entries of one repeat directly within these answers."""
    found = answers.get(repeat)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def answers_at(document: Document, repeats: Sequence[str], entry: Entry) -> Document:
    """The answers of one entry; empty for one that is not there (yet)."""
    answers = document
    for repeat, index in zip(repeats, entry, strict=False):
        entries = entries_in(answers, repeat)
        answers = entries[index] if index < len(entries) else {}
    return answers


def with_answers(document: Document, repeats: Sequence[str], entry: Entry, answers: Document) -> Document:
    """The document with these answers in an entry, which may be the one after the last of its repeat."""
    if not entry:
        return document | answers
    entries = entries_in(document, repeats[0])
    index = min(entry[0], len(entries))
    present = entries[index] if index < len(entries) else {}
    entries[index : index + 1] = [with_answers(present, repeats[1:], entry[1:], answers)]
    return document | {repeats[0]: entries}


def without_entry(document: Document, repeats: Sequence[str], entry: Entry) -> Document:
    """The document without one entry and all that is in it."""
    entries = entries_in(document, repeats[0])
    index = entry[0]
    if index >= len(entries):
        return document
    kept = [] if len(entry) == 1 else [without_entry(entries[index], repeats[1:], entry[1:])]
    entries[index : index + 1] = kept
    return document | {repeats[0]: entries}


def every_entry(document: Document, repeats: Sequence[str]) -> Iterator[tuple[Entry, Document]]:
    """Every entry of the innermost of nested repeats with its answers; the document itself where there is none."""
    if not repeats:
        yield (), document
        return
    for index, answers in enumerate(entries_in(document, repeats[0])):
        for inner, found in every_entry(answers, repeats[1:]):
            yield (index, *inner), found
