"""A partnership at a glance: what is open, overdue and covered, how grades and themes change, what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.beside import ActionLine, Actions
from analysis.report import Report
from exports.chart_records import Chart
from survey_app.partnership.home import open_worries
from survey_app.partnership.models import Agency, Partnership
from survey_app.partnership.services import agencies_of
from survey_app.results.dashboard.filters import Filters, Options, chosen_labels, in_period, options_for, read_filters
from survey_app.results.dashboard.frames import actions_of
from survey_app.results.dashboard.section11 import StandardsPaper, standards_paper
from survey_app.results.dashboard.standards import CoverageTable, GradesView, coverage_table, grades_view
from survey_app.results.dashboard.standing import (
    Alert,
    Place,
    RoundLine,
    duty_alert,
    response_chart,
    round_alerts,
    round_line,
)
from survey_app.results.dashboard.stored import newest_reports, opened_rounds
from survey_app.results.dashboard.theme_changes import ThemeChanges, theme_changes
from survey_app.results.dashboard.theme_charts import themes_chart
from survey_app.results.dashboard.wording import counted, day_text
from survey_app.results.services import Reader
from survey_app.rounds.models import Round

MOST_ALERTS = 8
MOST_DRAWN = 12  # rounds in the chart; all of them stand in its table


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What every page of the dashboard rests on, read once."""

    partnership: Partnership
    agencies: tuple[Agency, ...]
    rounds: tuple[Round, ...]
    reports: Mapping[int, Report]
    waiting: frozenset[int]  # rounds whose first release has not been asked for
    options: Options
    filters: Filters
    at: datetime

    @property
    def shown_rounds(self) -> tuple[Round, ...]:
        """The rounds of the period, open ones first."""
        today = self.at.date()
        found = [one for one in self.rounds if in_period(one, self.filters, today=today)]
        return tuple(sorted(found, key=lambda one: one.state != "open"))

    @property
    def shown_units(self) -> frozenset[str] | None:
        """The names of the agencies that the filters choose; None for all."""
        kind = self.filters.agency_type
        return frozenset(one.name for one in self.agencies if one.agency_type == kind) if kind else None

    def lines(self) -> tuple[RoundLine, ...]:
        """How each round of the period stands."""
        return tuple(
            round_line(
                one, self.reports.get(one.id), filters=self.filters, agencies=self.agencies, today=self.at.date(),
                is_waiting=one.id in self.waiting,
            )
            for one in self.shown_rounds
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsView:
    """The actions that the filters leave in, the overdue ones first, with the figures of all."""

    actions: Actions
    lines: tuple[ActionLine, ...]
    overdue: tuple[ActionLine, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number at the top, what it is of, and the part of the page that says more."""

    label: str
    value: str
    base: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Everything that the first page shows."""

    tiles: tuple[Tile, ...]
    alerts: tuple[Alert, ...]
    open_rounds: tuple[RoundLine, ...]
    closed_rounds: tuple[RoundLine, ...]
    coverage: CoverageTable | None
    grades: GradesView | None
    themes: tuple[ThemeChanges, ...]
    actions: ActionsView | None
    chosen: tuple[str, ...]
    not_filtered: tuple[str, ...]  # what stays whole, and why
    charts: Mapping[str, Chart]


def lay_foundation(
    session: Session, partnership: Partnership, arguments: Mapping[str, str], *, reader: Reader, at: datetime,
    renew: bool = True,
) -> Foundation:  # fmt: skip
    """Read the partnership's agencies, rounds and newest releases, and the view that the address asks for."""
    rounds = opened_rounds(session, partnership.id)
    agencies = agencies_of(session, partnership.id)
    newest = newest_reports(session, rounds, reader=reader, at=at, renew=renew)
    options = options_for(session, partnership.id, agencies, rounds, today=at.date())
    return Foundation(
        partnership=partnership,
        agencies=tuple(agencies),
        rounds=tuple(rounds),
        reports=newest.reports,
        waiting=newest.waiting,
        options=options,
        filters=read_filters(arguments, options),
        at=at,
    )


def glance(session: Session, on: Foundation, *, sees_duty_list: bool) -> Glance:
    """The partnership at a glance."""
    lines = on.lines()
    paper = standards_paper(session, on.partnership, on.agencies, on.rounds, on.reports, today=on.at.date())
    coverage = coverage_table(paper, on.shown_units) if paper is not None else None
    grades = grades_view(paper, on.shown_units) if paper is not None else None
    themes = theme_changes(session, on.shown_rounds, on.reports)
    actions = actions_view(session, on)
    waiting = open_worries(session, on.partnership.id) if sees_duty_list else None
    return Glance(
        tiles=tuple(_tiles(lines, coverage, actions)),
        alerts=(*duty_alert(waiting), *round_alerts(lines, today=on.at.date()), *_more_alerts(paper, actions, on)),
        open_rounds=tuple(line for line in lines if line.is_open),
        closed_rounds=tuple(line for line in lines if not line.is_open),
        coverage=coverage,
        grades=grades,
        themes=themes,
        actions=actions,
        chosen=tuple(chosen_labels(on.filters, on.options)),
        not_filtered=tuple(_not_filtered(on, themes, has_grades=grades is not None)),
        charts=_charts(lines, grades, themes),
    )


def actions_view(session: Session, on: Foundation) -> ActionsView | None:
    """The actions of the agencies that the filters choose."""
    actions = actions_of(session, on.partnership, today=on.at.date())
    if actions is None:
        return None
    units = on.shown_units
    lines = [line for line in actions.lines if units is None or line.owner in units]
    order = {"Overdue": 0, "Open": 1, "Closed": 2}
    figures = actions.figures
    return ActionsView(
        actions=actions,
        lines=tuple(sorted(lines, key=lambda line: (order.get(line.status, 3), line.due_on or on.at.date()))),
        overdue=tuple(line for line in lines if line.status == "Overdue"),
        sentence=f"Of all {counted(figures.n_actions, 'action')}, {figures.n_open} are open, {figures.n_overdue} of "
        f"them overdue, and {figures.n_closed} are closed.",
    )


def _tiles(lines: Sequence[RoundLine], coverage: CoverageTable | None, actions: ActionsView | None) -> Iterator[Tile]:
    opened = [line for line in lines if line.is_open]
    late = sum(line.is_overdue for line in opened)
    yield Tile(
        label="Open rounds", value=f"{len(opened)}", part="open",
        base=f"{late} past the closing date" if late else "none past the closing date",
    )  # fmt: skip
    if coverage is not None:
        yield Tile(label="Standards with current evidence", value=coverage.share, base=coverage.of, part="coverage")
    if actions is not None:
        yield Tile(
            label="Actions overdue", value=f"{len(actions.overdue)}", part="actions",
            base=f"of {counted(sum(line.status != 'Closed' for line in actions.lines), 'open action')}",
        )  # fmt: skip


def _more_alerts(paper: StandardsPaper | None, actions: ActionsView | None, on: Foundation) -> Iterator[Alert]:
    if actions is not None and actions.overdue:
        late = sorted(line.due_on for line in actions.overdue if line.due_on is not None)
        text = f"{counted(len(actions.overdue), 'action')} past the due day"
        yield Alert(kind="actions", places=(Place(title=text),), text=f"The oldest was due on {day_text(late[0])}.")
    ways = paper.standards.three_ways if paper is not None else None
    if paper is None or ways is None:
        return
    flagged = [one.standard for one in ways.by_standard if one.flag.state == "flagged"]
    if flagged:
        places = tuple(Place(title=paper.standards.labels[key], of=key) for key in flagged)
        yield Alert(
            kind="flag", places=places, text="Most agencies’ own grades are good, and others see it differently."
        )


def _not_filtered(on: Foundation, themes: Sequence[ThemeChanges], *, has_grades: bool) -> Iterator[str]:
    """Which figures the filters could not choose from, and why they are whole."""
    filters = on.filters
    if themes and (filters.agency_type or filters.locality):
        yield "Themes are of everybody: they are not released by group."
    if filters.locality and has_grades:
        yield "Grades, coverage and actions are of all localities: an agency’s grades hold wherever it works."
    if filters.period and has_grades:
        yield "Grades, coverage and actions are as they stand today, whatever the period."


def _charts(lines: Sequence[RoundLine], grades: GradesView | None, themes: Sequence[ThemeChanges]) -> dict[str, Chart]:
    found: dict[str, Chart] = {}
    response = response_chart(lines[:MOST_DRAWN])
    if response is not None:
        found["response"] = response
    if grades is not None:
        found["grades"] = grades.chart
    for place, changes in enumerate(themes):
        chart = themes_chart(changes)
        if chart is not None:
            found[f"themes-{place}"] = chart
    return found
