"""Questions over the last rounds of the same questionnaire: small charts on one scale, and a table behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.beside import Course, CoursePoint
from analysis.beside.courses import courses
from analysis.comparison import RoundComparison, comparable_questions
from analysis.report import Report
from exports.chart_records import CourseChart, CourseMark
from exports.formats import percent_text
from exports.wording import share_text
from survey_app.designer.services import compiled_version
from survey_app.results.dashboard.glance import Foundation
from survey_app.results.presentation import mark_sign, own_marks, shown_interval
from survey_app.rounds.models import Round

MOST_EARLIER = 7  # rounds before this one
FEWEST_POINTS = 3  # of two rounds the change is said already
MOST_DRAWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """One question over several rounds: its chart, and a figure for each round that asked it alike."""

    question: str
    label: str
    favourable_label: str
    chart: CourseChart
    points: tuple[tuple[str, str], ...]  # the round and its figure


def round_courses(on: Foundation, round_: Round, report: Report) -> tuple[CourseView, ...]:
    """The questions with at least three rounds to show, the least favourable now first."""
    earlier = list(_earlier(on, round_, report))
    comparisons: dict[int, RoundComparison] = {}
    for one in earlier:
        if one.version_id not in comparisons:
            asked = (compiled_version(each.version).instrument for each in (one, round_))
            comparisons[one.version_id] = comparable_questions(*asked)
    found = courses(
        [*(on.reports[one.id] for one in earlier), report], [comparisons[one.version_id] for one in earlier]
    )
    shown = [one for one in found if sum(point.share.share is not None for point in one.points) >= FEWEST_POINTS]
    shown.sort(key=lambda one: 2.0 if one.points[-1].share.share is None else one.points[-1].share.share)
    return tuple(_view(one, report) for one in shown[:MOST_DRAWN])


def _earlier(on: Foundation, round_: Round, report: Report) -> Iterator[Round]:
    """The last released rounds before this one that asked the same questionnaire of the same unit."""
    same = [
        one
        for one in on.rounds
        if one.id < round_.id
        and one.state == "closed"
        and one.version.instrument_id == round_.version.instrument_id
        and one.id in on.reports
        and on.reports[one.id].unit == report.unit
    ]
    same.sort(key=lambda one: (one.closes_on or date.min, one.id))
    yield from same[-MOST_EARLIER:]


def _view(course: Course, report: Report) -> CourseView:
    said = "; ".join(f"{point.title}: {share_text(point.share)}" for point in course.points)
    return CourseView(
        question=course.question,
        label=course.label,
        favourable_label=course.favourable_label,
        chart=CourseChart(
            description=own_marks(f"Line chart of “{course.label}”, favourable answers. {said}.", report.policy),
            points=tuple(_mark(point, report) for point in course.points),
            whole=1.0,
        ),
        points=tuple((point.title, own_marks(share_text(point.share), report.policy)) for point in course.points),
    )


def _mark(point: CoursePoint, report: Report) -> CourseMark:
    share = point.share
    interval = shown_interval(share)
    return CourseMark(
        label=f"{point.on:%b %Y}" if point.on is not None else "",
        figure=mark_sign(share.mark, report.policy) if share.share is None else percent_text(share.share),
        value=share.share,
        low=interval.low if interval is not None else None,
        high=interval.high if interval is not None else None,
    )
