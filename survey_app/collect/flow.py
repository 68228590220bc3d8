"""The way through a form: which page follows which, and what a posted page does to the answers.

Nothing here knows whether the answers live in a draft on the server or, in an anonymous round, in the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from wtforms.form import BaseForm

from instruments.answers import Path, check_answers, find_path
from instruments.compiled import CompiledInstrument, Item, Section
from survey_app.collect.forms import build_form, posted_answers
from survey_app.collect.safety import is_safety_item

Document = dict[str, Any]
Kind = Literal["section", "list", "entry", "remove", "worry", "check"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the form. ``entry`` counts from 0; of a worry, ``section`` is the question."""

    kind: Kind
    section: str = ""
    entry: int | None = None

    @property
    def key(self) -> str:
        """The place as a form posts it."""
        return ":".join([self.kind, self.section, "" if self.entry is None else str(self.entry)]).rstrip(":")

    @staticmethod
    def from_key(text: str) -> Place | None:
        """The place of a key; None for any other text. Whether it is on the path is another question."""
        kind, _, rest = text.partition(":")
        section, _, entry = rest.partition(":")
        if kind not in get_args(Kind) or (entry and not re.fullmatch("[0-9]{1,4}", entry)):
            return None
        return Place(kind, section, int(entry) if entry else None)  # type: ignore[arg-type]


CHECK = Place("check")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a posted page came to: the answers as they are now, and what keeps the respondent on the page."""

    document: Document
    form: BaseForm
    errors: Mapping[str, str]  # question → sentence
    unreadable: Collection[str]  # questions whose posted text could not be read; their earlier answer stands
    revealed: tuple[str, ...]  # questions of this page that come onto the path and that nobody has seen yet

    def only_unreadable(self) -> Outcome:
        """The same without the errors of unfinished answers, which "Save and return later" does not mind."""
        for name in self.errors:
            if name not in self.unreadable:
                self.form[name].errors = []
        return replace(self, errors={name: self.errors[name] for name in self.unreadable}, revealed=())


def places(compiled: CompiledInstrument, path: Path) -> list[Place]:
    """The pages on the path, in order; the entries of a repeat count as part of its list."""
    found = [Place("list" if compiled.section(name).repeat else "section", name) for name in path.sections]
    return [*found, CHECK]


def first_place(compiled: CompiledInstrument, document: Document) -> Place:
    return places(compiled, find_path(compiled, document))[0]


def place_of(compiled: CompiledInstrument, path: Path, section: str, entry: int | None = None) -> Place | None:
    """The place of these names, when it is on the path; the entry after the last one is a new one."""
    if section not in path.sections:
        return None
    if compiled.section(section).repeat is None:
        return None if entry is not None else Place("section", section)
    if entry is None:
        return Place("list", section)
    return Place("entry", section, entry) if 0 <= entry <= path.entries(section) else None


def neighbour(compiled: CompiledInstrument, document: Document, place: Place, step: Literal[-1, 1]) -> Place | None:
    """The page after (1) or before (-1) a place; None before the first."""
    if place.kind == "entry":
        return Place("list", place.section)
    order = [section.name for section in compiled.sections]
    here = order.index(place.section) if place.kind != "check" else len(order)
    ahead = places(compiled, find_path(compiled, document))
    if step == 1:
        return next((p for p in ahead if p.kind == "check" or order.index(p.section) > here), CHECK)
    return next((p for p in reversed(ahead[:-1]) if order.index(p.section) < here), None)


def page_items(section: Section) -> tuple[Item, ...]:
    """What a page asks; who was told of a worry about a child is asked on the page that stops the form."""
    return tuple(item for item in section.items if item.part == "safety" or not is_safety_item(item))


def page_answers(document: Document, place: Place) -> Document:
    """The answers of one page: the document's, or those of one entry."""
    if place.entry is None:
        return document
    entries = document.get(place.section) or []
    return dict(entries[place.entry]) if place.entry < len(entries) else {}


def merge_page(document: Document, place: Place, answers: Document) -> Document:
    """The document with a page's answers in it. Answers that leave the path stay, in case it comes back."""
    if place.entry is None:
        return document | answers
    entries = list(document.get(place.section) or [])
    entries[place.entry : place.entry + 1] = [page_answers(document, place) | answers]
    return document | {place.section: entries}


def remove_entry(document: Document, section: str, entry: int) -> Document:
    entries = list(document.get(section) or [])
    del entries[entry : entry + 1]
    return document | {section: entries}


def read_page(
    compiled: CompiledInstrument,
    document: Document,
    place: Place,
    posted: Any,
    shown: Collection[str],
    items: tuple[Item, ...] = (),
) -> Outcome:
    """Take a posted page into the answers and say what is still wrong on it.

    ``shown`` are the questions that the respondent could see. One that this page's own answers brought onto the path
    without being seen is ``revealed``, and no error yet. ``items`` are the page's questions, by default all of its
    section.
    """
    items = items or page_items(compiled.section(place.section))
    form = build_form(items, page_answers(document, place), posted)
    answers, unreadable = posted_answers(form, page_answers(document, place))
    merged = merge_page(document, place, answers)
    path = find_path(compiled, merged)
    asked = [item.name for item in items if path.has(item.name, place.entry)]
    revealed = tuple(name for name in asked if name not in shown and compiled.item(name).question.is_answered)
    problems = check_answers(compiled, merged, section=place.section, entry=place.entry)
    errors = {problem.name: problem.message for problem in reversed(problems)} | unreadable
    on_page = [name for name in asked if name in errors and name not in revealed]
    _attach(form, {name: errors[name] for name in on_page})
    return Outcome(
        document=merged, form=form, errors={name: errors[name] for name in on_page},
        unreadable=[name for name in asked if name in unreadable], revealed=revealed,
    )  # fmt: skip


def _attach(form: BaseForm, errors: Mapping[str, str]) -> None:
    """Put each sentence on its field, where the macros and the error summary look for it."""
    for name, message in errors.items():
        form[name].errors = [message]
