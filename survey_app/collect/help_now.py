"""Answers after which a form shows at once where to get help, and the numbers that it then shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from instruments.compiled import CompiledInstrument, Item
from instruments.easy_checks import heeds_words, help_choices
from survey_app.collect.entries import Entry, every_entry
from survey_app.collect.worrying_words import worrying_words

EMERGENCY = "999"
CHILDLINE = "0800 1111"
_NOTE = "The form showed where to get help, after the answer to"
NOTE = _NOTE + " “%s”."


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """A question with an answer that asks for help now."""

    item: Item
    entry: Entry


def is_call(note: str) -> bool:
    """Whether an alert on the duty list comes of an answer that asks for help, by its note; or somebody's own word."""
    return note.startswith(_NOTE)


def may_call(item: Item) -> bool:
    """Whether some answer to a question asks for help now."""
    return bool(help_choices(item.question)) or heeds_words(item.question)


def calls_for_help(item: Item, value: Any) -> bool:
    """Whether this answer does."""
    if isinstance(value, str) and heeds_words(item.question):
        return bool(worrying_words(value))
    chosen = value if isinstance(value, list) else [value]
    return any(name in help_choices(item.question) for name in chosen)


def new_call(items: tuple[Item, ...], before: dict[str, Any], after: dict[str, Any]) -> Item | None:
    """The first question of a page whose answer asks for help, where it is not the answer that was there before."""
    for item in items:
        value = after.get(item.name)
        if may_call(item) and value != before.get(item.name) and calls_for_help(item, value):
            return item
    return None


def find_calls(compiled: CompiledInstrument, document: dict[str, Any]) -> Iterator[CallForHelp]:
    """Every answer of a document that asks for help now, in form order."""
    for item in compiled.items:
        if may_call(item):
            for entry, answers in every_entry(document, item.repeats):
                if calls_for_help(item, answers.get(item.name)):
                    yield CallForHelp(item, entry)
