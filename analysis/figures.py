"""All figures of a round, before disclosure control.

:class:`Figures` never leaves :mod:`analysis`: whoever wants to show something makes a Report of it in
:mod:`analysis.disclosure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from analysis.codebook import make_codebook
from analysis.definitions import method_definitions
from analysis.question_blocks import Table, question_block
from analysis.report import (
    CodebookRow,
    Definition,
    InstrumentReference,
    RateTable,
    ResponseRate,
    SectionBlock,
    ThemeTable,
    Unit,
)
from analysis.response_rates import FrameCell, frame_cells, rate_tables, response_rate
from analysis.responses import ResponseFrames, answered, response_frames
from analysis.round_data import RoundData
from analysis.routing import Route, find_routes
from analysis.themes import Comment, theme_table
from instruments.compiled import CompiledInstrument, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The unsuppressed figures of a round, and what the disclosure gate needs to know of how they hang together."""

    title: str
    slug: str
    partnership: str
    produced_at: datetime
    opens_on: date | None
    closes_on: date | None
    closed: bool
    anonymous: bool
    unit: Unit
    instrument: InstrumentReference
    responses: int
    response_rate: ResponseRate
    breakdowns: tuple[RateTable, ...]
    frame: tuple[FrameCell, ...]
    sections: tuple[SectionBlock, ...]
    themes: ThemeTable | None
    comment_questions: frozenset[str]
    codebook: tuple[CodebookRow, ...]
    definitions: tuple[Definition, ...]
    routes: Mapping[str, Route]


def compute_figures(data: RoundData) -> Figures:
    """Compute every figure of a round.

    Parameters
    ----------
    data : RoundData
        A snapshot of the round.

    Returns
    -------
    Figures
        Unsuppressed: nothing outside :mod:`analysis` may show it.

    Raises
    ------
    ValueError
        Where the snapshot contradicts itself: a response twice, an answer that its question cannot have, a frame
        without counts. The message names the place.
    """
    compiled = data.instrument
    frames = response_frames(compiled, data.responses)
    comments = frozenset(_comments(compiled, frames))
    cells = frame_cells(data.frame)
    sections = tuple(_section_block(section, frames, data) for section in compiled.sections)
    themes = theme_table(data.themes, data.codings, comments)
    settings = compiled.instrument.settings
    return Figures(
        title=data.title,
        slug=data.slug,
        partnership=data.partnership,
        produced_at=data.produced_at,
        opens_on=data.opens_on,
        closes_on=data.closes_on,
        closed=data.closed,
        anonymous=data.anonymous,
        unit=settings.unit,
        instrument=InstrumentReference(
            form_id=settings.form_id,
            title=settings.form_title,
            version=data.version,
            content_hash=data.content_hash,
            purpose=settings.purpose,
            source=settings.source,
        ),
        responses=len(frames.main),
        response_rate=response_rate(len(frames.main), data.population),
        breakdowns=rate_tables(cells, data.frame_labels),
        frame=cells,
        sections=sections,
        themes=themes,
        comment_questions=frozenset(item.name for item in compiled.items if item.question.is_comment),
        codebook=make_codebook(compiled),
        definitions=method_definitions(sections, has_themes=themes is not None),
        routes=find_routes(compiled),
    )


def _section_block(section: Section, frames: ResponseFrames, data: RoundData) -> SectionBlock:
    """One page of the form, or one repeat, question by question."""
    if section.repeat is not None:
        return _repeat_block(section, frames, data)
    population = data.population.size if data.population.known else None
    unit = data.instrument.instrument.settings.unit
    table = Table(values=frames.main, absence=frames.absence, unit=unit, population=population)
    return SectionBlock(
        name=section.name,
        label=section.label,
        unit=unit,
        is_repeat=False,
        entry_name=None,
        entries=None,
        responses_with_entries=None,
        questions=tuple(question_block(item, table) for item in answered(section.items)),
    )


def _repeat_block(section: Section, frames: ResponseFrames, data: RoundData) -> SectionBlock:
    """A repeat, counted in entries. Its entries are no sample of the round's population."""
    repeat = section.repeat
    assert repeat is not None  # the caller looked
    values = frames.repeats[section.name]
    least = repeat.narrative_below
    narrative = None
    if least is not None and len(values) < least:
        narrative = f"Fewer than {least} entries: described in words, without percentages."
    unit = repeat.unit or data.instrument.instrument.settings.unit
    table = Table(values=values, absence=frames.repeat_absence[section.name], unit=unit, narrative=narrative)
    return SectionBlock(
        name=section.name,
        label=section.label,
        unit=unit,
        is_repeat=True,
        entry_name=repeat.entry_name,
        entries=len(values),
        responses_with_entries=int(values["response_id"].nunique()),
        questions=tuple(question_block(item, table) for item in answered(section.items)),
        notes=(narrative,) if narrative else (),
    )


def _comments(compiled: CompiledInstrument, frames: ResponseFrames) -> Iterator[Comment]:
    """Every comment that was written: its response, its question and, in a repeat, its entry."""
    for item in compiled.items:
        if not item.question.is_comment:
            continue
        if item.repeat is None:
            written = frames.main[item.name].notna()
            yield from ((str(response), item.name, 0) for response in written.index[written])
        else:
            frame = frames.repeats[item.repeat]
            found = frame[frame[item.name].notna()]
            for response, entry in zip(found["response_id"], found["entry"], strict=True):
                yield str(response), item.name, int(entry) - 1
