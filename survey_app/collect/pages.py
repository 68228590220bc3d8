"""What a page of the form shows, prepared so that its template has nothing to work out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from wtforms.form import BaseForm

from instruments.answers import Path, find_path
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.easy_read import is_easy_read
from survey_app.collect.blocks import Block, blocks_of
from survey_app.collect.easy_pages import HowFar, how_far, with_heading
from survey_app.collect.flow import Outcome, merge_page, page_answers, page_items
from survey_app.collect.forms import build_form, file_fields_of
from survey_app.collect.live import live_page
from survey_app.collect.marking import Marking
from survey_app.collect.messages import too_much_work
from survey_app.collect.places import (
    Document,
    Place,
    entry_title,
    has_fixed_number,
    outer_places,
    places,
)  # fmt: skip
from survey_app.collect.wording import Speaker, Words
from survey_app.translating import gettext, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLink:
    """A line of the error summary and the control it leads to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """ "Page 3 of 9"."""

    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page of questions."""

    place: Place
    title: Markup
    plain_title: str
    caption: str
    hint: Markup
    trail: tuple[str, ...]
    """Where one is in repeats within repeats: "Visit 2 of 3", "Room 1"."""
    marking: str
    progress: Progress
    blocks: tuple[Block, ...]
    errors: tuple[ErrorLink, ...]
    notice: str
    is_cut_off: bool
    """Whether the form takes too long to work out with these answers."""
    too_much: str
    """What is then said, also by the browser."""
    has_comments: bool
    has_files: bool
    asks_place: bool
    conditions: dict[str, Any] | None  # for the browser
    how_far: HowFar | None = None
    """In easy read, instead of the progress."""
    has_heading: bool = True
    """Whether the page has a heading of its own; in easy read a single question is that."""


def page_view(
    speaker: Speaker,
    document: Document,
    place: Place,
    outcome: Outcome | None = None,
    items: tuple[Item, ...] = (),
    *,
    stored: Collection[str] = (),
) -> PageView:
    """A page as it is first shown or, with the outcome of a post, as it is shown again."""
    section = speaker.compiled.section(place.section)
    items = items or page_items(section)
    document = outcome.document if outcome is not None else _with_new_entry(speaker, document, place)
    path = find_path(speaker.compiled, document)
    words = speaker.words(path, place.entry)
    answers = page_answers(speaker, document, place)
    form = outcome.form if outcome is not None else build_form(items, answers, words, stored=stored)
    asked = frozenset(item.name for item in items if path.has(item.name, place.entry))
    easy = is_easy_read(speaker.compiled)
    marking = Marking.of(form, items)
    if not easy:
        marking.put_on(form, words)
    title = words.section_title(section)
    view = PageView(
        place=place,
        title=_title(words, section, place),
        plain_title=entry_title(section, place.entry[-1]) if place.kind == "entry" else title.plain,
        caption=_caption(speaker, section, title.plain),
        hint=Markup() if place.entry and place.entry[-1] else words.block(section.question, "hint"),
        trail=trail(speaker.compiled, path, place),
        marking="" if easy else marking.sentence(asked),
        progress=progress(speaker.compiled, path, place),
        blocks=blocks_of(items, form, asked, words),
        errors=_error_links(form, outcome),
        notice=_notice(outcome),
        is_cut_off=path.is_cut_off,
        too_much=too_much_work(),
        has_comments=any(item.question.is_comment for item in items),
        has_files=bool(file_fields_of(form)),
        asks_place=any(item.question.kind.startswith("geo") for item in items),
        conditions=live_page(speaker, items, document, place),
    )
    return _easy(view, speaker, path, form, asked) if easy else view


def _easy(view: PageView, speaker: Speaker, path: Path, form: BaseForm, asked: frozenset[str]) -> PageView:
    """The page in easy read: a single question is its heading, and how far one is counts what will be asked."""
    far = how_far(speaker.compiled, path, view.place, view.plain_title)
    if not with_heading(form, asked):
        return replace(view, how_far=far)
    return replace(view, how_far=far, has_heading=False, plain_title=next(iter(form)).said.plain)


def progress(compiled: CompiledInstrument, path: Path, place: Place) -> Progress:
    """How far on this place is among the pages now on the path."""
    ahead = places(compiled, path)
    outermost = (compiled.section(place.section).repeats or (place.section,))[0]
    here = next((at for at, other in enumerate(ahead) if other.section == outermost), len(ahead) - 1)
    return Progress(number=here + 1, total=len(ahead))


def trail(compiled: CompiledInstrument, path: Path, place: Place) -> tuple[str, ...]:
    """The entries around a place by their names, where there are repeats within repeats."""
    if len(compiled.section(place.section).repeats) < 2:
        return ()
    return tuple(_step(compiled, path, outer) for outer in outer_places(compiled, place))


def _step(compiled: CompiledInstrument, path: Path, place: Place) -> str:
    title = entry_title(compiled.section(place.section), place.entry[-1])
    number = path.entries(place.section, place.entry[:-1])
    return gettext("%(entry)s of %(number)s", entry=title, number=number) if number > 1 else title


def _with_new_entry(speaker: Speaker, document: Document, place: Place) -> Document:
    """The document as it is shown: the entry after the last one with its defaults, as if it were there already."""
    if place.kind != "entry":
        return document
    section, outer = speaker.compiled.section(place.section), place.entry[:-1]
    there = find_path(speaker.compiled, document).entries(place.section, outer)
    if place.entry[-1] < there or has_fixed_number(section):
        return document
    return speaker.recalculated(merge_page(speaker, document, place, {}), previous=document)


def _caption(speaker: Speaker, section: Section, title: str) -> str:
    """What stands above the title: of an entry the repeat's name, otherwise the form's, unless that is the title."""
    form_title = speaker.compiled.instrument.settings.form_title
    return title if section.repeat else form_title if form_title != title else ""


def _title(words: Words, section: Section, place: Place) -> Markup:
    if place.kind == "entry":
        return Markup("{}").format(entry_title(section, place.entry[-1]))
    return words.inline(section.question, "label") or words.section_title(section).inline


def _error_links(form: BaseForm, outcome: Outcome | None) -> tuple[ErrorLink, ...]:
    if outcome is None:
        return ()
    wrong = [field for field in form if field.short_name in outcome.errors]
    return tuple(ErrorLink(text=field.errors[0], href=f"#{field.focus_id}") for field in wrong)


def _notice(outcome: Outcome | None) -> str:
    """Told when an answer brought questions onto the page that nobody has seen yet."""
    if outcome is None or not outcome.revealed:
        return ""
    return ngettext(
        "Your answer brings one more question.", "Your answers bring %(num)s more questions.", len(outcome.revealed)
    )
