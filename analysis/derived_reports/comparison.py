"""The report of a comparison of two rounds: the questions that both asked in the same way, side by side.

It is made from the two rounds' reports and shows nothing that they do not. The rounds are taken for independent groups
of people: where the same people answered twice the intervals are wider than need be, since nobody knows who is who.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analysis.comparison.rounds import RoundComparison
from analysis.derived_reports.compared import Compared, compare_shares, count_verdicts, with_verdicts
from analysis.derived_reports.references import (
    ReportsRefused,
    RoundReference,
    blocks_of,
    class_of,
    definitions_of,
    reference_to,
)
from analysis.report import Definition, QuestionBlock, QuestionKind, ReleaseClass, Report, Share, Unit

CHANGE = Definition(
    term="Change between rounds",
    text="Only questions that both rounds asked in the same words, with the same choices and of the same people are "
    "compared. The interval of the difference is Newcombe’s (1998). A change is called one only where it would be "
    "surprising by chance even though many questions were looked at (Holm’s correction, 5%), and never with fewer than "
    "ten answers on either side. That a change followed something does not mean that it was caused by it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One choice of a question in both rounds; without a test of its own."""

    name: str
    label: str
    favourable: bool
    first: Share
    second: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedQuestion:
    """A question in both rounds: every choice, and the favourable ones together (or, without a scale, none)."""

    name: str
    label: str
    kind: QuestionKind
    unit: Unit
    rows: tuple[ComparedRow, ...]
    favourable_label: str | None
    favourable: Compared | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCompared:
    """A question that stands in one of the rounds, or in both, and is not compared, with the reasons."""

    name: str
    label: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonReport:
    """Two rounds side by side, the earlier one first."""

    scope: Literal["comparison"] = "comparison"
    release_class: ReleaseClass
    partnership: str
    title: str
    produced_at: str
    first: RoundReference
    second: RoundReference
    questions: tuple[ComparedQuestion, ...]
    not_compared: tuple[NotCompared, ...]
    definitions: tuple[Definition, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]


def comparison_report(
    first: Report, second: Report, questions: RoundComparison, *, produced_at: datetime
) -> ComparisonReport:
    """Compare two rounds by their reports.

    Parameters
    ----------
    first, second : Report
        The earlier and the later round, both released or both working papers.
    questions : RoundComparison
        Which questions may be compared (:func:`analysis.comparison.comparable_questions` of the two versions).
    produced_at : datetime

    Raises
    ------
    ReportsRefused
        Where a round is compared with itself, the two count different units, or a working paper with a release.
    """
    if (first.slug, first.partnership) == (second.slug, second.partnership):
        raise ReportsRefused(f"“{first.title}” cannot be compared with itself: choose two rounds.")
    if first.unit != second.unit:
        raise ReportsRefused(
            f"“{first.title}” counts {first.unit} and “{second.title}” counts {second.unit}, so they are not compared."
        )
    release_class = class_of((first, second))
    before = {block.name: block for block in blocks_of(first)}
    after = {block.name: block for block in blocks_of(second)}
    both = [name for name in questions.comparable if name in before and name in after]
    may = [name for name in both if not (before[name].remarks or after[name].remarks)]
    compared = with_verdicts("questions of both rounds", dict(_favourable(may, before, after)))
    found = tuple(
        _question(before[name], after[name], compared.get(name))
        for name in may
        if before[name].rows or name in compared
    )
    return ComparisonReport(
        release_class=release_class,
        partnership=second.partnership,
        title=f"{first.title} and {second.title}",
        produced_at=produced_at.isoformat(timespec="minutes"),
        first=reference_to(first),
        second=reference_to(second),
        questions=found,
        not_compared=(
            *(
                NotCompared(name=one.name, label=one.label, reasons=one.reasons)
                for one in questions.questions
                if not one.is_comparable
            ),
            *(
                NotCompared(name=name, label=after[name].label, reasons=(*before[name].remarks, *after[name].remarks))
                for name in both
                if name not in may
            ),
        ),
        definitions=definitions_of((second, first), CHANGE),
        summary=tuple(_sentences(first, second, found)),
        warnings=tuple(_warnings(first, second, questions)),
    )


def _favourable(
    names: list[str], before: dict[str, QuestionBlock], after: dict[str, QuestionBlock]
) -> Iterator[tuple[str, Compared]]:
    for name in names:
        first, second = before[name].favourable, after[name].favourable
        if first is not None and second is not None:
            yield name, compare_shares(first, second)


def _question(before: QuestionBlock, after: QuestionBlock, favourable: Compared | None) -> ComparedQuestion:
    earlier = {row.name: row for row in before.rows}
    return ComparedQuestion(
        name=after.name,
        label=after.label,
        kind=after.kind,
        unit=after.unit,
        rows=tuple(
            ComparedRow(
                name=row.name,
                label=row.label,
                favourable=row.favourable,
                first=earlier[row.name].share,
                second=row.share,
            )
            for row in after.rows
            if row.name in earlier
        ),
        favourable_label=after.favourable_label,
        favourable=favourable,
    )


def _sentences(first: Report, second: Report, questions: tuple[ComparedQuestion, ...]) -> Iterator[str]:
    yield f"“{second.title}” is compared with “{first.title}”."
    liked = [question for question in questions if question.favourable is not None]
    counts = count_verdicts(question.favourable for question in liked if question.favourable is not None)
    told = sum(counts.values()) - counts["not compared"]
    if not told:
        yield "No question has favourable answers shown in both rounds with enough answers to compare."
        return
    one = "1 question was" if told == 1 else f"{told} questions were"
    yield (
        f"{one} compared by favourable answers: {counts['higher']} rose, {counts['lower']} fell, and of "
        f"{counts['no clear difference']} the difference may be chance."
    )
    for question in liked:
        found = question.favourable
        if found is None or found.verdict not in ("higher", "lower") or found.difference is None:
            continue
        went = "rose" if found.verdict == "higher" else "fell"
        yield (
            f"“{question.label}”: {question.favourable_label} {went} from {found.first.share:.0%} "
            f"({found.first.count:,} of {found.first.base:,}) to {found.second.share:.0%} "
            f"({found.second.count:,} of {found.second.base:,})."
        )


def _warnings(first: Report, second: Report, questions: RoundComparison) -> Iterator[str]:
    if questions.why_not is not None:
        yield questions.why_not
    yield from questions.form_changes
    rates = [report.response_rate.rate for report in (first, second)]
    if rates[0] is not None and rates[1] is not None and abs(rates[0] - rates[1]) >= 0.1:
        yield (
            f"The response rates differ ({first.response_rate.sentence}; {second.response_rate.sentence}): who "
            "answered may have changed more than what they think."
        )
    for report in (first, second):
        yield from (f"“{report.title}”: {warning}" for warning in report.warnings)
