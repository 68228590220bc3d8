"""One block of the report for each section: its questions one by one, and for a repeat how many entries it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.consent import ConsentCount
from analysis.question_blocks import UNREPORTED, Table, question_block
from analysis.report import QuestionBlock, SectionBlock, Unit
from analysis.responses import ResponseFrames, answered
from analysis.round_data import Form, RoundData
from instruments.items import Item, Section
from instruments.merging import Merged
from instruments.model import Question

MATRIX = "table-list"
OF_THOSE_WHO_AGREED = "Everything else in this report is of those who agreed."


def section_blocks(
    data: RoundData, frames: ResponseFrames, *, everybody: ResponseFrames, consent: ConsentCount | None
) -> tuple[SectionBlock, ...]:
    """The blocks of all sections.

    Parameters
    ----------
    data : RoundData
        The round.
    frames : ResponseFrames
        The answers of those who agreed to take part.
    everybody : ResponseFrames
        All answers, of which the question for consent is counted.
    consent : ConsentCount or None
        Which question that is, where there is one.
    """
    asked_of_all = consent.question if consent is not None else None
    return tuple(
        _repeat_block(section, frames, data)
        if section.repeat is not None
        else _page_block(section, frames, data, everybody=everybody, asked_of_all=asked_of_all)
        for section in data.instrument.sections
    )


def _page_block(
    section: Section, frames: ResponseFrames, data: RoundData, *, everybody: ResponseFrames, asked_of_all: str | None
) -> SectionBlock:
    """One page of the form, question by question."""
    form = data.instrument
    population = data.population.size if data.population.known else None
    unit = form.instrument.settings.unit
    tables = [
        Table(values=found.main, absence=found.absence, unit=unit, population=population)
        for found in (frames, everybody)
    ]
    questions = tuple(
        _described(question_block(item, tables[item.name == asked_of_all]), section, item, form)
        for item in _reported(section)
    )
    questions = tuple(
        replace(block, notes=(*block.notes, OF_THOSE_WHO_AGREED)) if block.name == asked_of_all else block
        for block in questions
    )
    return SectionBlock(
        name=section.name,
        label=section.label,
        unit=unit,
        is_repeat=False,
        entry_name=None,
        entries=None,
        responses_with_entries=None,
        questions=questions,
    )


def _repeat_block(section: Section, frames: ResponseFrames, data: RoundData) -> SectionBlock:
    """A repeat, counted in entries. Its entries are no sample of the round's population."""
    form, repeat = data.instrument, section.repeat
    if repeat is None:
        raise ValueError(f"'{section.name}' is no repeat")
    values = frames.repeats[section.name]
    least = repeat.narrative_below
    narrative = None
    if least is not None and len(values) < least:
        narrative = f"Fewer than {least} entries: described in words, without percentages."
    unit = unit_of(section, form)
    table = Table(values=values, absence=frames.repeat_absence[section.name], unit=unit, narrative=narrative)
    return SectionBlock(
        name=section.name,
        label=section.label,
        unit=unit,
        is_repeat=True,
        entry_name=repeat.entry_name,
        entries=len(values),
        responses_with_entries=int(values["response_id"].nunique()),
        questions=tuple(_described(question_block(item, table), section, item, form) for item in _reported(section)),
        within=form.section(section.parent).label if section.parent is not None else None,
        versions=form.asked_text(section.name) if isinstance(form, Merged) else None,
        notes=(narrative,) if narrative else (),
    )


def _reported(section: Section) -> Iterator[Item]:
    return (item for item in answered(section.items) if item.question.kind not in UNREPORTED and not _is_a_note(item))


def _is_a_note(item: Item) -> bool:
    """Whether it is what a form is given for its own use, without a label: no finding, like the day it was begun."""
    return item.question.kind == "hidden" and item.calculation is None and not item.question.label


def unit_of(section: Section, form: Form) -> Unit:
    """What one entry counts: as the repeat says, or what it stands in, or the form."""
    for name in reversed(section.repeats):
        repeat = form.section(name).repeat
        if repeat is not None and repeat.unit is not None:
            return repeat.unit
    return form.instrument.settings.unit


def _described(block: QuestionBlock, section: Section, item: Item, form: Form) -> QuestionBlock:
    """The block with the table of questions that it stands in, and what is to be said of versions."""
    matrix = _matrix_of(section, item)
    if not isinstance(form, Merged):
        return block if matrix is None else replace(block, matrix=matrix)
    return replace(block, matrix=matrix, versions=form.asked_text(item.name), remarks=form.remarks.get(item.name, ()))


def _matrix_of(section: Section, item: Item) -> str | None:
    """The label of the innermost group that the form shows as a table, if the question is a row of it."""
    around: list[Question] = [*([section.question] if section.question is not None else []), *item.groups]
    if item.question.kind != "select_one" or not around or MATRIX not in around[-1].appearances:
        return None
    return around[-1].label or section.label
