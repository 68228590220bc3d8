"""All answers at one look: for the check before sending, and for the list of pages of a long form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from instruments.answers import AnswerProblem, Path, check_answers, find_path
from instruments.compiled import CompiledInstrument, Item, Section
from survey_app.collect.display import NOT_ANSWERED, answer_text
from survey_app.collect.flow import CHECK, Document, Place, neighbour
from survey_app.collect.forms import PREFIX
from survey_app.collect.pages import Progress, entry_name, entry_title, progress
from survey_app.collect.safety import is_safety_item


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question and its answer in words."""

    label: str
    answer: str
    place: Place
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The answers of one section, or of one entry of a repeat."""

    title: str
    place: Place
    rows: tuple[Row, ...]


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
    status: str
    detail: str


def cards(compiled: CompiledInstrument, document: Document) -> list[Card]:
    """Every page on the path with its answers; of a grade's optional parts only what is filled in."""
    path = find_path(compiled, document)
    found = []
    for name in path.sections:
        section = compiled.section(name)
        if section.repeat is None:
            place = Place("section", name)
            found.append(Card(title=section.label, place=place, rows=_rows(section, path, document, place)))
            continue
        for entry, answers in enumerate(document.get(name) or []):
            place = Place("entry", name, entry)
            title = f"{section.label}: {entry_title(section, entry).lower()}"
            found.append(Card(title=title, place=place, rows=_rows(section, path, answers, place)))
        if not document.get(name):
            row = Row(label=section.label, answer="None added", place=Place("list", name), anchor="")
            found.append(Card(title=section.label, place=Place("list", name), rows=(row,)))
    return found


def page_problems(compiled: CompiledInstrument, document: Document, *, anonymous: bool) -> list[PageProblem]:
    """Everything that stands in the way of sending."""
    problems = check_answers(compiled, document)
    return [_page_problem(compiled, problem) for problem in problems if not _is_waived(compiled, problem, anonymous)]


def tasks(compiled: CompiledInstrument, document: Document) -> list[Task]:
    """The pages on the path and how far each is."""
    path = find_path(compiled, document)
    problems = Counter(problem.section for problem in check_answers(compiled, document))
    return [_task(compiled.section(name), path, document, problems[name]) for name in path.sections]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a repeat as it is listed."""

    title: str
    summary: str
    change: Place
    remove: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryList:
    """The page of a repeat: its entries, and where one can go from there."""

    section: Section
    progress: Progress
    entries: tuple[Entry, ...]
    add: Place
    add_text: str
    back: Place | None
    onward: Place


def entry_list(compiled: CompiledInstrument, document: Document, place: Place) -> EntryList:
    """Everything that the page of a repeat shows."""
    section, path = compiled.section(place.section), find_path(compiled, document)
    entries = tuple(
        Entry(
            title=entry_title(section, at),
            summary=_first_answers(section.items, answers),
            change=Place("entry", section.name, at),
            remove=Place("remove", section.name, at),
        )
        for at, answers in enumerate(document.get(section.name) or [])
    )
    return EntryList(
        section=section, progress=progress(compiled, path, place), entries=entries,
        add=Place("entry", section.name, len(entries)),
        add_text=f"Add {'another ' if entries else ''}{entry_name(section)}",
        back=neighbour(compiled, document, place, -1), onward=neighbour(compiled, document, place, 1) or CHECK,
    )  # fmt: skip


def headline(compiled: CompiledInstrument, document: Document) -> str:
    """The first two answers, by which its author knows a draft again: the agency visited and its type, say."""
    return _first_answers([item for item in compiled.items if item.repeat is None], document)


def _first_answers(items: Sequence[Item], answers: Document) -> str:
    given = [item for item in items if answers.get(item.name) not in (None, [])]
    return ", ".join(answer_text(item, answers[item.name])[:80] for item in given[:2])


def _rows(section: Section, path: Path, answers: Document, place: Place) -> tuple[Row, ...]:
    return tuple(_row(item, answers, place) for item in _shown_items(section, path, answers, place.entry))


def _shown_items(section: Section, path: Path, answers: Document, entry: int | None) -> Iterator[Item]:
    for item in section.items:
        is_part = item.part_of is not None and item.part_of != item.name
        if not item.question.is_answered or not path.has(item.name, entry):
            continue
        if is_part and not item.question.required and answers.get(item.name) in (None, [], ""):
            continue
        yield item


def _row(item: Item, answers: Document, place: Place) -> Row:
    return Row(
        label=item.question.label or item.name, answer=answer_text(item, answers.get(item.name)) or NOT_ANSWERED,
        place=_place_to_change(item, place), anchor=_anchor(item),
    )  # fmt: skip


def _place_to_change(item: Item, place: Place) -> Place:
    """Who was told of a worry is changed on the page that stops the form."""
    if is_safety_item(item) and item.part != "safety":
        return Place("worry", item.part_of or "", place.entry or 0)
    return place


def _anchor(item: Item) -> str:
    """The id of the control to which a link moves the focus."""
    ending = "-day" if item.question.kind in ("date", "dateTime") else ""
    return f"{PREFIX}{item.name}.a{ending}"


def _page_problem(compiled: CompiledInstrument, problem: AnswerProblem) -> PageProblem:
    item = compiled.find(problem.name)
    if item is None or not problem.section:
        place = Place("list", problem.section) if problem.section else Place("check")
        return PageProblem(text=problem.message, place=place, anchor="")
    place = Place("section" if problem.entry is None else "entry", problem.section, problem.entry)
    text = problem.message
    if problem.entry is not None:
        text = f"{entry_title(compiled.section(problem.section), problem.entry)}: {text}"
    return PageProblem(text=text, place=_place_to_change(item, place), anchor=_anchor(item))


def _is_waived(compiled: CompiledInstrument, problem: AnswerProblem, anonymous: bool) -> bool:
    """An anonymous answer keeps nothing of a safety question, so nothing of it can be missing."""
    item = compiled.find(problem.name)
    return anonymous and item is not None and is_safety_item(item)


def _task(section: Section, path: Path, document: Document, problems: int) -> Task:
    place = Place("list" if section.repeat else "section", section.name)
    if section.repeat is not None:
        count = path.entries(section.name)
        detail = f"{count} added" if count else ""
        touched = count > 0
    else:
        detail = ""
        touched = any(document.get(item.name) not in (None, []) for item in section.items if path.has(item.name))
    asks = any(item.question.is_answered for item in section.items)
    status = "In progress" if touched and problems else "Completed" if touched else "Not started" if asks else "To read"
    return Task(title=section.label, place=place, status=status, detail=detail)
