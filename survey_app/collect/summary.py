"""All answers at one look: for the check before sending, and for the list of pages of a long form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from instruments.answers import AnswerProblem, Path, check_answers, find_path
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.model import TEXT_TYPES
from instruments.shortening import shortened
from survey_app.collect.display import answer_text
from survey_app.collect.entries import Entry, answers_at
from survey_app.collect.flow import page_items
from survey_app.collect.forms import PREFIX, has_field
from survey_app.collect.messages import problem_text
from survey_app.collect.own_codes import series_of
from survey_app.collect.places import Document, Place, entry_title, find_section, places
from survey_app.collect.safety import is_safety_item
from survey_app.collect.sentences import in_page_language
from survey_app.collect.wording import Speaker, Words
from survey_app.translating import gettext, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question and its answer in words."""

    label: str
    answer: str
    place: Place | None  # None: nobody can change it
    anchor: str
    is_text: bool = False  # in somebody's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The answers of one section, or of one entry of a repeat; ``depth`` says within how many repeats."""

    title: str
    place: Place
    rows: tuple[Row, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProblem:
    """Something still to put right, and the place where that is done."""

    text: str
    place: Place
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A page in the list of pages: "Completed", "In progress" …"""

    title: str
    place: Place
    status: str  # completed · to_read · in_progress · not_started
    detail: str


def cards(speaker: Speaker | CompiledInstrument, document: Document) -> list[Card]:
    """Every page on the path with its answers; of a grade's optional parts only what is filled in."""
    if isinstance(speaker, CompiledInstrument):
        speaker = Speaker(speaker)
    path = find_path(speaker.compiled, document)
    return [card for name in path.sections for card in _cards_of(speaker, document, path, name, ())]


def without_change(found: Sequence[Card], compiled: CompiledInstrument, given: Collection[str]) -> list[Card]:
    """The same cards; what a record gives by itself stands there to be read."""
    anchors = {_anchor(item) for item in compiled.items if item.name in given and not item.repeats}
    return [
        replace(card, rows=tuple(replace(row, place=None) if row.anchor in anchors else row for row in card.rows))
        for card in found
    ]


def page_problems(speaker: Speaker, document: Document, problems: Sequence[AnswerProblem]) -> list[PageProblem]:
    """Everything that stands in the way of sending, with the place where each is put right."""
    path = find_path(speaker.compiled, document)
    return [page_problem(speaker, path, document, problem) for problem in problems]


def page_problem(speaker: Speaker, path: Path, document: Document, problem: AnswerProblem) -> PageProblem:
    """A problem with the place where it is put right."""
    compiled = speaker.compiled
    item, section = compiled.find(problem.name), find_section(compiled, problem.section)
    if item is None or section is None:
        place = Place("list", section.name, problem.entry) if section and section.repeat else Place("check")
        return PageProblem(text=in_page_language(problem.message), place=place, anchor="")
    words = speaker.words(path, problem.entry)
    text = problem_text(words, problem, answers_at(document, section.repeats, problem.entry))
    if problem.entry:
        text = f"{_titles(compiled, section, problem.entry)}: {text}"
    place = Place("entry" if problem.entry else "section", section.name, problem.entry)
    return PageProblem(text=text, place=_place_to_change(item, place), anchor=_anchor(item))


def tasks(speaker: Speaker, document: Document) -> list[Task]:
    """The pages on the path and how far each is."""
    path = find_path(speaker.compiled, document)
    problems: Counter[str] = Counter()
    for problem in check_answers(speaker.compiled, document):
        section = find_section(speaker.compiled, problem.section)
        problems[section.repeats[0] if section is not None and section.repeats else problem.section] += 1
    ahead = places(speaker.compiled, path)[:-1]
    return [_task(speaker, place, path, document, problems[place.section]) for place in ahead]


def headline(speaker: Speaker, document: Document) -> str:
    """What its author knows an answer by: the name that the form gives it (``instance_name``), else its first two
    answers, such as the agency visited and its type. No list shows any of an anonymous round.
    """
    path = find_path(speaker.compiled, document)
    items = [item for item in speaker.compiled.items if not item.repeats]
    answers = first_answers(items, document, speaker.words(path))
    is_begun = answers or any(document.get(repeat) for repeat in speaker.compiled.repeats)
    name = " ".join(path.instance_name.split()) if is_begun else ""
    return answers if path.is_cut_off or not name else shortened(name)


def first_answers(items: Sequence[Item], answers: Document, words: Words) -> str:
    """The first two answers that somebody gave. A list tells nothing of a worry: that stands on the duty list."""
    told = [item for item in items if has_field(item) and not is_safety_item(item)]
    given = [item for item in told if answers.get(item.name) not in (None, [], "")]
    texts = [answer_text(item, answers[item.name], words).replace("\n", " ") for item in given[:2]]
    return ", ".join(text if len(text) <= 80 else f"{text[:79]}…" for text in texts)


def _cards_of(speaker: Speaker, document: Document, path: Path, name: str, outer: Entry) -> Iterator[Card]:
    """The card of a page, or those of a repeat's entries, each followed by the repeats within it."""
    section = speaker.compiled.section(name)
    if section.repeat is None:
        place = Place("section", name)
        title = speaker.words(path).section_title(section).plain
        yield Card(title=title, place=place, rows=_rows(speaker, path, document, section, place))
        return
    count = path.entries(name, outer)
    for index in range(count):
        place = Place("entry", name, (*outer, index))
        title = f"{_title(speaker, path, section)}: {_titles(speaker.compiled, section, place.entry)}"
        yield Card(title=title, place=place, rows=_rows(speaker, path, document, section, place), depth=len(outer))
        for inner in speaker.compiled.children_of(name):
            if path.is_on(inner.name, place.entry):
                yield from _cards_of(speaker, document, path, inner.name, place.entry)
    if not count:
        yield _empty_card(speaker, path, section, outer)


def _empty_card(speaker: Speaker, path: Path, section: Section, outer: Entry) -> Card:
    title, place = _title(speaker, path, section), Place("list", section.name, outer)
    shown = f"{_titles(speaker.compiled, section, outer)}: {title}" if outer else title
    row = Row(label=title, answer=gettext("None added"), place=place, anchor="")
    return Card(title=shown, place=place, rows=(row,), depth=len(outer))


def _title(speaker: Speaker, path: Path, section: Section) -> str:
    return speaker.words(path).section_title(section).plain


def _titles(compiled: CompiledInstrument, section: Section, entry: Entry) -> str:
    """The entries around a place: "Visit 2, room 1"."""
    names = [
        entry_title(compiled.section(repeat), index) for repeat, index in zip(section.repeats, entry, strict=False)
    ]
    text = ", ".join(name[:1].lower() + name[1:] for name in names)
    return text[:1].upper() + text[1:]


def _rows(speaker: Speaker, path: Path, document: Document, section: Section, place: Place) -> tuple[Row, ...]:
    answers = answers_at(document, section.repeats, place.entry)
    words = speaker.words(path, place.entry)
    return tuple(_row(item, words, place) for item in _shown_items(section, path, answers, place.entry))


def _shown_items(section: Section, path: Path, answers: Document, entry: Entry) -> Iterator[Item]:
    for item in section.items:
        is_part = item.part_of is not None and item.part_of != item.name
        if not has_field(item) or not path.has(item.name, entry):
            continue
        if is_part and not path.required(item.name, entry) and answers.get(item.name) in (None, [], ""):
            continue
        yield item


def _row(item: Item, words: Words, place: Place) -> Row:
    fixed = words.path.read_only(item.name, words.entry)
    return Row(
        label=words.said(item).plain, answer=answer_text(item, words.path.value(item.name, words.entry), words),
        place=None if fixed else _place_to_change(item, place), anchor=_anchor(item),
        is_text=_is_in_own_words(item) and words.path.value(item.name, words.entry) not in (None, ""),
    )  # fmt: skip


def _is_in_own_words(item: Item) -> bool:
    return item.question.kind in TEXT_TYPES and series_of(item) is None


def _place_to_change(item: Item, place: Place) -> Place:
    """Who was told of a worry is changed on the page that stops the form."""
    if is_safety_item(item) and item.part != "safety":
        return Place("worry", item.part_of or "", place.entry)
    return place


_FIRST_PARTS = {"date": "-day", "dateTime": "-day", "geopoint": "-latitude", "rank": "-0"}


def _anchor(item: Item) -> str:
    """The id of the control to which a link moves the focus."""
    ending = _FIRST_PARTS.get(item.question.kind, "")
    if item.question.kind == "date" and item.question.appearances & {"year", "month-year"}:
        ending = "-year" if "year" in item.question.appearances else "-month"
    return f"{PREFIX}{item.name}.a{ending}"


def _task(speaker: Speaker, place: Place, path: Path, document: Document, problems: int) -> Task:
    section = speaker.compiled.section(place.section)
    items = [item for item in page_items(section) if has_field(item)]
    if section.repeat is not None:
        count = path.entries(section.name)
        detail = ngettext("%(num)s added", "%(num)s added", count) if count else ""
        touched, asks = count > 0, True
    else:
        detail = ""
        touched = any(document.get(item.name) not in (None, [], "") for item in items if path.has(item.name))
        asks = bool(items)
    title = speaker.words(path).section_title(section).plain
    status = ("in_progress" if problems else "completed") if touched else "not_started" if asks else "to_read"
    return Task(title=title, place=place, status=status, detail=detail)
