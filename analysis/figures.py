"""All figures of a round, before disclosure control.

:class:`Figures` never leaves :mod:`analysis`: whoever wants to show something makes a Report of it in
:mod:`analysis.disclosure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from analysis.codebook import make_codebook
from analysis.consent import ConsentCount, without_refusals
from analysis.cross_counts import Breakdown, CrossCounts, cross_counts, find_breakdowns
from analysis.definitions import method_definitions
from analysis.report import (
    CodebookRow,
    Definition,
    InstrumentReference,
    QuestionBlock,
    RateTable,
    ResponseRate,
    SectionBlock,
    ThemeTable,
    Unit,
)
from analysis.response_rates import FrameCell, frame_cells, rate_tables, response_rate
from analysis.responses import response_frames
from analysis.round_data import ImportedAnswers, RoundData
from analysis.routing import Route
from analysis.section_blocks import section_blocks
from analysis.settled import SettledFigures, settled_figures, with_settled, without_noted
from analysis.themes import codings_in_one_form, comments_of, theme_table
from analysis.thresholds import ORGANISATIONS, PEOPLE, ReportabilityThresholds
from analysis.version_routes import find_all_routes, tied_questions
from instruments.merging import Merged
from instruments.model import Question


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
    consent: ConsentCount | None
    response_rate: ResponseRate
    breakdowns: tuple[RateTable, ...]
    frame: tuple[FrameCell, ...]
    sections: tuple[SectionBlock, ...]
    themes: ThemeTable | None
    comment_questions: frozenset[str]
    codebook: tuple[CodebookRow, ...]
    definitions: tuple[Definition, ...]
    routes: Mapping[str, Route]
    """Of every question and every repeat, which answers decide who is asked."""
    cross: tuple[CrossCounts, ...]
    thresholds: ReportabilityThresholds
    breakdowns_of_answers: tuple[Breakdown, ...]
    tied: frozenset[str]
    """The questions whose answers hang together with those to others (:mod:`analysis.version_routes`)."""
    sensitive: frozenset[str] = frozenset()
    """The questions of which it tells something, too, that nobody or everybody gave an answer."""
    imported: tuple[ImportedAnswers, ...] = ()
    settled: SettledFigures | None = None
    """Grades that stand in no section here: they are put beside what has passed the gate."""
    left_out: tuple[QuestionBlock, ...] = ()
    """The questions that count as settled only, as single answers have them: for the gate, and never shown."""


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
    form = data.instrument
    every_frame = response_frames(form, data.responses)
    frames, consent = without_refusals(form, every_frame)
    comments = comments_of(form, frames)
    cells = frame_cells(data.frame)
    sections = section_blocks(data, frames, everybody=every_frame, consent=consent)
    # Which version a response answers matters to its codings only where there are several.
    responses = data.responses if data.codings and isinstance(form, Merged) else ()
    codings = codings_in_one_form(form, responses, data.codings)
    themes = theme_table(data.themes, codings, comments)
    settings = form.instrument.settings
    routes = find_all_routes(form, sections)
    settled = settled_figures(data, data.settled, routes) if data.settled is not None else None
    gone = settled.instead_of if settled is not None else frozenset()
    kept, left_out = without_noted(sections, settled) if settled is not None else (sections, ())
    break_down_by = [name for name in data.break_down_by if name not in gone]
    by = find_breakdowns(form, frames, break_down_by, data.frame_labels)
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
            versions=form.versions if isinstance(form, Merged) else (),
            notes=form.notes if isinstance(form, Merged) else (),
        ),
        responses=len(frames.main),
        consent=consent,
        response_rate=response_rate(len(frames.main), data.population),
        breakdowns=rate_tables(cells, data.frame_labels),
        frame=cells,
        sections=kept,
        themes=themes,
        comment_questions=frozenset(item.name for item in form.items if item.question.is_comment),
        codebook=make_codebook(form),
        definitions=method_definitions(
            with_settled(kept, settled), has_themes=themes is not None, has_cross_tables=bool(by)
        ),
        routes={name: route for name, route in routes.items() if name not in gone},
        cross=tuple(one for one in cross_counts(form, frames, by) if one.question not in gone),
        thresholds=data.thresholds or (ORGANISATIONS if settings.unit == "organisations" else PEOPLE),
        breakdowns_of_answers=by,
        sensitive=frozenset(item.name for item in form.items if _is_sensitive(item.question)),
        imported=tuple(data.imported),
        tied=tied_questions(form, routes),
        settled=settled,
        left_out=left_out,
    )


def _is_sensitive(question: Question) -> bool:
    """Whether its ``parameters`` say ``sensitive=yes``."""
    return question.settings_of_type.get("sensitive", "").lower() == "yes"
