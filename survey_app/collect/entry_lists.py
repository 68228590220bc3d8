"""The page of a repeat: its entries, what is in them, and where one can go from there."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from instruments.answers import Path, find_path
from instruments.compiled import Section
from instruments.paths import MAXIMUM_ENTRIES
from survey_app.collect.entries import answers_at
from survey_app.collect.messages import too_much_work
from survey_app.collect.pages import Progress, progress, trail
from survey_app.collect.places import (
    CHECK,
    Document,
    Place,
    entry_name,
    entry_title,
    has_fixed_number,
    inner_lists,
    neighbour,
)  # fmt: skip
from survey_app.collect.summary import first_answers
from survey_app.collect.wording import Speaker
from survey_app.translating import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerLink:
    """A repeat within an entry: "Rooms (2)"."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry of a repeat as it is listed."""

    title: str
    summary: str
    change: Place
    remove: Place | None
    inner: tuple[InnerLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryList:
    """The page of a repeat."""

    title: Markup
    plain_title: str
    hint: Markup
    trail: tuple[str, ...]
    progress: Progress
    entries: tuple[EntryLine, ...]
    add: Place | None
    add_text: str
    back: Place | None
    onward: Place
    is_full: bool
    is_cut_off: bool
    too_much: str


def entry_list(speaker: Speaker, document: Document, place: Place) -> EntryList:
    """Everything that the page of a repeat shows."""
    compiled = speaker.compiled
    section, path = compiled.section(place.section), find_path(compiled, document)
    words = speaker.words(path, place.entry)
    count = path.entries(section.name, place.entry)
    fixed = has_fixed_number(section)
    may_add = not fixed and count < MAXIMUM_ENTRIES
    add_text = gettext("Add another %(entry)s") if count else gettext("Add %(entry)s")
    title = words.section_title(section)
    return EntryList(
        title=words.inline(section.question, "label") or title.inline, plain_title=title.plain,
        hint=words.block(section.question, "hint"), trail=trail(compiled, path, place),
        progress=progress(compiled, path, place),
        entries=tuple(_line(speaker, document, path, section, (*place.entry, at), fixed) for at in range(count)),
        add=Place("entry", section.name, (*place.entry, count)) if may_add else None,
        add_text=add_text % {"entry": entry_name(section)}, is_full=not fixed and not may_add,
        is_cut_off=path.is_cut_off, too_much=too_much_work(),
        back=neighbour(compiled, document, place, -1), onward=neighbour(compiled, document, place, 1) or CHECK,
    )  # fmt: skip


def _line(
    speaker: Speaker, document: Document, path: Path, section: Section, entry: tuple[int, ...], fixed: bool
) -> EntryLine:
    place = Place("entry", section.name, entry)
    answers = answers_at(document, section.repeats, entry)
    return EntryLine(
        title=entry_title(section, entry[-1]), change=place,
        summary=first_answers(section.items, answers, speaker.words(path, entry)),
        remove=None if fixed else Place("remove", section.name, entry),
        inner=tuple(_inner(speaker, path, inside) for inside in inner_lists(speaker.compiled, path, place)),
    )  # fmt: skip


def _inner(speaker: Speaker, path: Path, place: Place) -> InnerLink:
    title = speaker.words(path, place.entry).section_title(speaker.compiled.section(place.section)).plain
    return InnerLink(text=f"{title} ({path.entries(place.section, place.entry)})", place=place)
