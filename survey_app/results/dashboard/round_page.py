"""One round of the dashboard: its headline, the course of its response, questions, themes and change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comparison import comparable_questions
from analysis.derived_reports import ComparisonReport, ReportsRefused, comparison_report, partnership_report
from analysis.derived_reports.partnership import Headline
from analysis.report import RateTable, Report, Share, ThemeRow, ThemeTable
from exports.chart_records import Chart, CourseChart, CourseMark, Measure, MeasureChart
from exports.formats import percent_text
from exports.wording import share_text
from survey_app.designer.services import compiled_version
from survey_app.results.dashboard.compared_lines import ComparedLine, compared_lines
from survey_app.results.dashboard.glance import Foundation
from survey_app.results.dashboard.round_courses import CourseView, round_courses
from survey_app.results.dashboard.standing import RateLine, RoundLine, breakdown_of, rate_line, round_line
from survey_app.results.dashboard.theme_changes import theme_share
from survey_app.results.dashboard.theme_charts import comparison_chart
from survey_app.results.models import ReportSnapshot
from survey_app.results.presentation import mark_sign, own_marks, shown_interval
from survey_app.results.services import Paper, is_blind
from survey_app.rounds.models import Round

MOST_THEMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """The response as one release gave it."""

    number: int
    on: datetime
    text: str
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """One question with its favourable share, as the report shows it, and that of the groups that are filtered by."""

    name: str
    label: str
    favourable_label: str
    text: str
    interval: str
    groups: tuple[RateLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """One theme: who mentions it, of those who wrote a comment."""

    name: str
    label: str
    text: str
    mentions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """Response rates by one breakdown; ``all_shown`` is False where the filters leave lines out."""

    name: str
    label: str
    lines: tuple[RateLine, ...]
    all_shown: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    """Everything that the page of a round shows. Without a report, only the line."""

    line: RoundLine
    paper: Paper
    report: Report | None
    course: tuple[CoursePoint, ...] = ()
    groups: tuple[GroupTable, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    questions_left_out: int = 0
    question_note: str = ""
    themes: tuple[ThemeLine, ...] = ()
    theme_note: str = ""
    comparison: ComparisonReport | None = None
    compared: tuple[ComparedLine, ...] = ()
    no_comparison: str = ""
    courses: tuple[CourseView, ...] = ()
    charts: Mapping[str, Chart]


def round_page(session: Session, on: Foundation, round_: Round, report: Report | None, *, paper: Paper) -> RoundPage:
    """The page of a round from a report that its reader may see."""
    line = round_line(round_, report, filters=on.filters, agencies=on.agencies, today=on.at.date())
    if report is None:
        return RoundPage(line=line, paper=paper, report=None, charts={})
    course = tuple(course_of(session, round_)) if paper == "release" else ()
    questions, left_out = _questions(on, report)
    comparison, why_not = _comparison(on, round_, paper=paper)
    courses = round_courses(on, round_, report) if paper == "release" else ()
    return RoundPage(
        line=line,
        paper=paper,
        report=report,
        course=course,
        groups=tuple(_group_table(table, report, on) for table in report.breakdowns),
        questions=questions,
        questions_left_out=left_out,
        question_note=_question_note(on, report),
        themes=tuple(_themes(report)),
        theme_note=_theme_note(on, report),
        comparison=comparison,
        compared=compared_lines(comparison.questions, report.policy) if comparison is not None else (),
        no_comparison=why_not,
        courses=courses,
        charts={
            **dict(_charts(course, report, comparison)),
            **{f"course-{view.question}": view.chart for view in courses},
        },
    )


def course_of(session: Session, round_: Round) -> Iterator[CoursePoint]:
    """The response of each release of a round, the first first: each is what was shown then."""
    rows = session.execute(
        select(ReportSnapshot.number, ReportSnapshot.produced_at, ReportSnapshot.report["response_rate"],
               ReportSnapshot.report["policy"])
        .where(ReportSnapshot.round_id == round_.id)
        .order_by(ReportSnapshot.number)
    )  # fmt: skip
    for number, on, rate, policy in rows:
        text = rate["sentence"].replace("[c]", policy.get("symbol", "[c]"))
        yield CoursePoint(number=number, on=on, text=text, rate=rate["rate"])


def _questions(on: Foundation, report: Report) -> tuple[tuple[QuestionLine, ...], int]:
    """The least favourable questions, in the order of the partnership's report."""
    summary = partnership_report(report.partnership, [report], produced_at=on.at).rounds[0]
    lines = tuple(_question_line(one, report, on) for one in summary.headlines)
    return lines, summary.questions_left_out


def _question_line(one: Headline, report: Report, on: Foundation) -> QuestionLine:
    interval = shown_interval(one.share)
    return QuestionLine(
        name=one.question,
        label=one.label,
        favourable_label=one.favourable_label,
        text=share_text(one.share),
        interval=f"{percent_text(interval.low)} to {percent_text(interval.high)}" if interval is not None else "",
        groups=tuple(_group_shares(one.question, report, on)),
    )


def _group_shares(question: str, report: Report, on: Foundation) -> Iterator[RateLine]:
    """The favourable shares of the groups that are filtered by, as the released cross-table shows them."""
    table = next(
        (one for one in report.cross_tables if (one.question, one.breakdown) == (question, breakdown_of(on.filters))),
        None,
    )
    if table is None or table.favourable is None:
        return
    for place, group in enumerate(table.groups):
        if group.label not in _group_names(on):
            continue
        count, share = table.favourable.counts[place], table.favourable.shares[place]
        shown = Share(
            count=count, base=group.base, share=share, mark="c" if count is None or group.base is None else "z"
        )
        text = own_marks(share_text(shown), report.policy)
        yield RateLine(label=group.label, text=text, rate=share)


def _group_names(on: Foundation) -> frozenset[str]:
    return on.shown_units or frozenset({on.filters.locality})


def _question_note(on: Foundation, report: Report) -> str:
    """Whether the questions could be shown for what is filtered by."""
    if not (on.filters.agency_type or on.filters.locality):
        return ""
    name = breakdown_of(on.filters)
    if any(table.breakdown == name for table in report.cross_tables):
        return "The figure of everybody stands first, then that of each chosen group as it was released."
    return "These are the answers of everybody: this round does not release answers by what you filter by."


def _group_table(table: RateTable, report: Report, on: Foundation) -> GroupTable:
    chosen = _group_names(on) if table.name == breakdown_of(on.filters) else None
    rows = [row for row in table.rows if chosen is None or row.label in chosen]
    return GroupTable(
        name=table.name,
        label=table.label,
        lines=tuple(rate_line(row, report) for row in rows),
        all_shown=len(rows) == len(table.rows),
        note=table.note or "",
    )


def _themes(report: Report) -> Iterator[ThemeLine]:
    table = report.themes
    for row in (table.rows if table is not None else ())[:MOST_THEMES]:
        yield ThemeLine(
            name=row.name, label=row.label, text=_theme_text(table, row, report),
            mentions=mark_sign(row.mark, report.policy) if row.mentions is None else f"{row.mentions:,}",
        )  # fmt: skip


def _theme_text(table: ThemeTable | None, row: ThemeRow, report: Report) -> str:
    if table is None:
        return ""
    return own_marks(share_text(theme_share(table, row)), report.policy)


def _theme_note(on: Foundation, report: Report) -> str:
    if report.themes is None or not (on.filters.agency_type or on.filters.locality):
        return ""
    return "Themes are of everybody: they are not released by group."


def _comparison(on: Foundation, round_: Round, *, paper: Paper) -> tuple[ComparisonReport | None, str]:
    """This round beside the one before it that asked the same instrument; of released figures only."""
    earlier = earlier_round(on.rounds, round_)
    if earlier is None:
        return None, "There is no earlier closed round of the same instrument to compare with."
    if paper == "working":
        return None, f"The change since “{earlier.title}” is shown of released figures: see what is released."
    before, now = on.reports.get(earlier.id), on.reports.get(round_.id)
    if before is None or now is None:
        return None, f"“{earlier.title}” has no released figures to compare with."
    asked = (compiled_version(one.version).instrument for one in (earlier, round_))
    try:
        return comparison_report(before, now, comparable_questions(*asked), produced_at=on.at), ""
    except ReportsRefused as error:
        return None, str(error)


def earlier_round(rounds: Sequence[Round], round_: Round) -> Round | None:
    """Of the rounds planned before this one, the one of the same instrument that closed last."""
    found = [
        one
        for one in rounds
        if one.state == "closed"
        and one.closes_on is not None
        and one.version.instrument_id == round_.version.instrument_id
        and one.id < round_.id
        and not is_blind(one)
    ]
    return max(found, key=lambda one: (one.closes_on or date.min, one.id), default=None)


def _charts(
    course: Sequence[CoursePoint], report: Report, comparison: ComparisonReport | None
) -> Iterator[tuple[str, Chart]]:
    if sum(point.rate is not None for point in course) > 1:
        yield "course", course_chart(course)
    questions = questions_chart(report)
    if questions is not None:
        yield "questions", questions
    change = comparison_chart(comparison) if comparison is not None else None
    if change is not None:
        yield "change", change


def course_chart(course: Sequence[CoursePoint]) -> CourseChart:
    """The response rate from release to release."""
    marks = tuple(
        CourseMark(
            label=f"{point.on:%-d %b}",
            figure=percent_text(point.rate) if point.rate is not None else "[c]",
            value=point.rate,
        )
        for point in course
    )
    said = "; ".join(f"release {point.number}, {point.on:%-d %B %Y}: {point.text}" for point in course)
    return CourseChart(description=f"Line chart of the response rate at each release. {said}.", points=marks)


def questions_chart(report: Report) -> MeasureChart | None:
    """The least favourable questions with their intervals."""
    summary = partnership_report(report.partnership, [report], produced_at=datetime.fromisoformat(report.produced_at))
    rows = tuple(_measure(one) for one in summary.rounds[0].headlines)
    if not rows:
        return None
    said = "; ".join(f"{row.label}: {row.figure}" for row in rows)
    method = next((i.method for one in summary.rounds[0].headlines if (i := shown_interval(one.share))), "")
    return MeasureChart(
        description=f"Bar chart of the least favourable questions. {said}.",
        rows=rows,
        caption=f"The line under a bar is its interval ({method})." if method else "",
    )


def _measure(one: Headline) -> Measure:
    interval = shown_interval(one.share)
    return Measure(
        label=one.label, figure=share_text(one.share), value=one.share.share,
        low=interval.low if interval else None, high=interval.high if interval else None,
    )  # fmt: skip
