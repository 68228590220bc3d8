"""What is kept of an answers document, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from instruments.answer_types import type_problem
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.items import Branch, Entry
from instruments.paths import MAXIMUM_ENTRIES, MAXIMUM_ENTRIES_IN_ALL, Document, Path, find_path
from instruments.recalculation import begin, recalculate
from instruments.shortening import shortened
from instruments.walking import Walk

__all__ = [
    "TOO_MUCH_WORK",
    "AnswerProblem",
    "Path",
    "begin",
    "check_answers",
    "clean_answers",
    "find_path",
    "recalculate",
    "required_message",
    "safety_raised",
    "title_of",
]


TOO_MUCH_WORK = (
    "This form cannot be worked out with these answers: its conditions and calculations take too long. "
    "Nothing is lost; tell whoever made the form"
)


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing to put right in an answers document: where it is, and what to do about it.

    Of a fault of a repeat as such, ``name`` is the repeat and ``entry`` the entry of what the repeat stands in. Of a
    fault of the whole, such as ``TOO_MUCH_WORK``, both names are "".
    """

    section: str
    name: str
    entry: Entry
    message: str


def clean_answers(compiled: CompiledInstrument, document: Document, *, now: datetime | None = None) -> dict[str, Any]:
    """Keep what is on the path: every question asked, in form order, blank as None; nothing else.

    Texts lose control characters and get plain line ends, and the choices of a multiple choice stand in the list's
    order, so that the same answers always make the same document. Calculated answers are worked out anew. Values of
    the wrong type stay as they are, for :func:`check_answers` to report. Where the form takes too long to work out,
    nobody knows the path, and the document stays as it is.
    """
    walk = Walk(compiled, document, now)
    kept: dict[str, Any] = {}
    for section in compiled.children_of(None):
        kept.update(_clean_page(walk, section, ()))
    return dict(document) if walk.work.is_cut_off else kept


def check_answers(
    compiled: CompiledInstrument,
    document: Document,
    *,
    section: str | None = None,
    entry: Entry = (),
    now: datetime | None = None,
    language: str | None = None,
) -> tuple[AnswerProblem, ...]:
    """Say everything that is wrong with the answers on the path.

    Parameters
    ----------
    compiled : CompiledInstrument
    document : mapping
        The answers document. Answers off the path are not looked at; names that the instrument does not have are
        reported.
    section, entry : str, tuple of int, optional
        Look at one section only. Of a repeat, an entry with a number for each repeat around its questions is one
        entry of it; with one number less, it is all its entries there, those of the repeats within them included.
    now : datetime, optional
        The moment at which ``today()`` and ``now()`` are read, in local time; by default the present in England.
    language : str, optional
        The language of the form's own messages and labels, where it has them.

    Returns
    -------
    tuple of AnswerProblem
        In form order; empty when the answers can be accepted.
    """
    judge = _Judge(Walk(compiled, document, now, language))
    found = judge.everything() if section is None else judge.one_section(compiled.section(section), entry)
    problems = tuple(found)
    too_much = (AnswerProblem("", "", (), TOO_MUCH_WORK),) if judge.walk.work.is_cut_off else ()
    return (*too_much, *problems)


def safety_raised(compiled: CompiledInstrument, document: Document, *, now: datetime | None = None) -> tuple[str, ...]:
    """The names of the safety questions that are answered "yes", in any entry, in form order."""
    walk = Walk(compiled, document, now)
    safety = [item for item in compiled.items if item.part == "safety"]
    raised = {item.name for item in safety for entry in _entries(walk, item) if _is_yes(walk, item, entry)}
    return tuple(item.name for item in safety if item.name in raised)


def _entries(walk: Walk, item: Item) -> list[Entry]:
    return list(walk.at[walk.compiled.branches[item.name]])


def _is_yes(walk: Walk, item: Item, entry: Entry) -> bool:
    return bool(walk.answer(walk.compiled.branches[item.name], entry) == "yes")


def _asked(walk: Walk, section: Section, entry: Entry) -> Iterator[tuple[Item, Branch]]:
    """The questions with an answer that one page asks."""
    for item in section.items:
        branch = walk.compiled.branches[item.name]
        if branch.is_answered and walk.is_asked(branch, entry):
            yield item, branch


def _clean_page(walk: Walk, section: Section, outer: Entry) -> dict[str, Any]:
    if section.repeat is None:
        return {item.name: walk.answer(branch, outer) for item, branch in _asked(walk, section, outer)}
    repeat = walk.compiled.branches[section.name]
    if not walk.is_open(repeat, outer):
        return {}
    return {section.name: [*_clean_entries(walk, section, outer), *walk.entries_beyond(repeat, outer)]}


def _clean_entries(walk: Walk, section: Section, outer: Entry) -> Iterator[dict[str, Any]]:
    for entry in walk.entries_of(walk.compiled.branches[section.name], outer):
        kept = {item.name: walk.answer(branch, entry) for item, branch in _asked(walk, section, entry)}
        for inner in walk.compiled.children_of(section.name):
            kept.update(_clean_page(walk, inner, entry))
        yield kept


class _Judge:
    """Goes over the answers of a document and says what is wrong."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.compiled = walk.compiled
        self.path = Path(walk)

    def everything(self) -> Iterator[AnswerProblem]:
        for section in self.compiled.children_of(None):
            if section.repeat is None:
                yield from self.page(section, ())
            else:
                yield from self.repeat(section, ())
        if self.walk.entries_left <= 0 and self.walk.has_more_entries():
            message = (
                f"This form has more than {MAXIMUM_ENTRIES_IN_ALL:,} entries in all, those within entries included; "
                "remove some, or send the others as another answer"
            )
            yield AnswerProblem("", "", (), message)
        known = {section.name for section in self.compiled.children_of(None) if section.repeat is not None}
        known |= {item.name for item in self.compiled.items if not item.repeats and item.question.is_answered}
        yield from _unknown("", self.walk.document, known, ())

    def one_section(self, section: Section, entry: Entry) -> Iterator[AnswerProblem]:
        if section.repeat is None:
            yield from self.page(section, ())
        elif len(entry) < len(section.repeats):
            yield from self.repeat(section, entry)
        elif self.walk.is_asked(self.compiled.branches[section.name], entry):
            yield from self.entry(section, entry)

    def repeat(self, section: Section, outer: Entry) -> Iterator[AnswerProblem]:
        repeat = self.compiled.branches[section.name]
        if not self.walk.is_open(repeat, outer):
            return
        yield from self.number_of_entries(section, repeat, outer)
        for entry in self.walk.entries_of(repeat, outer):
            yield from self.entry(section, entry)
            for inner in self.compiled.children_of(section.name):
                yield from self.repeat(inner, entry)

    def entry(self, section: Section, entry: Entry) -> Iterator[AnswerProblem]:
        yield from self.page(section, entry)
        source = self.walk.source(self.compiled.branches[section.name], entry)
        known = {item.name for item in section.items if item.question.is_answered}
        known |= {inner.name for inner in self.compiled.children_of(section.name)}
        yield from _unknown(section.name, source, known, entry)

    def number_of_entries(self, section: Section, repeat: Branch, outer: Entry) -> Iterator[AnswerProblem]:
        assert section.repeat is not None
        assert repeat.parent is not None
        given = self.walk.source(repeat.parent, outer).get(section.name)
        label = shortened(self.path.text(section.label, section.name, outer))
        called = section.repeat.text("entry_name", self.walk.language) or "entry"
        if given is not None and not isinstance(given, list):
            yield AnswerProblem(section.name, section.name, outer, f"‘{label}’ must be a list of entries")
        elif given and any(not isinstance(one, dict) for one in given):
            yield AnswerProblem(section.name, section.name, outer, f"‘{label}’ has an entry that is not one")
        elif given and len(given) > MAXIMUM_ENTRIES and (repeat.count is None or repeat.grows):
            message = f"‘{label}’ has {len(given)} entries; the most is {MAXIMUM_ENTRIES}"
            yield AnswerProblem(section.name, section.name, outer, message)
        elif not given and self.walk.is_required_repeat(repeat, outer):
            message = section.repeat.text("required_message", self.walk.language)
            message = self.path.text(message or f"Add at least one {called} under ‘{label}’", section.name, outer)
            yield AnswerProblem(section.name, section.name, outer, message)

    def page(self, section: Section, entry: Entry) -> Iterator[AnswerProblem]:
        for item, branch in _asked(self.walk, section, entry):
            message = self.problem_with(item, branch, entry)
            if message is not None:
                yield AnswerProblem(section.name, item.name, entry, message)

    def problem_with(self, item: Item, branch: Branch, entry: Entry) -> str | None:
        """The first thing wrong with an answer: it is missing, of the wrong kind, or against its constraint."""
        walk, question = self.walk, item.question
        if item.is_calculated and not (item.volatile or question.is_seen):
            return None  # nobody can change it
        value = walk.answer(branch, entry)
        if value is None:
            if not question.is_seen or not walk.is_required(branch, entry):
                return None
            return self.words(question.text("required_message", walk.language) or self.ask(item), item, entry)
        if not item.is_calculated or item.volatile:
            problem = type_problem(item, value, walk.offered(branch, entry))
            if problem is not None:
                return self.words(f"{self.title(item)}: {problem}", item, entry)
        if item.constraint is None or walk.holds(item.constraint, branch, entry):
            return None
        message = question.text("constraint_message", walk.language)
        return self.words(message or f"{self.title(item)}: this answer is not one that can be accepted", item, entry)

    def words(self, message: str, item: Item, entry: Entry) -> str:
        return self.path.text(message, item.name, entry)

    def ask(self, item: Item) -> str:
        return required_message(self.compiled, item, self.walk.language)

    def title(self, item: Item) -> str:
        return title_of(self.compiled, item, self.walk.language)


def required_message(compiled: CompiledInstrument, item: Item, language: str | None = None) -> str:
    """The sentence that asks for a missing answer, where the form has none of its own."""
    return f"{_VERBS.get(item.question.kind, 'Enter an answer to')} {title_of(compiled, item, language)}"


def title_of(compiled: CompiledInstrument, item: Item, language: str | None = None) -> str:
    """What to call a question: its label, after that of the composite question it is part of."""
    label = shortened(_label(item, language))
    if item.part_of is None or item.part_of == item.name:
        return f"‘{label}’"
    return f"‘{label}’ of ‘{shortened(_label(compiled.item(item.part_of), language))}’"


_VERBS = {
    "select_one": "Select an answer to",
    "select_multiple": "Select at least one answer to",
    "rank": "Put in order the answers to",
    "acknowledge": "Confirm",
    "integer": "Enter a number for",
    "decimal": "Enter a number for",
    "range": "Choose a number for",
    "date": "Enter a date for",
    "time": "Enter a time for",
    "dateTime": "Enter a date and time for",
    "image": "Add a picture to",
    "audio": "Add a recording to",
    "video": "Add a video to",
    "file": "Add a file to",
    "signature": "Sign",
    "geopoint": "Record the place for",
    "geotrace": "Record the line for",
    "geoshape": "Record the area for",
}


def _label(item: Item, language: str | None) -> str:
    """The label; of a question that has one in another language only, that; else its name."""
    question = item.question
    others = (translation.label for translation in question.translations.values())
    return str(question.text("label", language) or next(filter(None, others), None) or question.name)


def _unknown(section: str, source: Document, known: set[str], entry: Entry) -> Iterator[AnswerProblem]:
    for name in source:
        if name not in known:
            shown = shortened(str(name))
            message = f"There is no question ‘{shown}’ in this form; remove its answer"
            yield AnswerProblem(section, shown, entry, message)
