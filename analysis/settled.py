"""Grades that a team settles after everybody has noted their own: only the settled ones are counted, each once.

Two auditors of one visit each note a grade, and what they agree on later is a third one. So in such a round no grade
that is noted is counted, nor anything that is asked because of a grade or belongs to one: it would tell the grades.
Settled grades are of organisations, which no policy hides. They never pass the disclosure gate, but are put beside what
has passed it, and are renewed by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.report import QuestionBlock, SectionBlock
from analysis.responses import response_frames
from analysis.round_data import Form, Population, RoundData, SettledGrades
from analysis.routing import Route
from analysis.section_blocks import section_blocks

ONE_EACH = "Final grades, one for each assessment."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledFigures:
    """The figures of settled grades.

    Attributes
    ----------
    sections : tuple of SectionBlock
        The sections that have any, each with its settled questions alone.
    instead_of : frozenset of str
        The questions and repeats of which single answers are not counted.
    places : mapping of str to int
        Where each section and each question stands in the form.
    notes : tuple of str
        What a reader must know of them.
    """

    sections: tuple[SectionBlock, ...]
    instead_of: frozenset[str]
    places: Mapping[str, int]
    notes: tuple[str, ...]


def settled_figures(data: RoundData, settled: SettledGrades, routes: Mapping[str, Route]) -> SettledFigures:
    """Count the settled grades of a round.

    Parameters
    ----------
    data : RoundData
        The round.
    settled : SettledGrades
        Its settled grades. A document has every question that its assessment is graded on, with None for no grade.
    routes : mapping of str to Route
        Which answers decide who is asked, of every question and every repeat.

    Raises
    ------
    ValueError
        Where a settled grade is none that its question can have.
    """
    form = data.instrument
    counted = replace(
        data, responses=settled.responses, population=Population(size=settled.assessments, known=True), codings=()
    )
    frames = response_frames(form, settled.responses)
    sections = []
    for section in section_blocks(counted, frames, everybody=frames, consent=None):
        blocks = [block for block in section.questions if block.name in settled.questions and not section.is_repeat]
        if blocks:
            noted = tuple(replace(block, notes=(*block.notes, ONE_EACH)) for block in blocks)
            sections.append(replace(section, questions=noted))
    names = [name for section in form.sections for name in (section.name, *(item.name for item in section.items))]
    return SettledFigures(
        sections=tuple(sections),
        instead_of=_told_by_grades(form, routes) | settled.questions,
        places={name: place for place, name in enumerate(names)},
        notes=settled.notes,
    )


def _told_by_grades(form: Form, routes: Mapping[str, Route]) -> frozenset[str]:
    """Every grade, whatever belongs to it, and whatever hangs on any of these."""
    grades = {item.name for item in form.items if item.part == "grade"}
    found = grades | {item.name for item in form.items if item.part_of in grades}
    while more := {n for n, route in routes.items() if n not in found and (route.needs | route.follows) & found}:
        found |= more
        found |= {item.name for item in form.items if found & set(item.repeats)}
    return frozenset(found)


def without_noted(
    sections: Iterable[SectionBlock], settled: SettledFigures
) -> tuple[tuple[SectionBlock, ...], tuple[QuestionBlock, ...]]:
    """The sections without the questions that are settled, and these questions; sections with nothing left are gone."""
    kept: list[SectionBlock] = []
    left_out: list[QuestionBlock] = []
    for section in sections:
        if section.name in settled.instead_of:
            left_out += section.questions
            continue
        questions = tuple(block for block in section.questions if block.name not in settled.instead_of)
        left_out += [block for block in section.questions if block.name in settled.instead_of]
        if questions or not section.questions:
            kept.append(section if len(questions) == len(section.questions) else replace(section, questions=questions))
    return tuple(kept), tuple(left_out)


def with_settled(sections: Iterable[SectionBlock], settled: SettledFigures | None) -> tuple[SectionBlock, ...]:
    """The sections with the settled grades in their places.

    ``sections`` may be of an earlier report of the round: whatever it said of the same questions is left out.
    """
    if settled is None:
        return tuple(sections)
    found = {section.name: section for section in without_noted(sections, settled)[0]}
    for own in settled.sections:
        around = found.get(own.name, replace(own, questions=()))
        blocks = sorted((*own.questions, *around.questions), key=lambda block: _place(settled, block.name))
        found[own.name] = replace(around, questions=tuple(blocks))
    return tuple(sorted(found.values(), key=lambda section: _place(settled, section.name)))


def _place(settled: SettledFigures, name: str) -> int:
    return settled.places.get(name, len(settled.places))
