"""A Report arranged for the results page: what stands together, what has a chart, which marks need their legend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Any

from analysis.disclosure import report_to_json
from analysis.report import (
    Absences,
    Interval,
    Mark,
    PolicyStatement,
    QuestionBlock,
    Report,
    SectionBlock,
    Share,
)
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE
from exports.wording import (
    CLOSED_KINDS,
    COUNTED_KINDS,
    answers_given,
    base_sentence,
    section_sentences,
    unit_nouns,
    version_notes,
)
from survey_app.results.crossed import CrossView, bounds_sentence, cross_views

CHART_WIDTHS = (320, 460)  # a phone, and half a page
CHARTS_KEPT = 600
FEW_GRADES = 3  # fewer judgements are not drawn together in a table
MOST_UNFOLDED = 30  # a page with more questions than this has its sections folded up


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question of the page."""

    block: QuestionBlock
    base: str
    absences: str
    has_chart: bool
    interval_method: str
    notes: tuple[str, ...]
    given: int | None  # how many answers, where nothing else is reported
    crossed: tuple[CrossView, ...] = ()
    bounds: str = ""  # what the favourable share could be of everybody asked


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """What stands together: a question with the parts of its judgement, or neighbours answered in words.

    ``written`` are answered in words or with a date, of which only the number is reported. ``matrix`` are the
    questions that the form shows as one table with this one, where it is the first of them.
    """

    main: QuestionView | None
    parts: tuple[QuestionView, ...] = ()
    written: tuple[QuestionView, ...] = ()
    matrix: tuple[QuestionBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One section of the page."""

    block: SectionBlock
    groups: tuple[QuestionGroup, ...]
    entries_noun: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeTable:
    """Judgements that are given the same grades, a line each."""

    labels: tuple[str, ...]
    lines: tuple[tuple[str, QuestionBlock], ...]  # with the label of its section


def section_views(report: Report) -> tuple[SectionView, ...]:
    """The sections that report anything, each with its questions grouped."""
    crossed = cross_views(report)
    return tuple(
        SectionView(
            block=section,
            groups=tuple(_groups(section, crossed, report.policy)),
            entries_noun=_entries_noun(section),
            notes=(*section_sentences(section), *section.notes),
        )
        for section in report.sections
        if section.questions
    )


def _entries_noun(section: SectionBlock) -> str:
    """What the entries of a repeat are called, singular where there is one."""
    return unit_nouns(section)[0 if section.entries == 1 else 1]


def _groups(
    section: SectionBlock, crossed: Mapping[str, tuple[CrossView, ...]], policy: PolicyStatement
) -> Iterator[QuestionGroup]:
    nouns = unit_nouns(section)
    views = [_question_view(block, nouns, crossed.get(block.name, ()), policy) for block in section.questions]
    matrices = _matrices(section)
    for _, together in groupby(views, key=_belongs_to):
        group = list(together)
        first, written = group[0], tuple(view for view in group if _is_written(view))
        if _is_written(first):
            yield QuestionGroup(main=None, written=written)
        else:
            parts = tuple(view for view in group[1:] if not _is_written(view))
            matrix = matrices.pop(first.block.matrix or "", ())
            yield QuestionGroup(main=first, parts=parts, written=written, matrix=matrix)


def _matrices(section: SectionBlock) -> dict[str, tuple[QuestionBlock, ...]]:
    """The questions of each table that the form shows, where two or more have the same choices and are not hidden."""
    found: dict[str, list[QuestionBlock]] = {}
    for block in section.questions:
        if block.matrix is not None and block.rows:
            found.setdefault(block.matrix, []).append(block)
    return {
        matrix: tuple(blocks)
        for matrix, blocks in found.items()
        if len(blocks) > 1 and len({tuple(row.name for row in block.rows) for block in blocks}) == 1
    }


def _belongs_to(view: QuestionView) -> str:
    """Neighbours with the same of this stand together: parts of a judgement, questions answered in words."""
    if view.block.part_of is not None:
        return f"judgement {view.block.part_of}"
    return "written" if _is_written(view) else f"question {view.block.name}"


def _is_written(view: QuestionView) -> bool:
    return view.block.kind in COUNTED_KINDS


def is_long(sections: tuple[SectionView, ...]) -> bool:
    """Whether the page is so long that its sections are folded up."""
    return sum(len(section.groups) for section in sections) > MOST_UNFOLDED


def _question_view(
    block: QuestionBlock, nouns: tuple[str, str], crossed: tuple[CrossView, ...], policy: PolicyStatement
) -> QuestionView:
    shares = [row.share for row in block.rows]
    intervals = [interval for share in shares if (interval := shown_interval(share))]
    return QuestionView(
        block=block,
        base=own_marks(base_sentence(block, nouns), policy),
        absences=own_marks(_absences_text(block.absences), policy),
        has_chart=block.kind in CLOSED_KINDS
        and not block.narrative_only
        and any(share.share is not None for share in shares),
        interval_method=intervals[0].method if intervals else "",
        notes=(*version_notes(block), *block.notes),
        given=answers_given(block),
        crossed=crossed,
        bounds=bounds_sentence(block),
    )


def grade_tables(report: Report) -> tuple[GradeTable, ...]:
    """The graded judgements of the report, those with the same grades in one table; none where there are only a few."""
    found: dict[tuple[str, ...], list[tuple[str, QuestionBlock]]] = {}
    for section in report.sections:
        for block in section.questions:
            if block.kind == "grade" and block.rows and not section.is_repeat:
                found.setdefault(tuple(row.label for row in block.rows), []).append((section.label, block))
    return tuple(
        GradeTable(labels=labels, lines=tuple(lines)) for labels, lines in found.items() if len(lines) >= FEW_GRADES
    )


def shown_interval(share: Share) -> Interval | None:
    """The interval that fits the population, where there is one; else the plain one."""
    return share.population_interval or share.interval


def _absences_text(absences: Absences) -> str:
    """The kinds of absence that occur, in words."""
    kinds = {
        "not asked": absences.not_asked,
        "not answered": absences.not_answered,
        "not applicable": absences.not_applicable,
        "don't know": absences.dont_know,
    }
    if absences.mark == "c":
        return "; ".join(f"{name} {CONFIDENTIAL if n is None else n}" for name, n in kinds.items() if n != 0)
    return "; ".join(f"{name} {n:,}" for name, n in kinds.items() if n)


def marks_of(report: Report) -> frozenset[Mark]:
    """The marks that stand anywhere in the report, so that the page explains those and no others."""
    return frozenset(_marks_in(report))


def _marks_in(thing: Any) -> Iterator[Mark]:
    if isinstance(thing, tuple):
        for part in thing:
            yield from _marks_in(part)
    elif is_dataclass(thing):
        mark = getattr(thing, "mark", None)
        if mark is not None:
            yield mark
        for field in fields(thing):
            yield from _marks_in(getattr(thing, field.name))


def mark_sign(mark: Mark | None, policy: PolicyStatement | None = None) -> str:
    """What stands in place of a figure."""
    if policy is None:
        return CONFIDENTIAL if mark == "c" else NOT_APPLICABLE
    return policy.symbol if mark == "c" else policy.symbol_z


def own_marks(text: str, policy: PolicyStatement | None) -> str:
    """A sentence about figures, with the marks of the policy in place of the usual ones."""
    if policy is None:
        return text
    return text.replace(CONFIDENTIAL, policy.symbol).replace(NOT_APPLICABLE, policy.symbol_z)


def report_key(report: Report) -> str:
    """A name for the figures of this report, whichever process made it and when; part of its charts' addresses.

    It is a hash of the figures themselves, so that nobody can ask for a chart who has not been given the page.
    """
    return hashlib.sha256(report_to_json(replace(report, produced_at="")).encode()).hexdigest()[:20]


def chart_svg(report: Report, kind: str, name: str, width: int) -> str | None:
    """One chart of a report: of a question, of response rates by a breakdown, or of the themes."""
    drawn = _chart_of(report, kind, name, width)
    policy = report.policy
    # The charts are drawn with the usual mark, which stands in an element of its own.
    return None if drawn is None else drawn.replace(f">{CONFIDENTIAL}<", f">{escape(policy.symbol)}<")


def _chart_of(report: Report, kind: str, name: str, width: int) -> str | None:
    # Drawing loads altair, which takes as long as all the rest of the application: only when a chart is asked for.
    from exports.charts import question_chart_svg, response_rate_chart_svg, themes_chart_svg

    if kind == "question":
        blocks = (block for section in report.sections for block in section.questions if block.name == name)
        block = next(blocks, None)
        return _drawn(question_chart_svg, block, width) if block else None
    if kind == "rates":
        table = next((table for table in report.breakdowns if table.name == name), None)
        return _drawn(response_rate_chart_svg, table, width) if table else None
    return _drawn(themes_chart_svg, report.themes, width) if report.themes else None


@lru_cache(maxsize=CHARTS_KEPT)
def _drawn(draw: Any, block: Any, width: int) -> str | None:
    """Draw once; the same figures always give the same chart."""
    svg: str | None = draw(block, width=width)
    return svg
