"""What a posted page does to the answers.

Nothing here knows whether the answers live in a draft on the server or, in an anonymous round, in the page itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from instruments.answers import Path, check_answers, find_path
from instruments.compiled import Item, Section
from survey_app.collect.entries import answers_at, with_answers, without_entry
from survey_app.collect.forms import PREFIX, build_form, has_field, posted_answers, uploads_of
from survey_app.collect.messages import problem_text
from survey_app.collect.places import Document, Place
from survey_app.collect.safety import is_safety_item
from survey_app.collect.uploads import Upload
from survey_app.collect.wording import Speaker


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a posted page came to: the answers as they are now, and what keeps the respondent on the page."""

    document: Document
    form: BaseForm
    errors: Mapping[str, str]  # question → sentence
    unreadable: Collection[str]  # questions whose posted text could not be read; their earlier answer stands
    revealed: tuple[str, ...]  # questions of this page that come onto the path and that nobody has seen yet
    uploads: tuple[Upload, ...] = ()  # the files that came with the page

    def only_unreadable(self) -> Outcome:
        """The same without the errors of unfinished answers, which "Save and return later" does not mind."""
        for name in self.errors:
            if name not in self.unreadable:
                self.form[name].errors = []
        return replace(self, errors={name: self.errors[name] for name in self.unreadable}, revealed=())


SKIP = "skip"  # what the button posts that goes on without an answer


def without_answers(posted: Any) -> MultiDict[str, Any]:
    """What a page posts when its question is skipped: nothing that was typed or chosen on it."""
    return MultiDict([(name, value) for name, value in posted.items(multi=True) if not name.startswith(PREFIX)])


def page_items(section: Section) -> tuple[Item, ...]:
    """What a page shows; who was told of a worry about a child is asked on the page that stops the form."""
    return tuple(
        item for item in section.items if item.question.is_seen and (item.part == "safety" or not is_safety_item(item))
    )


def page_answers(speaker: Speaker, document: Document, place: Place) -> Document:
    """The answers of one page: the document's, or those of one entry."""
    return answers_at(document, speaker.compiled.section(place.section).repeats, place.entry)


def merge_page(speaker: Speaker, document: Document, place: Place, answers: Document) -> Document:
    """The document with a page's answers in it. Answers that leave the path stay, in case it comes back."""
    repeats = speaker.compiled.section(place.section).repeats
    return with_answers(document, repeats, place.entry, answers_at(document, repeats, place.entry) | answers)


def remove_entry(speaker: Speaker, document: Document, place: Place) -> Document:
    """The document without an entry of a repeat, worked out anew."""
    shorter = without_entry(document, speaker.compiled.section(place.section).repeats, place.entry)
    return speaker.recalculated(shorter, previous=shorter)


def read_page(
    speaker: Speaker,
    document: Document,
    place: Place,
    posted: Any,
    shown: Collection[str],
    items: tuple[Item, ...] = (),
    *,
    stored: Collection[str] = (),
) -> Outcome:
    """Take a posted page into the answers and say what is still wrong on it.

    ``shown`` are the questions that the respondent could see. One that this page's own answers brought onto the path
    without being seen is ``revealed``, and no error yet. ``items`` are the page's questions, by default all of its
    section; ``stored`` names the files that are kept already.
    """
    compiled = speaker.compiled
    items = items or page_items(compiled.section(place.section))
    opened = merge_page(speaker, document, place, {})  # a new entry is there from now on
    before = find_path(compiled, opened)
    present = page_answers(speaker, opened, place)
    form = build_form(items, present, speaker.words(before, place.entry), posted, stored=stored)
    answers, unreadable = posted_answers(form, present)
    merged, path = _merged(speaker, opened, document, place, answers, _fixed(items, before, place))
    unreadable = {name: text for name, text in unreadable.items() if not path.read_only(name, place.entry)}
    asked = [item.name for item in items if path.has(item.name, place.entry)]
    revealed = _revealed(form, items, before, path, place, shown)
    errors = _errors(speaker, merged, path, place) | unreadable
    on_page = {name: errors[name] for name in asked if name in errors and name not in revealed and name in form}
    _attach(form, on_page)
    return Outcome(
        document=merged, form=form, errors=on_page, unreadable=[name for name in asked if name in unreadable],
        revealed=revealed, uploads=uploads_of(form),
    )  # fmt: skip


def _fixed(items: tuple[Item, ...], path: Path, place: Place) -> set[str]:
    """The questions that other answers may open, and have not."""
    return {item.name for item in items if item.may_open and path.read_only(item.name, place.entry)}


def _merged(
    speaker: Speaker, opened: Document, before: Document, place: Place, answers: Document, fixed: set[str]
) -> tuple[Document, Path]:
    """The document with the posted answers that could be given: those to questions that this very page has opened too,
    once the answers that opened them are in."""

    def merge(given: Document) -> tuple[Document, Path]:
        merged = speaker.recalculated(merge_page(speaker, opened, place, given), previous=before)
        return merged, find_path(speaker.compiled, merged)

    merged, path = merge({name: answer for name, answer in answers.items() if name not in fixed})
    still = {name for name in fixed if path.read_only(name, place.entry)}
    if still == fixed:
        return merged, path
    return merge({name: answer for name, answer in answers.items() if name not in still})


def _errors(speaker: Speaker, document: Document, path: Path, place: Place) -> dict[str, str]:
    """The first thing that is wrong with each question of a page."""
    problems = check_answers(speaker.compiled, document, section=place.section, entry=place.entry)
    words = speaker.words(path, place.entry)
    answers = page_answers(speaker, document, place)
    return {problem.name: problem_text(words, problem, answers) for problem in reversed(problems)}


def _revealed(
    form: BaseForm, items: tuple[Item, ...], before: Path, path: Path, place: Place, shown: Collection[str]
) -> tuple[str, ...]:
    """The questions that nobody could answer before: not seen, or seen when their filter left no choice."""
    return tuple(
        item.name
        for item in items
        if has_field(item) and path.has(item.name, place.entry) and not path.read_only(item.name, place.entry)
        and (item.name not in shown or _first_offered(form, item, before, path, place))
    )  # fmt: skip


def _first_offered(form: BaseForm, item: Item, before: Path, path: Path, place: Place) -> bool:
    if item.choice_filter is None or item.name not in form or form[item.name].data:
        return False
    return not before.choices(item.name, place.entry) and bool(path.choices(item.name, place.entry))


def _attach(form: BaseForm, errors: Mapping[str, str]) -> None:
    """Put each sentence on its field, where the macros and the error summary look for it."""
    for name, message in errors.items():
        form[name].errors = [message]
