"""Two shares side by side as a table says them: before and now, or everybody else and one agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.derived_reports.agency import AgencyQuestion
from analysis.derived_reports.comparison import ComparedQuestion
from analysis.report import PolicyStatement
from exports.wording import share_text
from survey_app.results.presentation import own_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One question on both sides, and whether they differ by more than chance explains."""

    label: str
    first: str
    second: str
    verdict: str


def compared_lines(
    questions: Iterable[ComparedQuestion] | Iterable[AgencyQuestion], policy: PolicyStatement
) -> tuple[ComparedLine, ...]:
    """The questions with favourable answers."""
    return tuple(
        ComparedLine(
            label=question.label,
            first=own_marks(share_text(question.favourable.first), policy),
            second=own_marks(share_text(question.favourable.second), policy),
            verdict=question.favourable.why_not or question.favourable.verdict.capitalize(),
        )
        for question in questions
        if question.favourable is not None
    )
