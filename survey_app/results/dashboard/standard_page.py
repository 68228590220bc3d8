"""One standard of the dashboard, seen three ways: the agencies' own grades, the walkabouts', and what staff say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from analysis.derived_reports.references import blocks_of
from analysis.report import Report
from exports.chart_records import Chart
from exports.wording import share_text
from survey_app.results.dashboard.filters import chosen_labels
from survey_app.results.dashboard.glance import Foundation
from survey_app.results.dashboard.section11 import rounds_about, standards_paper
from survey_app.results.dashboard.three_views import StandardView, standard_view
from survey_app.results.presentation import own_marks

MOST_SURVEYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """What people said in one question about the standard, as its round's release shows it."""

    name: str
    label: str
    favourable_label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSurvey:
    """One released round with questions about the standard."""

    slug: str
    title: str
    lines: tuple[StaffLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPage:
    """Everything that the page of a standard shows."""

    view: StandardView
    heads: tuple[tuple[str, str], ...]  # all standards: key and label
    surveys: tuple[StaffSurvey, ...]
    chosen: str  # what the filters choose, in words
    charts: Mapping[str, Chart]


def standard_page(session: Session, on: Foundation, key: str) -> StandardPage | None:
    """The page of one standard; None where the partnership has none of this name."""
    paper = standards_paper(session, on.partnership, on.agencies, on.rounds, on.reports, today=on.at.date())
    view = standard_view(paper, key, on.shown_units) if paper is not None else None
    if paper is None or view is None:
        return None
    return StandardPage(
        view=view,
        heads=tuple(paper.standards.labels.items()),
        surveys=tuple(_surveys(on, key)),
        chosen="; ".join(chosen_labels(replace(on.filters, period=""), on.options)),
        charts={"three-ways": view.chart} if view.chart is not None else {},
    )


def _surveys(on: Foundation, key: str) -> Iterator[StaffSurvey]:
    found = 0
    for round_ in rounds_about(on.shown_rounds, key):
        report = on.reports.get(round_.id)
        lines = tuple(_lines(report, key)) if report is not None else ()
        if lines:
            yield StaffSurvey(slug=round_.slug, title=round_.title, lines=lines)
            found += 1
        if found == MOST_SURVEYS:
            return


def _lines(report: Report, key: str) -> Iterator[StaffLine]:
    for block in blocks_of(report):
        if block.name.startswith(f"{key}_") and block.favourable is not None:
            text = own_marks(share_text(block.favourable), report.policy)
            yield StaffLine(
                name=block.name, label=block.label, favourable_label=block.favourable_label or "", text=text
            )
