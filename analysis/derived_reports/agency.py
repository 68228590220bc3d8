"""The report for one agency: its group of a breakdown beside everybody else, question by question.

It is made from a round's report and shows nothing that it does not: what the round's report hides of the agency stays
hidden here, and "everybody else" is only given where both the group and the whole are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analysis.derived_reports.compared import Compared, compare_shares, count_verdicts, with_verdicts
from analysis.derived_reports.references import ReportsRefused, RoundReference, blocks_of, definitions_of, reference_to
from analysis.report import CrossRow, CrossTable, Definition, QuestionKind, RateRow, ReleaseClass, Report, Share, Unit
from analysis.shares import make_share

BESIDE = Definition(
    term="Beside everybody else",
    text="The agency’s answers are set beside those of all others together, not beside a total that it is part of. A "
    "difference is called one only where it would be surprising by chance even though many questions were looked at "
    "(Holm’s correction, 5%), and never with fewer than ten answers on either side.",
)
HIDDEN = Share(count=None, base=None, share=None, mark="c")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """One choice of a question: the agency’s share."""

    name: str
    label: str
    favourable: bool
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyQuestion:
    """A question as the agency's people answered it; ``favourable`` sets everybody else first and the agency second."""

    name: str
    label: str
    kind: QuestionKind
    unit: Unit
    part_of: str | None  # the graded judgement that it belongs to
    rows: tuple[AgencyRow, ...]
    favourable_label: str | None
    favourable: Compared | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReport:
    """What one group of a breakdown said, beside everybody else."""

    scope: Literal["agency"] = "agency"
    release_class: ReleaseClass
    partnership: str
    agency: str
    breakdown: str
    produced_at: str
    round: RoundReference
    response: RateRow | None
    answered: int | None  # all of the group whose answers are reported
    questions: tuple[AgencyQuestion, ...]
    left_out: tuple[str, ...]  # closed questions of which nothing about the agency is shown
    definitions: tuple[Definition, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]


def agency_report(report: Report, breakdown: str, group: str, *, produced_at: datetime) -> AgencyReport:
    """Take one group out of a round's report.

    Parameters
    ----------
    report : Report
    breakdown, group : str
        Names as in the report's cross-tables: ``agency`` and ``Police``, or a question and one of its choices.
    produced_at : datetime

    Raises
    ------
    ReportsRefused
        Where the report has no such breakdown or group.
    """
    tables = [table for table in report.cross_tables if table.breakdown == breakdown]
    if not tables:
        raise ReportsRefused(f"“{report.title}” is not broken down by “{breakdown}”.")
    names = [found.name for found in tables[0].groups]
    if group not in names:
        raise ReportsRefused(f"“{report.title}” has no group “{group}” of “{tables[0].breakdown_label}”.")
    place = names.index(group)
    parts = {block.name: block.part_of for block in blocks_of(report)}
    compared = with_verdicts("questions of the agency", dict(_beside(report, tables, place)))
    shown = tuple(
        _question(table, place, compared.get(table.question), parts.get(table.question))
        for table in tables
        if not table.groups[place].withheld
    )
    left_out = tuple(table.question_label for table in tables if table.groups[place].withheld)
    label = tables[0].groups[place].label
    rates = next((table for table in report.breakdowns if table.name == breakdown), None)
    return AgencyReport(
        release_class=report.release_class,
        partnership=report.partnership,
        agency=label,
        breakdown=tables[0].breakdown_label,
        produced_at=produced_at.isoformat(timespec="minutes"),
        round=reference_to(report),
        response=next((row for row in rates.rows if row.label == label), None) if rates is not None else None,
        answered=tables[0].groups[place].asked,
        questions=shown,
        left_out=left_out,
        definitions=definitions_of((report,), BESIDE),
        summary=tuple(_sentences(report, label, shown)),
        warnings=tuple(_warnings(report, len(left_out))),
    )


def _beside(report: Report, tables: list[CrossTable], place: int) -> Iterator[tuple[str, Compared]]:
    """Everybody else, then the agency, for each question with favourable answers."""
    whole = {block.name: block.favourable for block in blocks_of(report)}
    for table in tables:
        total = whole.get(table.question)
        if table.favourable is not None and total is not None:
            own = _share(table.favourable, table, place)
            yield table.question, compare_shares(_rest(total, own), own)


def _share(row: CrossRow, table: CrossTable, place: int) -> Share:
    count, base = row.counts[place], table.groups[place].base
    if count is None or base is None:
        return Share(count=count, base=base, share=None, mark="c")
    return make_share(count, base)


def _rest(total: Share, own: Share) -> Share:
    if total.count is None or total.base is None or own.count is None or own.base is None:
        return HIDDEN
    return make_share(total.count - own.count, total.base - own.base)


def _question(table: CrossTable, place: int, favourable: Compared | None, part_of: str | None) -> AgencyQuestion:
    return AgencyQuestion(
        name=table.question,
        label=table.question_label,
        kind=table.kind,
        unit=table.unit,
        part_of=part_of,
        rows=tuple(
            AgencyRow(name=row.name, label=row.label, favourable=row.favourable, share=_share(row, table, place))
            for row in table.rows
        ),
        favourable_label=table.favourable.label if table.favourable is not None else None,
        favourable=favourable,
    )


def _sentences(report: Report, label: str, questions: tuple[AgencyQuestion, ...]) -> Iterator[str]:
    yield f"What {label} answered in “{report.title}”, beside everybody else."
    found = [question for question in questions if question.favourable is not None]
    counts = count_verdicts(question.favourable for question in found if question.favourable is not None)
    told = sum(counts.values()) - counts["not compared"]
    if not told:
        yield "No question has enough answers shown on both sides to compare."
        return
    one = "1 question was" if told == 1 else f"{told} questions were"
    yield (
        f"{one} compared: in {counts['higher']} {label} answered more favourably than everybody else, in "
        f"{counts['lower']} less, and in {counts['no clear difference']} the difference may be chance."
    )
    for question in found:
        both = question.favourable
        if both is not None and both.verdict in ("higher", "lower"):
            yield (
                f"“{question.label}”: {both.second.share:.0%} ({both.second.count:,} of {both.second.base:,}) answered "
                f"{question.favourable_label}; everybody else {both.first.share:.0%} "
                f"({both.first.count:,} of {both.first.base:,})."
            )


def _warnings(report: Report, left_out: int) -> Iterator[str]:
    if left_out:
        one = "1 question is" if left_out == 1 else f"{left_out} questions are"
        yield f"{one} left out, because figures about very few people could be worked out from them."
    yield from report.warnings
