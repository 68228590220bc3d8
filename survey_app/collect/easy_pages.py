"""What pages in easy read show besides questions: how far one is, and what is said before and after them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup
from wtforms.form import BaseForm

from instruments.answers import Path, find_path
from instruments.compiled import CompiledInstrument, Section
from instruments.easy_read import is_asking, is_counted, outline
from survey_app.collect.places import Document, Place, places
from survey_app.collect.wording import Speaker

MOST_PROMISES = 3  # so that "Start" is in sight on a phone; the others stand behind "Tell me more"


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """ "Question 3 of 7". Of the pages that decide what is asked, only their title: the questions begin after them."""

    title: str = ""
    number: int = 0
    total: int = 0
    """0 while it hangs on answers that are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A note of the form: what it says, and the rest of it."""

    text: Markup
    more: Markup


def how_far(compiled: CompiledInstrument, path: Path, place: Place, title: str) -> HowFar:
    """Where a page stands among those that are asked. A number that has been shown is never corrected later."""
    laid_out = outline(compiled)
    if place.section in laid_out.opening:
        return HowFar(title=title)
    ahead = [
        page for page in places(compiled, path) if _counts(compiled, page) and page.section not in laid_out.opening
    ]
    names = [page.section for page in ahead]
    if place.section not in names:
        return HowFar(title=title)
    order = [page.name for page in compiled.children_of(None)]
    decided = all(order.index(name) < order.index(place.section) for name in laid_out.deciding)
    return HowFar(number=names.index(place.section) + 1, total=len(names) if decided else 0)


def where_left_off(compiled: CompiledInstrument, document: Document) -> Place:
    """The first page that nobody has gone through: what was skipped is in the answers, as a blank."""
    ahead = places(compiled, find_path(compiled, document))
    return next(
        (page for page in ahead if page.kind == "check" or not _is_touched(compiled, page, document)), ahead[-1]
    )


def _is_touched(compiled: CompiledInstrument, page: Place, document: Document) -> bool:
    section = compiled.section(page.section)
    return not is_asking(section) or section.name in document or any(item.name in document for item in section.items)


def _counts(compiled: CompiledInstrument, page: Place) -> bool:
    return page.kind != "check" and is_counted(compiled.section(page.section))


def with_heading(form: BaseForm, asked: frozenset[str]) -> bool:
    """Let the only question of a page be its heading; whether there is only one."""
    fields = list(form)
    if len(fields) != 1 or fields[0].short_name not in asked:
        return False
    fields[0].said = replace(fields[0].said, is_heading=True)
    return True


def said_before(speaker: Speaker) -> tuple[Sentence, ...]:
    """What a form says before its first question."""
    return _sentences(speaker, outline(speaker.compiled).front, {})


def said_after(speaker: Speaker, document: Document) -> tuple[Sentence, ...]:
    """What a form says when the answers are sent, as far as these answers lead there."""
    return _sentences(speaker, outline(speaker.compiled).end, document)


def _sentences(speaker: Speaker, pages: tuple[Section, ...], document: Document) -> tuple[Sentence, ...]:
    path = find_path(speaker.compiled, document)
    words = speaker.words(path)
    found = []
    for page in pages:
        for item in page.items:
            if item.question.kind == "note" and item.question.is_seen and path.has(item.name):
                said = words.said(item)
                found.append(Sentence(text=said.label, more=said.hint))
    return tuple(found)
