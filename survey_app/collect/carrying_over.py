"""Answers that were begun under an earlier version of the form, as the round's present version takes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from instruments.compiled import CompiledInstrument

Document = dict[str, Any]


def known_answers(compiled: CompiledInstrument, document: Document) -> Document:
    """The document without the answers to questions that this version does not have.

    They stay in the draft as long as there is one; what is sent names the version that it answers, and has only that.
    """
    return _known(compiled, document, None)


def _known(compiled: CompiledInstrument, answers: Document, repeat: str | None) -> Document:
    items = {item.name for item in compiled.items if item.repeat == repeat and item.question.is_answered}
    repeats = {section.name for section in compiled.children_of(repeat) if section.repeat is not None}
    kept = {name: value for name, value in answers.items() if name in items}
    for name in repeats & answers.keys():
        kept[name] = _entries(compiled, answers[name], name)
    return _in_order(kept, answers)


def _entries(compiled: CompiledInstrument, entries: Any, repeat: str) -> Any:
    if not isinstance(entries, list):
        return entries
    return [_known(compiled, entry, repeat) if isinstance(entry, dict) else entry for entry in entries]


def _in_order(kept: Document, answers: Collection[str]) -> Document:
    return {name: kept[name] for name in answers if name in kept}
