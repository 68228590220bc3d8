"""What stands beside a Report in the documents of its round: the types. Whatever renders them computes nothing.

A :class:`~analysis.report.Report` is the figures of one round. A workbook, a brief or a page also shows how these
changed, what cleared quotations say, what agencies were graded, how far graders agreed and what has been done since.
All of that is handed over ready, in one :class:`Beside`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.pairs import AgreementShare
from analysis.derived_reports.comparison import ComparisonReport
from analysis.durations.actions import ActionFigures
from analysis.report import Report, Share
from analysis.section11.coverage import CoverageMatrix
from analysis.section11.heat_tables import HeatTable
from analysis.section11.three_ways import ThreeWayView


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """One round of a course: its favourable share as that round's report shows it."""

    slug: str
    title: str
    on: date | None  # the day the round closed or, still open, opened
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The favourable share of one question over several rounds that asked it alike, the earliest first."""

    question: str
    label: str
    favourable_label: str
    points: tuple[CoursePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """Section 11 grades of agencies by standard. They are of organisations and shown in full.

    ``labels`` are of the standards, ``grade_labels`` of the grades ("fully" → "Fully met"), the best first.
    """

    labels: Mapping[str, str]
    grade_labels: Mapping[str, str]
    heat: HeatTable
    coverage: CoverageMatrix | None = None
    three_ways: ThreeWayView | None = None
    note: str | None = None  # where the grades are from


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementAgreement:
    """How far agencies agreed that graded one judgement in the same cases. In working papers only."""

    name: str
    label: str
    exact: AgreementShare
    within_one: AgreementShare
    coefficients: tuple[AgreementCoefficient, ...]  # the one to read first stands first


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeQuote:
    """A cleared quotation of a theme whose respondents the report shows."""

    theme: str
    text: str
    treatment: str  # "as written", "redacted", "paraphrased"
    attribution: str = ""  # "A school nurse", as the clearing desk approved it


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One action and the recommendation that it carries out."""

    reference: str
    recommendation: str
    action: str
    owner: str  # the agency
    opened_on: date
    due_on: date | None
    closed_on: date | None
    status: str  # "Open", "Overdue", "Closed"
    impact: str = ""  # what changed for children, where that is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The actions that came of a round, or of all, and their figures on one day."""

    lines: tuple[ActionLine, ...]
    figures: ActionFigures
    without_action: tuple[str, ...] = ()  # recommendations that nobody has taken up
    note: str | None = None  # "Constructed for the demo."


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One walkabout visit."""

    agency: str
    site: str
    on: date
    team: str
    conversations: int | None
    signed_off_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The visits that a round rests on."""

    lines: tuple[Visit, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All that a document may show beside a Report. What is not there is None or empty, and has no sheet or page."""

    comparison: ComparisonReport | None = None  # this round is its second
    courses: tuple[Course, ...] = ()
    standards: Standards | None = None
    agreement: tuple[JudgementAgreement, ...] = ()
    quotes: tuple[ThemeQuote, ...] = ()
    actions: Actions | None = None
    visits: Visits | None = None
    notes: Mapping[str, str] = field(default_factory=dict)  # why a part is missing: "agreement" → a sentence


NOTHING = Beside()


def check_beside(report: Report, beside: Beside) -> None:
    """Refuse what must not stand beside this report.

    Raises
    ------
    ValueError
        Where working figures would stand beside a release, since the one would show what the other hides; where a
        release would say at which visit there were few conversations; where the comparison is of another round; or
        where a quotation is of a theme whose respondents the report does not show.
    """
    comparison = beside.comparison
    if comparison is not None and comparison.second.slug != report.slug:
        raise ValueError(f"the comparison is of the round “{comparison.second.slug}”, the report of “{report.slug}”")
    if comparison is not None and comparison.release_class != report.release_class:
        raise ValueError(f"the comparison is {comparison.release_class}, the report {report.release_class}")
    if beside.agreement and report.release_class != "working":
        raise ValueError("agreement on cases is for working papers, and this report is a release")
    if report.release_class == "release" and beside.visits is not None:
        few = range(1, report.policy.threshold + 1)
        small = next((visit for visit in beside.visits.lines if visit.conversations in few), None)
        if small is not None:
            raise ValueError(f"few people were spoken to at “{small.site}”, and this report is a release")
    shown = {row.name for row in report.themes.rows if row.respondents} if report.themes is not None else set()
    stray = next((quote for quote in beside.quotes if quote.theme not in shown), None)
    if stray is not None:
        raise ValueError(f"a quotation is of the theme “{stray.theme}”, whose respondents the report does not show")
