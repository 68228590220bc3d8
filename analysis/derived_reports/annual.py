"""The evidence of a partnership's year for its annual report, under the headings that Working Together asks for.

A year runs from 1 April to 31 March. Everything here is taken from the reports of the year's rounds and from what
stands beside them, each with its source; nothing is computed. A heading without evidence says what would be evidence.

It is not exported by the package, since what stands beside a report is made of the package's own comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.beside import NOTHING, ActionLine, Beside, ThemeQuote, check_beside
from analysis.derived_reports.annual_headings import HEADINGS, AnnualHeading
from analysis.derived_reports.references import (
    ReportsRefused,
    RoundReference,
    class_of,
    reference_to,
)
from analysis.question_names import question_name
from analysis.report import QuestionBlock, ReleaseClass, Report, SectionBlock, Share, ThemeRow

Asked = tuple[SectionBlock, QuestionBlock]
MOST_FIGURES = 4
"""Of the questions of one round under one heading: those answered most or least favourably."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualFigure:
    """One figure with what it is of and where it is from.

    ``share`` is a share as its report shows it; without one, ``words`` say the figure, such as a response rate.
    """

    label: str
    source: RoundReference
    answer: str = ""
    share: Share | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualAction:
    """An action beside a round, with that round."""

    line: ActionLine
    source: RoundReference


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualQuote:
    """A cleared quotation with its theme and round."""

    theme: str
    quote: ThemeQuote
    source: RoundReference


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualSection:
    """One heading with its evidence. ``statements`` are what the partnership itself writes under it."""

    heading: AnnualHeading
    figures: tuple[AnnualFigure, ...] = ()
    actions: tuple[AnnualAction, ...] = ()
    quotes: tuple[AnnualQuote, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def has_evidence(self) -> bool:
        """Whether any round of the year says something under this heading."""
        return bool(self.figures or self.actions or self.quotes)

    @property
    def is_empty(self) -> bool:
        """Whether neither a round nor a record nor a person says anything under this heading."""
        return not (self.has_evidence or self.statements)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A round that is not in the pack, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualPack:
    """A year's evidence. ``sources`` are the rounds, by the day they closed; their places number the sources.

    ``note`` is what stands before the headings, such as which priorities held.
    """

    partnership: str
    begins_on: date
    ends_on: date
    release_class: ReleaseClass
    produced_at: str
    sources: tuple[RoundReference, ...]
    sections: tuple[AnnualSection, ...]
    left_out: tuple[LeftOut, ...]
    note: str = ""


def annual_pack(
    partnership: str,
    year: int,
    reports: Sequence[Report],
    *,
    produced_at: datetime,
    besides: Mapping[str, Beside] | None = None,
    statements: Mapping[str, Sequence[str]] | None = None,
) -> AnnualPack:
    """Put a year's rounds under the headings of the annual report.

    Parameters
    ----------
    partnership : str
        Its name.
    year : int
        The year in which it begins: 2025 is 1 April 2025 to 31 March 2026.
    reports : sequence of Report
        One for each round, all released or all working papers. A round belongs to the year in which it closed or,
        still open, opened; others are left out, and said to be.
    produced_at : datetime
        Of now.
    besides : mapping of str to Beside, optional
        What stands beside the rounds, by their slugs.
    statements : mapping of str to sequence of str, optional
        Paragraphs of the partnership's own, by the names of the headings.

    Raises
    ------
    ReportsRefused
        Where a round is there twice, belongs to another partnership, or working papers and releases are mixed; or
        where a statement is under a heading that is not there.
    ValueError
        Where something may not stand beside its report.
    """
    besides, statements = besides or {}, statements or {}
    _check(partnership, reports, statements)
    begins, ends = date(year, 4, 1), date(year + 1, 3, 31)
    kept: list[Report] = []
    left: list[LeftOut] = []
    for report in sorted(reports, key=lambda one: (str(_day_of(one) or ""), one.slug)):
        why = _why_not(report, begins, ends)
        if why is None:
            check_beside(report, besides.get(report.slug, NOTHING))
            kept.append(report)
        else:
            left.append(LeftOut(title=report.title, why=why))
    pairs = [(report, besides.get(report.slug, NOTHING)) for report in kept]
    return AnnualPack(
        partnership=partnership,
        begins_on=begins,
        ends_on=ends,
        release_class=class_of(reports),
        produced_at=produced_at.isoformat(timespec="minutes"),
        sources=tuple(map(reference_to, kept)),
        sections=tuple(_section(heading, pairs, statements.get(heading.name, ())) for heading in HEADINGS),
        left_out=tuple(left),
    )


def _check(partnership: str, reports: Sequence[Report], statements: Mapping[str, Sequence[str]]) -> None:
    slugs = [report.slug for report in reports]
    twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
    if twice is not None:
        raise ReportsRefused(f"The round “{twice}” is there twice.")
    stray = next((report for report in reports if report.partnership != partnership), None)
    if stray is not None:
        raise ReportsRefused(f"“{stray.title}” is a round of {stray.partnership}, not of {partnership}.")
    names = [heading.name for heading in HEADINGS]
    unknown = next((name for name in statements if name not in names), None)
    if unknown is not None:
        raise ReportsRefused(f"There is no heading “{unknown}”. The headings are {', '.join(names)}.")


def _day_of(report: Report) -> date | None:
    return report.closes_on or report.opens_on


def _why_not(report: Report, begins: date, ends: date) -> str | None:
    """Why a round is not of this year; None where it is."""
    day = _day_of(report)
    if day is None:
        return "It has neither a day of opening nor of closing."
    if not begins <= day <= ends:
        return f"It {'closed' if report.closes_on else 'opened'} on {day:%d.%m.%Y}, in another year."
    if report.responses is None:
        return "So few have answered that no figures are shown."
    return None


def _section(
    heading: AnnualHeading, pairs: Sequence[tuple[Report, Beside]], statements: Sequence[str]
) -> AnnualSection:
    figures: list[AnnualFigure] = []
    actions: list[AnnualAction] = []
    quotes: list[AnnualQuote] = []
    for report, beside in pairs:
        source = reference_to(report)
        figures += _figures(heading, report, beside, source)
        if beside.actions is not None:
            told = [action.line for action in actions]
            actions += [
                AnnualAction(line=one, source=source)
                for one in beside.actions.lines
                if heading.takes(one) and one not in told  # an action may stand beside several rounds
            ]
        if heading.quotes and report.instrument.form_id in heading.forms:
            quotes += _quotes(report, beside, source)
    return AnnualSection(
        heading=heading,
        figures=tuple(figures),
        actions=tuple(actions),
        quotes=tuple(quotes),
        statements=tuple(statements),
    )


def _figures(heading: AnnualHeading, report: Report, beside: Beside, source: RoundReference) -> Iterator[AnnualFigure]:
    """The response rate and questions of rounds of its own forms; questions on its subject from all the others."""
    if heading.every_round or report.instrument.form_id in heading.forms:
        yield AnnualFigure(
            label=report.title, source=source, answer="Response rate", words=report.response_rate.sentence
        )
    if report.instrument.form_id in heading.forms and not heading.every_round:
        liked = sorted(_liked(report), key=lambda pair: -_value(pair[1]))
        yield from (_figure(*pair, source) for pair in (*liked[: MOST_FIGURES // 2], *_least(liked)))
        yield from (_theme(row, source) for row in _themes(report)[:MOST_FIGURES])
    elif heading.subject is not None:
        for section, block in _liked(report):
            if heading.is_about(question_name(section, block)):
                yield _figure(section, block, source)
        yield from (_theme(row, source) for row in _themes(report) if heading.is_about(row.label))
    if heading.change is not None and beside.comparison is not None:
        for one in beside.comparison.questions:
            if one.favourable is not None and one.favourable.verdict == heading.change:
                went = "risen" if heading.change == "higher" else "fallen"
                answer = f"{one.favourable_label or 'favourable'}, {went} since “{beside.comparison.first.title}”"
                yield AnnualFigure(label=one.label, source=source, answer=answer, share=one.favourable.second)


def _liked(report: Report) -> list[Asked]:
    """Questions of which the favourable share is shown, parts of a judgement left out."""
    return [
        (section, block)
        for section in report.sections
        for block in section.questions
        if block.favourable is not None and block.favourable.share is not None
        if block.part_of in (None, block.name) and not block.narrative_only
    ]


def _least(liked: Sequence[Asked]) -> Sequence[Asked]:
    return liked[max(MOST_FIGURES // 2, len(liked) - MOST_FIGURES // 2) :]


def _value(block: QuestionBlock) -> float:
    return (block.favourable.share or 0.0) if block.favourable is not None else 0.0


def _figure(section: SectionBlock, block: QuestionBlock, source: RoundReference) -> AnnualFigure:
    return AnnualFigure(
        label=question_name(section, block),
        source=source,
        answer=block.favourable_label or "favourable",
        share=block.favourable,
    )


def _themes(report: Report) -> list[ThemeRow]:
    rows = report.themes.rows if report.themes is not None else ()
    return sorted((row for row in rows if row.respondents), key=lambda row: -(row.respondents or 0))


def _theme(row: ThemeRow, source: RoundReference) -> AnnualFigure:
    people = "1 person" if row.respondents == 1 else f"{row.respondents:,} people"
    return AnnualFigure(label=row.label, source=source, words=f"written about by {people}")


def _quotes(report: Report, beside: Beside, source: RoundReference) -> Iterator[AnnualQuote]:
    labels = {row.name: row.label for row in _themes(report)}
    for quote in beside.quotes:
        yield AnnualQuote(theme=labels.get(quote.theme, quote.theme), quote=quote, source=source)
