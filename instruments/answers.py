"""What is kept of an answers document, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from instruments.answer_types import type_problem
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import holds
from instruments.paths import MAXIMUM_ENTRIES, Document, Path, Walk, find_path

__all__ = ["AnswerProblem", "Path", "check_answers", "clean_answers", "find_path", "safety_raised"]


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing to put right in an answers document: where it is, and what to do about it."""

    section: str
    name: str
    entry: int | None
    message: str


def clean_answers(compiled: CompiledInstrument, document: Document, *, now: datetime | None = None) -> dict[str, Any]:
    """Keep what is on the path: every question asked, in form order, blank as None; nothing else.

    Texts lose control characters and get plain line ends, and the choices of a multiple choice stand in the list's
    order, so that the same answers always make the same document. Values of the wrong type stay as they are, for
    :func:`check_answers` to report.
    """
    walk = Walk(compiled, document, now)
    path = walk.path()
    kept: dict[str, Any] = {}
    for section in compiled.sections:
        if section.repeat is None:
            kept.update(_clean_items(walk, section, None))
        elif section.name in path.sections:
            kept[section.name] = _clean_entries(walk, section)
    return kept


def check_answers(
    compiled: CompiledInstrument,
    document: Document,
    *,
    section: str | None = None,
    entry: int | None = None,
    now: datetime | None = None,
) -> tuple[AnswerProblem, ...]:
    """Say everything that is wrong with the answers on the path.

    Parameters
    ----------
    compiled : CompiledInstrument
    document : mapping
        The answers document. Answers off the path are not looked at; names that the instrument does not have are
        reported.
    section, entry : str, int, optional
        Look at one section only, or at one entry (counted from 0) of a section that is a repeat.
    now : datetime, optional
        The moment at which ``today()`` and ``now()`` are read, in local time; by default the present in England.

    Returns
    -------
    tuple of AnswerProblem
        In form order; empty when the answers can be accepted.
    """
    walk = Walk(compiled, document, now)
    on_path = walk.path().sections
    problems: list[AnswerProblem] = []
    for one in compiled.sections:
        if one.name in on_path and section in (None, one.name):
            problems.extend(_check_section(walk, one, entry))
    if section is None:
        problems.extend(_check_unknown(walk))
    return tuple(problems)


def safety_raised(compiled: CompiledInstrument, document: Document, *, now: datetime | None = None) -> tuple[str, ...]:
    """The names of the safety questions that are answered "yes", in any entry, in form order."""
    walk = Walk(compiled, document, now)
    raised = {
        name
        for name, entry in walk.asked
        if compiled.item(name).part == "safety" and walk.answer(compiled.item(name), entry) == "yes"
    }
    return tuple(item.name for item in compiled.items if item.name in raised)


def _clean_items(walk: Walk, section: Section, entry: int | None) -> dict[str, Any]:
    return {
        item.name: walk.answer(item, entry)
        for item in section.items
        if item.question.is_answered and (item.name, entry) in walk.asked
    }


def _clean_entries(walk: Walk, section: Section) -> list[Any]:
    """The entries; those beyond the limit stay as they are, so that nothing is lost before it is reported."""
    given = walk.document.get(section.name)
    beyond = given[MAXIMUM_ENTRIES:] if isinstance(given, list) else []
    return [_clean_items(walk, section, entry) for entry in range(len(walk.entries[section.name]))] + beyond


def _check_section(walk: Walk, section: Section, entry: int | None) -> Iterator[AnswerProblem]:
    if section.repeat is None:
        yield from _check_items(walk, section, None)
        return
    entries = walk.entries[section.name]
    if entry is None:
        yield from _check_number_of_entries(walk, section)
    for index in range(len(entries)) if entry is None else (entry,) * (0 <= entry < len(entries)):
        yield from _check_items(walk, section, index)
        yield from _check_unknown_in_entry(walk, section, index)


def _check_number_of_entries(walk: Walk, section: Section) -> Iterator[AnswerProblem]:
    given = walk.document.get(section.name)
    called = (section.repeat and section.repeat.entry_name) or "entry"
    if given is not None and not isinstance(given, list):
        yield AnswerProblem(section.name, section.name, None, f"‘{section.label}’ must be a list of entries")
    elif given and any(not isinstance(one, dict) for one in given):
        yield AnswerProblem(section.name, section.name, None, f"‘{section.label}’ has an entry that is not one")
    elif given and len(given) > MAXIMUM_ENTRIES:
        message = f"‘{section.label}’ has {len(given)} entries; the most is {MAXIMUM_ENTRIES}"
        yield AnswerProblem(section.name, section.name, None, message)
    elif not given and section.repeat is not None and section.repeat.required:
        message = section.repeat.required_message or f"Add at least one {called} under ‘{section.label}’"
        yield AnswerProblem(section.name, section.name, None, message)


def _check_items(walk: Walk, section: Section, entry: int | None) -> Iterator[AnswerProblem]:
    for item in section.items:
        if item.question.is_answered and (item.name, entry) in walk.asked:
            message = _problem_with(walk, item, entry)
            if message is not None:
                yield AnswerProblem(section.name, item.name, entry, message)


def _problem_with(walk: Walk, item: Item, entry: int | None) -> str | None:
    """The first thing wrong with an answer: it is missing, of the wrong kind, or against its constraint."""
    question = item.question
    value = walk.answer(item, entry)
    if value is None:
        return (question.required_message or _ask(walk, item)) if question.required else None
    problem = type_problem(item, value)
    if problem is not None:
        return f"{title(walk.compiled, item)}: {problem}"
    if item.constraint is None or holds(item.constraint, walk.scope(item, entry)):
        return None
    return question.constraint_message or f"{title(walk.compiled, item)}: this answer is not one that can be accepted"


_VERBS = {
    "select_one": "Select an answer to",
    "select_multiple": "Select at least one answer to",
    "integer": "Enter a number for",
    "decimal": "Enter a number for",
    "date": "Enter a date for",
    "time": "Enter a time for",
    "dateTime": "Enter a date and time for",
}


def _ask(walk: Walk, item: Item) -> str:
    return f"{_VERBS.get(item.question.kind, 'Enter an answer to')} {title(walk.compiled, item)}"


def title(compiled: CompiledInstrument, item: Item) -> str:
    """What to call a question in a message: its label, after that of the composite question it is part of."""
    label = _short(item.question.label or item.name)
    if item.part_of is None or item.part_of == item.name:
        return f"‘{label}’"
    whole = compiled.item(item.part_of).question
    return f"‘{label}’ of ‘{_short(whole.label or whole.name)}’"


def _short(label: str) -> str:
    return label if len(label) <= 80 else label[:79].rstrip() + "…"


def _check_unknown(walk: Walk) -> Iterator[AnswerProblem]:
    repeats = walk.compiled.repeats
    for name in walk.document:
        item = walk.compiled.find(name)
        known = name in repeats or (item is not None and item.repeat is None and item.question.is_answered)
        if not known:
            yield _unknown("", name, None)


def _check_unknown_in_entry(walk: Walk, section: Section, entry: int) -> Iterator[AnswerProblem]:
    known = {item.name for item in section.items if item.question.is_answered}
    for name in walk.entries[section.name][entry]:
        if name not in known:
            yield _unknown(section.name, name, entry)


def _unknown(section: str, name: str, entry: int | None) -> AnswerProblem:
    shown = _short(str(name))
    return AnswerProblem(section, shown, entry, f"There is no question ‘{shown}’ in this form; remove its answer")
