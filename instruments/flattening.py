"""From nested groups and composite questions to the plain rows that are asked, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instruments.errors import Place
from instruments.grades import (
    COMPOSITE_KINDS,
    MAXIMUM_COMPOSITE_NAME,
    MAXIMUM_GRADES,
    OTHER,
    expand,
    other_of,
    with_other,
)
from instruments.model import CONTAINER_TYPES, Choice, Instrument, Question, Scale


@dataclass(frozen=True, slots=True)
class Placed:
    """A question, group or repeat, where it stands, and what it stands in (outermost first)."""

    question: Question
    place: Place
    inside: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A plain question, where its author wrote it, and what it stands in (outermost first)."""

    question: Question
    place: Place
    inside: tuple[Question, ...]
    choices: tuple[Choice, ...] = ()
    scale: Scale | None = None
    part_of: str | None = None
    part: str | None = None

    @property
    def repeats(self) -> tuple[str, ...]:
        """The repeats that the question is asked in, outermost first."""
        return tuple(outer.name for outer in self.inside if outer.kind == "repeat")

    @property
    def repeat(self) -> str | None:
        return self.repeats[-1] if self.repeats else None


def questions_with_places(instrument: Instrument) -> Iterator[Placed]:
    """Every question, group and repeat in form order, parents before children, with its place."""
    stack: list[Placed] = []

    def push(questions: tuple[Question, ...], place: Place, inside: tuple[Question, ...]) -> None:
        rows = [Placed(question, (*place, index), inside) for index, question in enumerate(questions)]
        stack.extend(reversed(rows))

    push(instrument.survey, ("survey",), ())
    while stack:
        row = stack.pop()
        yield row
        push(row.question.children, (*row.place, "children"), (*row.inside, row.question))


def containers(instrument: Instrument) -> tuple[Placed, ...]:
    """The groups and repeats, in form order."""
    return tuple(row for row in questions_with_places(instrument) if row.question.kind in CONTAINER_TYPES)


def flatten(instrument: Instrument) -> tuple[Row, ...]:
    """The plain questions and notes, in form order, with composite questions taken apart."""
    return tuple(_rows_below(instrument, instrument.survey, ("survey",), ()))


def _rows_below(
    instrument: Instrument, questions: tuple[Question, ...], place: Place, inside: tuple[Question, ...]
) -> Iterator[Row]:
    for index, question in enumerate(questions):
        found = Placed(question, (*place, index), inside)
        if question.kind in CONTAINER_TYPES:
            within = (*inside, question)
            yield from _rows_below(instrument, question.children, (*found.place, "children"), within)
            if question.kind == "standard":  # graded when its criteria are answered
                yield from rows_of(instrument, Placed(question, found.place, within))
        else:
            yield from rows_of(instrument, found)


def rows_of(instrument: Instrument, found: Placed) -> Iterator[Row]:
    """The plain questions that one question stands for."""
    question = found.question
    choices, scale = instrument.choices_of(question), instrument.scale_of(question)
    if question.or_other:
        yield Row(question, found.place, found.inside, with_other(choices), scale)
        yield Row(other_of(question), found.place, found.inside, part_of=question.name, part=OTHER)
        return
    if not can_expand(question, choices):
        yield Row(question, found.place, found.inside, choices, scale)
        return
    if scale is not None and question.rubric:
        scale = scale.model_copy(update={"rubric": {**scale.rubric, **question.rubric}})
    for index, part in enumerate(expand(question, choices, scale)):
        own_scale = scale if index == 0 else None
        yield Row(part.question, found.place, found.inside, part.choices, own_scale, question.name, part.part)


def can_expand(question: Question, choices: tuple[Choice, ...]) -> bool:
    """Whether a question is composite and within the limits that validation reports on."""
    if question.kind not in COMPOSITE_KINDS:
        return False
    return len(question.name) <= MAXIMUM_COMPOSITE_NAME and len(choices) <= MAXIMUM_GRADES
