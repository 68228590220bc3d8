"""The figures of a report as rows, one for each figure: what analysts load instead of reading a workbook.

The rows are made from a report alone, so they show what it shows and nothing else. Where it hides a figure the row
stands with empty cells and the mark "c"; where a figure has no base or no meaning the mark is "z".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.derived_reports import ComparisonReport
from analysis.derived_reports.comparison import ComparedQuestion
from analysis.report import (
    Absences,
    CrossGroup,
    CrossRow,
    CrossTable,
    HistogramBin,
    Mark,
    NumberSummary,
    QuestionBlock,
    RankRow,
    RateTable,
    Report,
    SectionBlock,
    Share,
    ThemeTable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure, with what it is of.

    ``figure`` names it: "choice", "favourable", "asked", "not_answered", "median" … A share has count, base and limits;
    any other number stands under ``value``, and what is said in words under ``text``.
    """

    round: str
    release: str  # "1", or "working"
    section: str = ""
    section_label: str = ""
    question: str = ""
    question_label: str = ""
    kind: str = ""
    unit: str = ""
    breakdown: str = ""
    breakdown_label: str = ""
    group: str = ""
    group_label: str = ""
    figure: str
    choice: str = ""
    choice_label: str = ""
    favourable: bool | None = None
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    population_low: float | None = None
    population_high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None
    value: float | None = None
    text: str = ""
    mark: str = ""
    note: str = ""


def figure_rows(report: Report | ComparisonReport) -> Iterator[FigureRow]:
    """Every figure of a report, in its order."""
    if isinstance(report, ComparisonReport):
        yield from _comparison_rows(report)
        return
    release = "working" if report.release_class == "working" else str(report.release_number or "")
    row = FigureRow(round=report.slug, release=release, unit=report.unit, figure="")
    yield from _round_rows(report, row)
    for table in report.breakdowns:
        yield from _rate_rows(table, row)
    for section in report.sections:
        yield from _section_rows(section, row)
    places = {block.name: section for section in report.sections for block in section.questions}
    for crossed in report.cross_tables:
        yield from _cross_rows(crossed, places.get(crossed.question), row)
    if report.themes is not None:
        yield from _theme_rows(report.themes, row)


def _counted(row: FigureRow, figure: str, count: int | None, mark: Mark | None = None, note: str = "") -> FigureRow:
    """A count without a share; it carries its mark only where it is not shown."""
    return replace(row, figure=figure, count=count, mark=(mark or "c") if count is None else "", note=note)


def _shared(row: FigureRow, figure: str, share: Share) -> FigureRow:
    near, population, bounds = share.interval, share.population_interval, share.bounds
    return replace(
        row,
        figure=figure,
        count=share.count,
        base=share.base,
        share=share.share,
        low=near.low if near else None,
        high=near.high if near else None,
        interval=near.method if near else "",
        population_low=population.low if population else None,
        population_high=population.high if population else None,
        bound_low=bounds.low if bounds else None,
        bound_high=bounds.high if bounds else None,
        mark=share.mark or ("c" if share.count is None else ""),
        note=share.note or "",
    )


def _round_rows(report: Report, row: FigureRow) -> Iterator[FigureRow]:
    rate = report.response_rate
    yield _counted(row, "responses", report.responses)
    yield replace(
        row, figure="response_rate_at_most" if rate.at_most else "response_rate", count=rate.answered,
        base=rate.population, share=rate.rate, text=rate.sentence, note=rate.note or "",
        mark=rate.mark or ("z" if rate.rate is None else ""),
    )  # fmt: skip
    if report.verdict is not None:
        yield replace(row, figure="verdict", text=report.verdict.verdict, note=" ".join(report.verdict.reasons))


def _rate_rows(table: RateTable, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(row, breakdown=table.name, breakdown_label=table.label, note=table.note or "")
    for one in table.rows:
        unknown: Mark = "z" if one.answered is not None and one.invited is None else "c"
        yield replace(
            row, figure="response_rate", group=one.label, group_label=one.label, count=one.answered, base=one.invited,
            share=one.rate, mark=one.mark or (unknown if one.rate is None else ""),
        )  # fmt: skip


def _section_rows(section: SectionBlock, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(row, section=section.name, section_label=section.label, unit=section.unit)
    if section.is_repeat:
        yield _counted(row, "entries", section.entries, section.mark)
        yield _counted(row, "responses_with_entries", section.responses_with_entries, section.mark)
    for block in section.questions:
        yield from _question_rows(block, row)


def _question_rows(block: QuestionBlock, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(row, question=block.name, question_label=block.label, kind=block.kind, unit=block.unit)
    yield _counted(row, "asked", block.asked, block.mark, note=" ".join(block.notes))
    yield _counted(row, "base", block.base, block.mark)
    yield from _absence_rows(block.absences, row)
    for option in block.rows:
        one = replace(row, choice=option.name, choice_label=option.label, favourable=option.favourable)
        yield _shared(one, "first_choice" if block.kind == "rank" else "choice", option.share)
    if block.favourable is not None:
        one = replace(row, choice_label=block.favourable_label or "", favourable=True)
        yield _shared(one, "favourable", block.favourable)
    if block.median is not None or block.median_note is not None:
        yield replace(row, figure="median", text=block.median or "", note=block.median_note or "")
    for rank in block.ranks:
        yield from _rank_rows(rank, block.base, row)
    if block.numbers is not None:
        yield from _number_rows(block.numbers, row)
    if block.kind == "text":
        yield _counted(row, "comments", block.comments, block.mark)


def _absence_rows(absences: Absences, row: FigureRow) -> Iterator[FigureRow]:
    for name in ("not_asked", "not_answered", "not_applicable", "dont_know"):
        yield _counted(row, name, getattr(absences, name), absences.mark)


def _rank_rows(rank: RankRow, base: int | None, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(row, choice=rank.name, choice_label=rank.label, base=base)
    for place, count in enumerate(rank.positions, start=1):
        yield replace(_counted(row, "put_in_place", count, rank.mark), value=place)
    yield _counted(row, "unranked", rank.unranked, rank.mark)
    if rank.median is not None:
        yield replace(row, figure="median_place", text=rank.median)


def _number_rows(numbers: NumberSummary, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(row, base=numbers.n)
    for name in ("minimum", "lower_quartile", "median", "upper_quartile", "maximum"):
        value = getattr(numbers, name)
        mark = (numbers.mark or "c") if value is None else ""
        yield replace(row, figure=name, value=value, mark=mark, note=numbers.note or "")
    for bar in numbers.histogram:
        yield _bar_row(bar, row)


def _bar_row(bar: HistogramBin, row: FigureRow) -> FigureRow:
    return replace(
        _counted(row, "numbers_within", bar.count, bar.mark), choice_label=bar.label, low=bar.low, high=bar.high
    )


def _cross_rows(table: CrossTable, section: SectionBlock | None, row: FigureRow) -> Iterator[FigureRow]:
    row = replace(
        row, section=section.name if section else "", section_label=section.label if section else "",
        question=table.question, question_label=table.question_label, kind=table.kind, unit=table.unit,
        breakdown=table.breakdown, breakdown_label=table.breakdown_label,
    )  # fmt: skip
    for place, group in enumerate(table.groups):
        one = replace(row, group=group.name, group_label=group.label)
        mark = group.mark or table.mark
        yield _counted(one, "asked", group.asked, mark)
        yield _counted(one, "base", group.base, mark)
        for cell in table.rows:
            yield _cell_row(cell, place, group, mark, "first_choice" if table.kind == "rank" else "choice", one)
        if table.favourable is not None:
            yield _cell_row(table.favourable, place, group, mark, "favourable", one)
    test = table.test
    if test is not None:
        yield replace(
            row, figure="test_p_value", value=test.p_value, text=test.method, mark="z" if test.p_value is None else "",
            note=test.why_not or "",
        )  # fmt: skip
        if test.adjusted is not None:
            yield replace(row, figure="test_adjusted_p_value", value=test.adjusted, text=test.adjustment or "")
        if test.effect is not None:
            yield replace(row, figure="test_effect", value=test.effect, text=test.effect_name or "")


def _cell_row(
    cell: CrossRow, place: int, group: CrossGroup, mark: Mark | None, figure: str, row: FigureRow
) -> FigureRow:
    count, share = cell.counts[place], cell.shares[place]
    absent = (mark or "c") if count is None else ("z" if share is None else "")
    return replace(
        row, figure=figure, choice=cell.name, choice_label=cell.label, favourable=cell.favourable, count=count,
        base=group.base, share=share, low=cell.lows[place], high=cell.highs[place], mark=absent,
        interval="Wilson 95%" if cell.lows[place] is not None else "",
    )  # fmt: skip


def _theme_rows(table: ThemeTable, row: FigureRow) -> Iterator[FigureRow]:
    note = table.note or ""
    for name in ("comments", "coded", "respondents"):
        yield _counted(row, f"themes_{name}", getattr(table, name), note=note)
    for theme in table.rows:
        one = replace(row, choice=theme.name, choice_label=theme.label)
        for name in ("mentions", "respondents", "strengths", "concerns", "neutral"):
            yield _counted(one, f"theme_{name}", getattr(theme, name), theme.mark)


def _comparison_rows(report: ComparisonReport) -> Iterator[FigureRow]:
    for question in report.questions:
        row = FigureRow(
            round=report.second.slug, release=report.release_class, question=question.name,
            question_label=question.label, kind=question.kind, unit=question.unit, breakdown="round",
            breakdown_label="Round", figure="",
        )  # fmt: skip
        for side, reference in (("first", report.first), ("second", report.second)):
            one = replace(row, group=reference.slug, group_label=reference.title)
            for cell in question.rows:
                named = replace(one, choice=cell.name, choice_label=cell.label, favourable=cell.favourable)
                yield _shared(named, "choice", getattr(cell, side))
            if question.favourable is not None:
                named = replace(one, choice_label=question.favourable_label or "", favourable=True)
                yield _shared(named, "favourable", getattr(question.favourable, side))
        yield from _change_rows(question, row)


def _change_rows(question: ComparedQuestion, row: FigureRow) -> Iterator[FigureRow]:
    change = question.favourable
    if change is None:
        return
    row = replace(row, choice_label=question.favourable_label or "", favourable=True, note=change.why_not or "")
    mark = "z" if change.difference is None else ""
    yield replace(
        row, figure="change", value=change.difference, low=change.low, high=change.high, text=change.verdict, mark=mark
    )
    if change.adjusted is not None:
        yield replace(row, figure="change_adjusted_p_value", value=change.adjusted)
