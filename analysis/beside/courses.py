"""The course of favourable shares over several rounds, as each round's own report shows them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.beside.records import Course, CoursePoint
from analysis.comparison import RoundComparison
from analysis.derived_reports import ReportsRefused
from analysis.report import QuestionBlock, Report


def courses(reports: Sequence[Report], comparable: Sequence[RoundComparison]) -> tuple[Course, ...]:
    """Every scale and grade of the newest round that an earlier one asked alike.

    Parameters
    ----------
    reports : sequence of Report
        The rounds, the earliest first; all released or all working papers.
    comparable : sequence of RoundComparison
        For each report but the last, which questions of its version and of the last one's may be compared.

    Returns
    -------
    tuple of Course
        In the order of the newest form. A round that hides a share has a point without it; one that asked differently
        has none.

    Raises
    ------
    ReportsRefused
        Where a round stands twice, the rounds count different units, or a working paper stands beside a release.
    ValueError
        Where there is not one comparison for each earlier round.
    """
    if len(comparable) != max(0, len(reports) - 1):
        raise ValueError(f"{len(reports)} reports need {max(0, len(reports) - 1)} comparisons, not {len(comparable)}")
    if len(reports) < 2:
        return ()
    _check(reports)
    blocks = [_favourable(report) for report in reports]
    alike = [frozenset(one.comparable) for one in comparable]
    found = []
    for name, newest in blocks[-1].items():
        earlier = [
            _point(report, own[name])
            for report, own, names in zip(reports, blocks, alike, strict=False)
            if name in names and name in own
        ]
        if earlier:
            found.append(_course(newest, (*earlier, _point(reports[-1], newest))))
    return tuple(found)


def _check(reports: Sequence[Report]) -> None:
    slugs = [(report.partnership, report.slug) for report in reports]
    if len(set(slugs)) < len(slugs):
        raise ReportsRefused("A round stands twice in the same course.")
    for what, values in (
        ("count different units", {report.unit for report in reports}),
        ("are working papers and releases", {report.release_class for report in reports}),
    ):
        if len(values) > 1:
            raise ReportsRefused(f"These rounds {what} ({', '.join(sorted(values))}), so they have no common course.")


def _favourable(report: Report) -> dict[str, QuestionBlock]:
    """The questions that have favourable answers and were asked in one way only."""
    return {
        block.name: block
        for section in report.sections
        for block in section.questions
        if block.favourable is not None and not block.remarks
    }


def _point(report: Report, block: QuestionBlock) -> CoursePoint:
    if block.favourable is None:
        raise ValueError(f"'{block.name}' has no favourable answers")
    return CoursePoint(
        slug=report.slug, title=report.title, on=report.closes_on or report.opens_on, share=block.favourable
    )


def _course(newest: QuestionBlock, points: tuple[CoursePoint, ...]) -> Course:
    return Course(
        question=newest.name, label=newest.label, favourable_label=newest.favourable_label or "", points=points
    )
