"""An instrument as people read it before it is published: every question with its answers and its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from instruments.compiled import CompiledInstrument, Item
from instruments.model import Instrument, Question

KINDS = {
    "text": "A line of text",
    "integer": "A whole number",
    "decimal": "A number",
    "date": "A date",
    "time": "A time of day",
    "dateTime": "A date and time",
    "select_one": "One of",
    "select_multiple": "Any of",
    "note": "Shown, not asked",
}
MISSING = {"not_applicable": "not applicable", "dont_know": "don't know"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPreview:
    """One question as it will be asked."""

    name: str
    label: str
    hint: str
    kind: str
    choices: tuple[str, ...]
    required: bool
    conditions: str
    parts: tuple[QuestionPreview, ...] = ()  # rationale, evidence and action of a judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPreview:
    """One page of the form."""

    name: str
    label: str
    hint: str
    repeats: str
    conditions: str
    questions: tuple[QuestionPreview, ...]


def preview_of(compiled: CompiledInstrument) -> tuple[SectionPreview, ...]:
    """Every page of the form in order."""
    conditions = _conditions(compiled.instrument)
    return tuple(
        SectionPreview(
            name=section.name,
            label=section.label,
            hint=section.hint or "",
            repeats=section.repeat.entry_name or "entry" if section.repeat else "",
            conditions=conditions.get(section.name, ""),
            questions=tuple(_questions(section.items, conditions)),
        )
        for section in compiled.sections
    )


def _questions(items: Sequence[Item], conditions: dict[str, str]) -> Iterator[QuestionPreview]:
    """The questions of one page, a judgement's parts within it."""
    for _, together in groupby(items, key=lambda item: item.part_of or item.name):
        first, *rest = together
        yield _question(first, conditions.get(first.name, ""), tuple(_question(item, "", ()) for item in rest))


def _question(item: Item, conditions: str, parts: tuple[QuestionPreview, ...]) -> QuestionPreview:
    question = item.question
    return QuestionPreview(
        name=question.name,
        label=question.label or question.name,
        hint=question.hint or "",
        kind="Several lines of text" if question.is_comment else KINDS.get(question.kind, question.kind),
        choices=tuple(
            f"{choice.label} ({MISSING[choice.missing]})" if choice.missing else choice.label for choice in item.choices
        ),
        required=bool(question.required),
        conditions=conditions,
        parts=parts,
    )


def _conditions(instrument: Instrument) -> dict[str, str]:
    """The ``relevant`` of each question as its author wrote it, those of the groups round it included."""
    found: dict[str, str] = {}

    def visit(question: Question, inherited: tuple[str, ...], top: bool) -> None:
        own = (*inherited, question.relevant) if question.relevant else inherited
        if own:
            found[question.name] = " and ".join(f"({text})" if len(own) > 1 else text for text in own)
        for child in question.children:
            visit(child, () if top else own, False)  # a page's own condition is shown once, at its head

    for question in instrument.survey:
        visit(question, (), True)
    return found
