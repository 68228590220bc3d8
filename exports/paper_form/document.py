"""An instrument as a paper form: every question with room to answer it, and skip rules in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase
from typing import BinaryIO

from docx.document import Document as WordDocument

from exports.paper_form.answers import answer_in_cell, write_answer, write_matrix
from exports.paper_form.layout import HINT, INSTRUCTION, QUESTION, add_answer_table, new_document, write_footer
from exports.plain_text import plain_text
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.condition_words import all_in_words, plain_label
from instruments.expressions import Node, references
from instruments.languages import language_code

BLANK_ENTRIES = 3  # how many blanks a repeat gets; a copied page makes more
INNER_ENTRIES = 2

CONSENT = "Whoever does not agree stops here."
HOW_TO = (
    "Write clearly. Tick with \u2713 or \u2717. If you make a mistake, cross the whole answer out and write the right "
    "one beside it. Leave a question out when it says “Only if” and that does not hold."
)


def write_paper_form(compiled: CompiledInstrument, target: Path | BinaryIO, *, language: str | None = None) -> None:
    """Write the form as a Word document.

    Parameters
    ----------
    compiled : CompiledInstrument
    target : Path or binary stream
        Where the .docx goes.
    language : str, optional
        One of ``compiled.instrument.languages``; by default the first. A text that is not translated stands in the
        default language.
    """
    _Form(compiled, language or compiled.instrument.settings.default_language).written().save(
        str(target) if isinstance(target, Path) else target
    )


def word_language(language: str) -> str:
    """A language as Word names it, ``cy-GB`` for ``Welsh (cy)``; British English where the file gives no code."""
    code = language_code(language) or "en"
    return {"en": "en-GB", "cy": "cy-GB"}.get(code, code)


class _Form:
    """One form on its way onto paper."""

    def __init__(self, compiled: CompiledInstrument, language: str) -> None:
        self.compiled = compiled
        self.language = language
        self.settings = compiled.instrument.settings
        self.title = self.settings.text("form_title", language)
        self.document: WordDocument = new_document(self.title, word_language(language))
        self.numbers = _numbers(compiled)
        self.called = {name: f"Q{number}" for name, number in self.numbers.items()}

    def written(self) -> WordDocument:
        self.document.add_paragraph(plain_text(self.title), style="Title")
        purpose = self.settings.text("purpose", self.language)
        if purpose:
            self.document.add_paragraph(plain_text(purpose))
        self.document.add_paragraph(HOW_TO)
        for section in self.compiled.children_of(None):
            self._section(section, 1, ())
        write_footer(self.document, f"{self.title}, version {self.settings.version}")
        return self.document

    def _section(self, section: Section, level: int, entry: tuple[int, ...]) -> None:
        if section.repeat is None:
            self._heading(section, level, self._title_of(section))
            self._items(section)
            return
        called = section.repeat.text("entry_name", self.language) or self._title_of(section) or "Entry"
        self._heading(section, level, self._title_of(section))
        blanks = BLANK_ENTRIES if level == 1 else INNER_ENTRIES
        text = f"Room for {blanks} is given here. For more, copy these pages."
        self.document.add_paragraph(text, style=INSTRUCTION)
        for number in range(1, blanks + 1):
            self.document.add_heading(f"{_capital(called)} {number}", level=min(level + 1, 4))
            self._items(section)
            for inner in self.compiled.children_of(section.name):
                self._section(inner, min(level + 1, 3), (*entry, number))

    def _title_of(self, section: Section) -> str:
        label = section.question.text("label", self.language) if section.question is not None else None
        return label or section.label

    def _heading(self, section: Section, level: int, label: str) -> None:
        self.document.add_heading(plain_text(label or self.title), level=level)
        question = section.question
        hint = question.text("hint", self.language) if question is not None else section.hint
        if hint:
            self.document.add_paragraph(plain_text(hint), style=HINT)
        self._condition(section.relevance)

    def _items(self, section: Section) -> None:
        for group, items in groupby(section.items, key=_block_of):
            together = list(items)
            if group is not None and group[0] == "matrix":
                self._matrix(together)
                continue
            first, *parts = together
            self._question(section, first)
            if parts:
                self._parts(first, parts)

    def _parts(self, whole: Item, parts: list[Item]) -> None:
        """What is asked beside a judgement: a row each, under the grades on which they are asked."""
        groups = [
            (all_in_words(self.compiled, nodes, self.called | {whole.name: "it"}), [self._row(item) for item in items])
            for nodes, items in groupby(parts, key=lambda item: item.relevance[len(whole.relevance) :])
        ]
        add_answer_table(self.document, [(f"If {said}" if said else "", rows) for said, rows in groups])

    def _row(self, item: Item) -> tuple[str, str, str, float]:
        hint = item.question.text("hint", self.language) or ""
        answer, height = answer_in_cell(item, self.language)
        return f"Q{self.numbers[item.name]}  {self._label(item)}", plain_text(hint), answer, height

    def _matrix(self, items: list[Item]) -> None:
        """Questions that share their choices stand in one table, after the notes that introduce them."""
        asked = [item for item in items if item.question.kind == "select_one"]
        first = asked[0] if asked else items[0]
        self._caption(first.groups[-1].text("label", self.language) or "", first.groups[-1].text("hint", self.language))
        if asked:
            self._condition(first.relevance[: len(first.relevance) - bool(first.question.relevant)])
            labels = [f"Q{self.numbers[item.name]}  {self._label(item)}" for item in asked]
            write_matrix(self.document, labels, [choice.text("label", self.language) for choice in asked[0].choices])

    def _question(self, section: Section, item: Item) -> None:
        if not item.question.is_seen:
            return
        question = item.question
        # A standard that is a section of its own has its hint at the section's head.
        label, hint = self._label(item), question.text("hint", self.language) if item.name != item.section else None
        if question.kind == "note":
            self.document.add_paragraph(label)
            return
        self._caption(f"Q{self.numbers[item.name]}  {label}", hint)
        self._condition(tuple(node for node in item.relevance if node not in section.relevance))
        write_answer(self.document, item, self.language)
        if item.part == "consent":
            self.document.add_paragraph(CONSENT, style=INSTRUCTION)

    def _caption(self, label: str, hint: str | None) -> None:
        self.document.add_paragraph(plain_text(label), style=QUESTION)
        if hint:
            self.document.add_paragraph(plain_text(hint), style=HINT)

    def _label(self, item: Item) -> str:
        label = item.question.text("label", self.language)
        return plain_text(plain_label(label or item.question.text("hint", self.language) or item.name, longest=None))

    def _condition(self, nodes: tuple[Node, ...]) -> None:
        nodes = tuple(node for node in nodes if not self._is_of_consent(node))
        if not nodes:
            return
        said = all_in_words(self.compiled, nodes, self.called)
        text = f"Only if {said}." if said else "Only in some cases: ask whoever gave you this form."
        self.document.add_paragraph(text, style=INSTRUCTION)

    def _is_of_consent(self, node: Node) -> bool:
        """Whoever does not agree was told to stop; saying so again at every question would bury the other rules."""
        items = [self.compiled.find(name) for name in references(node)]
        return bool(items) and all(item is not None and item.part == "consent" for item in items)


def _block_of(item: Item) -> tuple[str, str] | None:
    """What a question is drawn together with: a table of questions with the same choices, or a judgement's parts."""
    inner = item.groups[-1] if item.groups else None
    if inner is not None and "table-list" in inner.appearances and item.question.kind in ("select_one", "note"):
        return "matrix", inner.name
    if item.part_of is not None and item.part != "criterion":
        return "parts", item.part_of
    return "question", item.name


def _numbers(compiled: CompiledInstrument) -> dict[str, str]:
    """A number for each question that is seen, in form order; a judgement's parts have its number and a letter."""
    numbers: dict[str, str] = {}
    count = letter = 0
    whole: str | None = None
    for item in _seen(compiled):
        if item.part_of is not None and item.part_of == whole and item.part_of != item.name:
            letter += 1
            numbers[item.name] = f"{count}{_letters(letter)}"
            continue
        count, letter, whole = count + 1, 0, item.part_of
        numbers[item.name] = str(count)
    return numbers


def _letters(number: int) -> str:
    return ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1)


def _seen(compiled: CompiledInstrument) -> Iterator[Item]:
    for section in compiled.sections:
        for item in section.items:
            if item.question.is_seen and item.question.kind != "note":
                yield item


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
