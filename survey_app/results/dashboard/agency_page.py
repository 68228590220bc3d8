"""One agency of the dashboard: its response, grades, its people’s answers beside the rest, its actions and visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.beside import ActionLine, Visit
from analysis.derived_reports import AgencyReport, agency_report
from analysis.report import Report
from exports.chart_records import Chart
from survey_app.partnership.models import AGENCY_TYPES, Agency
from survey_app.results.dashboard.compared_lines import ComparedLine, compared_lines
from survey_app.results.dashboard.filters import period_text
from survey_app.results.dashboard.frames import visits_of
from survey_app.results.dashboard.glance import Foundation, actions_view
from survey_app.results.dashboard.section11 import standards_paper
from survey_app.results.dashboard.standards import CoverageLine, change_sentence, coverage_table
from survey_app.results.dashboard.standing import RateLine, RoundLine, rate_line, rate_of
from survey_app.results.dashboard.theme_charts import agency_chart
from survey_app.results.dashboard.three_views import ThreeWayLine, agency_lines
from survey_app.results.dashboard.wording import counted

MOST_ROUNDS = 10  # in the first table; the earlier ones fold up
MOST_BESIDE = 6  # reports beside the rest, the newest rounds first


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyResponse:
    """How many of the agency answered in one round, as its release shows it."""

    round: RoundLine
    rate: RateLine
    breakdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideRest:
    """The agency's report of one round; ``chart`` is the name of its chart, if there is one."""

    round: RoundLine
    report: AgencyReport
    chart: str
    lines: tuple[ComparedLine, ...]
    left_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPage:
    """Everything that the page of an agency shows."""

    agency: Agency
    kind: str
    period: str
    responses: tuple[AgencyResponse, ...]
    standards: tuple[ThreeWayLine, ...]
    coverage: CoverageLine | None
    change: str
    constructed: bool
    beside: tuple[BesideRest, ...]
    actions: tuple[ActionLine, ...] | None
    actions_note: str
    visits: tuple[Visit, ...] | None
    visits_note: str
    charts: Mapping[str, Chart]


def agency_page(session: Session, on: Foundation, agency: Agency) -> AgencyPage:
    """The page of one agency."""
    paper = standards_paper(session, on.partnership, on.agencies, on.rounds, on.reports, today=on.at.date())
    table = coverage_table(paper, {agency.name}) if paper is not None else None
    beside, charts = [], {}
    for line, report in _beside(on, agency):
        chart = agency_chart(report)
        name = f"beside-{line.slug}" if chart is not None else ""
        if chart is not None:
            charts[name] = chart
        left_out = f"{counted(len(report.left_out), 'question is', 'questions are')} left out to protect a few people."
        beside.append(
            BesideRest(
                round=line, report=report, chart=name, lines=compared_lines(report.questions, report.round.policy),
                left_out=left_out if report.left_out else "",
            )
        )  # fmt: skip
    actions = actions_view(session, on)
    visits = visits_of(session, on.partnership)
    return AgencyPage(
        agency=agency,
        kind=AGENCY_TYPES.get(agency.agency_type, agency.agency_type),
        period=period_text(on.filters.period) if on.filters.period else "",
        responses=tuple(_responses(on, agency)),
        standards=agency_lines(paper, agency.name) if paper is not None else (),
        coverage=table.lines[0] if table is not None else None,
        change=change_sentence(paper, {agency.name}) if paper is not None else "",
        constructed=paper is not None and paper.constructed,
        beside=tuple(beside),
        actions=None if actions is None else tuple(line for line in actions.lines if line.owner == agency.name),
        actions_note=(actions.actions.note or "") if actions is not None else "",
        visits=None if visits is None else tuple(visit for visit in visits.lines if visit.agency == agency.name),
        visits_note=(visits.note or "") if visits is not None else "",
        charts=charts,
    )


def _responses(on: Foundation, agency: Agency) -> Iterator[AgencyResponse]:
    """The released rate of the agency in each round that was broken down by agency."""
    for line in on.lines():
        if line.report is None:
            continue
        for table in line.report.breakdowns:
            row = rate_of(table, agency.name) if table.name == "agency" else None
            if row is not None:
                yield AgencyResponse(round=line, rate=rate_line(row, line.report), breakdown=table.name)


def _beside(on: Foundation, agency: Agency) -> Iterator[tuple[RoundLine, AgencyReport]]:
    """The agency's reports of the newest rounds whose answers are broken down by agency."""
    found = 0
    for line in on.lines():
        group = _group_of(line.report, agency) if line.report is not None else None
        if line.report is None or group is None:
            continue
        yield line, agency_report(line.report, "agency", group, produced_at=on.at)
        found += 1
        if found == MOST_BESIDE:
            return


def _group_of(report: Report, agency: Agency) -> str | None:
    """The name of the agency's group in the report's cross-tables."""
    tables = (table for table in report.cross_tables if table.breakdown == "agency")
    groups = next((table.groups for table in tables), ())
    return next((group.name for group in groups if group.label == agency.name), None)
