"""What the slides of a round say: in short, who answered, what they said and wrote, what changed, what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.beside import Beside
from analysis.report import QuestionBlock, RateTable, Report, SectionBlock
from exports.briefing import FEW, KeyFigure, decisions_asked, headline, key_figures, verdict_texts
from exports.plain_text import plain_text
from exports.slides.plans import ChartPlan, SlidePlan, TablePlan
from exports.slides.voices import theme_slides
from exports.slides.work import action_slides, change_slides, standard_slides
from exports.wording import (
    CLOSED_KINDS,
    base_sentence,
    chart_alt_text,
    counted,
    date_text,
    interval_text,
    mark_text,
    rate_alt_text,
    rate_text,
    share_text,
    unit_nouns,
    versions_text,
)

MOST_BARS = 8
MOST_CLOSER = 3


def slides_of(report: Report, beside: Beside, ask: Sequence[str], lead: str) -> list[SlidePlan]:
    """Every slide that the report could have, in the order of telling; the ranks say which matter most."""
    figures = key_figures(report, beside.comparison, most=6)
    return [
        _in_short(report, lead),
        _asked(report),
        _answered(report),
        _said(report, figures),
        *_closer(report, figures),
        *theme_slides(report, beside),
        *change_slides(beside),
        *standard_slides(beside),
        *action_slides(beside),
        SlidePlan(
            title="What happens next",
            words=tuple([*ask] or decisions_asked(report, beside)),
            notes=("These are for the Strategic Group to decide. Change them before the meeting where need be.",),
        ),
        _care(report),
    ]


def _in_short(report: Report, lead: str) -> SlidePlan:
    verdict = verdict_texts(report)
    words = [*([" ".join(verdict)] if verdict else []), *(report.warnings[:2] if verdict is None else ())]
    return SlidePlan(title="In short", lead=lead or headline(report), words=tuple(words), notes=tuple(report.summary))


def _asked(report: Report) -> SlidePlan:
    """What was asked of whom, when."""
    asked = sum(len(section.questions) for section in report.sections)
    sections = [plain_text(section.label) for section in report.sections]
    number = "1 question" if asked == 1 else f"{asked:,} questions"
    parts = "; ".join(sections[:6]) + (f"; and {len(sections) - 6} more" if len(sections) > 6 else "")
    instrument = report.instrument
    words = [
        f"{instrument.title}, {versions_text(instrument)}: {number}.",
        *([instrument.purpose] if instrument.purpose else []),
        f"Parts: {parts}." if parts else "",
        f"Open from {date_text(report.opens_on)} to {date_text(report.closes_on, 'no closing date')}; "
        + ("answers were anonymous." if report.anonymous else "respondents were named users."),
    ]
    return SlidePlan(title="What was asked, and when", words=tuple(one for one in words if one))


def _answered(report: Report) -> SlidePlan:
    """Response rates by the first breakdown that shows more than one, or the rate alone."""
    rate = report.response_rate
    said = f"Response rate: {rate.sentence}." if rate.rate is not None else f"Response: {rate.sentence}."
    words = [said, *([f"{rate.note.rstrip('.')}."] if rate.note else [])]
    table = next((one for one in report.breakdowns if sum(row.rate is not None for row in one.rows) > 1), None)
    if table is None:
        return SlidePlan(title="Who answered", words=tuple(words))
    shown = [row for row in table.rows if row.rate is not None][:MOST_BARS]
    hidden = [plain_text(row.label) for row in table.rows if row.rate is None]
    if hidden:
        words.append(f"Not shown: {', '.join(hidden[:4])}{' and others' if len(hidden) > 4 else ''}.")
    chart = ChartPlan(
        categories=tuple(row.label for row in shown),
        bases=tuple(f"{row.answered:,} of {row.invited:,}" for row in shown),
        series=(("Response rate", tuple(min(row.rate or 0.0, 1.0) for row in shown)),),
        description=rate_alt_text(table),
        percent=True,
    )
    return SlidePlan(
        title=f"Who answered, by {table.label.lower()}", words=tuple(words), chart=chart, notes=_rate_notes(table)
    )


def _rate_notes(table: RateTable) -> tuple[str, ...]:
    rows = [f"{row.label}: {rate_text(row.rate, row.mark, row.answered, row.invited)}" for row in table.rows]
    return (f"{table.label}, answered of invited:", *rows, table.note or "")


def _said(report: Report, figures: Sequence[KeyFigure]) -> SlidePlan:
    """The headline figures as bars; where few answered, as counts in a table."""
    if not figures:
        nothing = "No figure of this round can be shown." if not report.responses else "No percentage is shown."
        return SlidePlan(title="What people said", words=(nothing,))
    sentences = [f"{figure.label}: {share_text(figure.share)} answered {figure.answer}" for figure in figures]
    if any((figure.share.base or 0) < FEW for figure in figures):
        table = TablePlan(
            heads=("Question", "Answer", "How many"),
            shares=(50, 30, 20),
            rows=tuple((figure.label, figure.answer, figure.base_text) for figure in figures),
            description=f"{'; '.join(sentences)}.",
        )
        return SlidePlan(title="What people said", table=table, notes=tuple(sentences))
    answers = dict.fromkeys(figure.answer for figure in figures)
    chart = ChartPlan(
        categories=tuple(figure.label for figure in figures),
        bases=tuple(f"{figure.share.count:,} of {figure.share.base:,}" for figure in figures),
        series=(("Share of those who gave an answer that counts", tuple(one.share.share or 0.0 for one in figures)),),
        description=f"Bar chart: {'; '.join(sentences)}.",
        percent=True,
    )
    words = [f"The bars are of those who answered: {'; '.join(answers)}."]
    intervals = [
        f"{one.label}: 95% interval {interval_text(one.share.interval)} ({one.share.interval.method})"
        for one in figures
        if one.share.interval is not None
    ]
    if intervals:
        words.append("By chance alone the figures may vary: the intervals are in the notes.")
    return SlidePlan(title="What people said", words=tuple(words), chart=chart, notes=(*sentences, *intervals))


def _closer(report: Report, figures: Sequence[KeyFigure]) -> Iterator[SlidePlan]:
    """The answers behind the lowest, the highest and the next lowest of the headline figures."""
    ranked = sorted(figures, key=lambda one: one.share.share or 0.0)
    order = [*ranked[:1], *ranked[-1:], *ranked[1:2]]
    wanted = list({figure.block.name: figure for figure in order}.values())[:MOST_CLOSER]
    sections = {block.name: section for section in report.sections for block in section.questions}
    for rank, figure in enumerate(wanted):
        drawn = figure.block.kind in CLOSED_KINDS and (figure.share.base or 0) >= FEW
        if drawn and len(figure.block.rows) <= MOST_BARS:
            yield from _distribution(sections[figure.block.name], figure.block, rank=(4, 7, 9)[rank])


def _distribution(section: SectionBlock, block: QuestionBlock, rank: int) -> Iterator[SlidePlan]:
    shown = [row for row in block.rows if row.share.share is not None]
    if len(shown) < 2:
        return
    stressed = any(row.favourable for row in block.rows)
    chart = ChartPlan(
        categories=tuple(row.label for row in shown),
        series=(("Share", tuple(row.share.share or 0.0 for row in shown)),),
        description=chart_alt_text(block),
        percent=True,
        strong=tuple(row.favourable or not stressed for row in shown),
    )
    words = [base_sentence(block, unit_nouns(section))]
    if block.favourable is not None and block.favourable.share is not None:
        words.append(f"{block.favourable_label}: {share_text(block.favourable)}.")
    if block.median:
        words.append(f"The answer in the middle is “{block.median}”.")
    hidden = [row.label for row in block.rows if row.share.share is None]
    if hidden:
        words.append(f"Not shown: {'; '.join(hidden)}.")
    notes = [f"{row.label}: {share_text(row.share)}" for row in block.rows]
    yield SlidePlan(title=block.label, words=tuple(words), chart=chart, notes=tuple(notes), rank=rank)


def _care(report: Report) -> SlidePlan:
    """How far the figures go."""
    policy = report.policy
    words = list(report.warnings[:4])
    if policy.threshold:
        words.append(
            f"Counts from 1 to {policy.threshold} are hidden ({mark_text('c')}), and whatever they could be worked out "
            "from."
        )
    held = len(report.suppressions)
    if held:
        words.append(f"The release log says what is hidden and why: {counted(held, ('entry', 'entries'))}.")
    words = words or ["Nothing is hidden, and no caution is needed beyond the bases of the figures."]
    definitions = tuple(f"{one.term}: {one.text}" for one in report.definitions)
    return SlidePlan(title="How far these figures go", words=tuple(words), notes=(policy.description, *definitions))
