"""The report of a case audit: as a working paper for the panel, and as a release that has passed the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Literal

from docx.text.paragraph import Paragraph

from analysis.report import InstrumentReference, PolicyStatement
from exports.documents.contents_list import fill_contents, start_contents
from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text

KIND = "Audit report"
GROUPS = (
    ("strength", "Strengths"),
    ("enabler", "What helps"),
    ("challenge", "What gets in the way"),
    ("learning", "To be learnt"),
)
RETURNS = (
    Column(head="Agency", share=40, style=STRONG),
    Column(head="Asked", share=15, style=NUMBER),
    Column(head="Made", share=15, style=NUMBER),
    Column(head="Missing", share=15, style=NUMBER),
    Column(head="Not involved", share=15, style=NUMBER),
)
RECOMMENDED = (
    Column(head="Recommendation", share=40, style=STRONG),
    Column(head="Owner", share=22),
    Column(head="Why", share=38),
)
FIGURES = (Column(head="Figure", share=40, style=STRONG), Column(head="Of what", share=60))
CASES_IN_A_TABLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReturns:
    """How many returns were asked of an agency, made, missing, and on how many cases it was not involved."""

    agency: str
    asked: int
    made: int
    missing: int
    not_involved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPoint:
    """One learning point. ``where`` names the case in a working paper, and is empty in a release."""

    kind: str
    theme: str
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeLine:
    """How often each grade was given to one question: counts as they may be shown, and the base in words."""

    question: str
    counts: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationLine:
    """One recommendation with its one owner. ``reference`` is its number and stays."""

    reference: str
    text: str
    why: str
    owner: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """One theme: strengths and helps against challenges, in all and, in a working paper, case by case."""

    theme: str
    total: str
    by_case: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting of a deep dive."""

    met_on: date
    about: str
    who: str
    decided: str
    next_steps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReportPaper:
    """All that an audit's report says. In a release nothing of it is of one case, and every text is cleared.

    ``left_out`` says what this version does not show, and why.
    """

    title: str
    partnership: str
    kind: str
    theme: str
    purpose: str
    release_class: Literal["working", "release"]
    release_number: int | None
    produced_at: datetime
    window_starts_on: date
    window_ends_on: date
    chosen: tuple[str, ...]
    returns: tuple[AgencyReturns, ...]
    returns_note: str
    learning: tuple[AuditPoint, ...]
    case_heads: tuple[str, ...]
    themes: tuple[ThemeLine, ...]
    grade_heads: tuple[str, ...]
    grades: tuple[GradeLine, ...]
    grades_note: str
    moderated: tuple[GradeLine, ...]
    agreement: tuple[tuple[str, str], ...]
    dissents: tuple[str, ...]
    meetings: tuple[MeetingLine, ...]
    recommendations: tuple[RecommendationLine, ...]
    re_audit: str
    method: tuple[str, ...]
    left_out: tuple[str, ...]
    instrument: InstrumentReference | None
    policy: PolicyStatement | None

    def learning_of(self, kind: str) -> tuple[AuditPoint, ...]:
        """The points of one kind."""
        return tuple(one for one in self.learning if one.kind == kind)


def write_audit_report(
    report: AuditReportPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the report to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, audit_origin(report), KIND)
    contents = _write_opening(paper, report)
    _write_learning(paper, report)
    _write_recommendations(paper, report)
    _write_themes(paper, report)
    _write_looked_at(paper, report)
    _write_grades(paper, report)
    _write_agreement(paper, report)
    _write_meetings(paper, report)
    _write_method(paper, report)
    paper.legend()
    fill_contents(paper, contents)
    paper.save(out)


def audit_origin(report: AuditReportPaper) -> Origin:
    """What documents of this report say of where it is from."""
    return Origin(
        title=report.title, partnership=report.partnership, made_of="the audit", release_class=report.release_class,
        release_number=report.release_number, produced_at=report.produced_at.isoformat(),
        instrument=report.instrument, policy=report.policy,
    )  # fmt: skip


def _write_opening(paper: Paper, report: AuditReportPaper) -> Paragraph:
    paper.paragraph(f"{KIND} · {date_text(report.produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(report.title, "Title")
    window = f"Work from {date_text(report.window_starts_on)} to {date_text(report.window_ends_on)}"
    paper.paragraph(f"{report.partnership} · {report.kind} · {window}", "Subtitle")
    if report.purpose:
        _write_lines(paper, report.purpose, "Walkabout Lead")
    elif report.theme:
        paper.paragraph(f"Theme: {report.theme}", "Walkabout Lead")
    for text in report.left_out:
        paper.paragraph(text, "Walkabout Note")
    return start_contents(paper)


def _write_learning(paper: Paper, report: AuditReportPaper) -> None:
    paper.heading("What is learnt, strengths first", new_page=True)
    if not report.learning:
        paper.paragraph(
            "No learning is written yet." if report.release_class == "working" else "No learning is cleared yet."
        )
    for kind, title in GROUPS:
        points = report.learning_of(kind)
        if not points:
            continue
        paper.heading(title, 2)
        for theme in dict.fromkeys(one.theme for one in points):
            if theme:
                paper.heading(theme, 3)
            for one in points:
                if one.theme == theme:
                    _write_point(paper, one)


def _write_point(paper: Paper, point: AuditPoint) -> None:
    lines = [line for line in map(plain_text, point.text.splitlines()) if line]
    for number, line in enumerate(lines):
        where = [(f" ({point.where})", "Walkabout Muted")] if point.where and number == len(lines) - 1 else []
        paper.mixed([(line, None), *where], "List Bullet" if number == 0 else "Normal")


def _write_recommendations(paper: Paper, report: AuditReportPaper) -> None:
    paper.heading("Recommendations")
    if report.recommendations:
        rows: list[Sequence[Cell | str]] = [
            [Cell(text=f"{one.reference}. {one.text}", detail=one.theme), one.owner, one.why]
            for one in report.recommendations
        ]
        paper.table(RECOMMENDED, rows, title="Recommendations, each with the one agency that owns it")
    else:
        paper.paragraph("The audit makes no recommendation so far.")
    paper.heading("Next audit", 2)
    paper.paragraph(report.re_audit)


def _write_themes(paper: Paper, report: AuditReportPaper) -> None:
    if not report.themes:
        return
    paper.heading("Themes")
    paper.paragraph(
        "What speaks for and what against, as counts of learning points: strengths and what helps, then what gets in "
        "the way. Points are counted, not children.",
    )
    heads, rows = report.case_heads, report.themes
    total = (Column(head="Theme", share=70, style=STRONG), Column(head="For : against", share=30, style=NUMBER))
    paper.table(total, [[one.theme, one.total or "–"] for one in rows], title="Strengths against challenges, by theme")
    for first in range(0, len(heads), CASES_IN_A_TABLE):
        shown = heads[first : first + CASES_IN_A_TABLE]
        columns = (
            Column(head="Theme", share=34, style=STRONG),
            *(Column(head=head, share=66 / len(shown), style=NUMBER) for head in shown),
        )
        body = [[one.theme, *(one.by_case[first : first + len(shown)] or ("",) * len(shown))] for one in rows]
        paper.table(columns, body, title=f"The same case by case: cases {shown[0]} to {shown[-1]}")


def _write_looked_at(paper: Paper, report: AuditReportPaper) -> None:
    paper.heading("What was looked at")
    paper.bullets(report.chosen)
    paper.heading("Agencies and their returns", 2)
    if report.returns:
        rows = [
            [one.agency, f"{one.asked:,}", f"{one.made:,}", f"{one.missing:,}", f"{one.not_involved:,}"]
            for one in report.returns
        ]
        paper.table(RETURNS, rows, title="Returns asked of each agency")
    if report.returns_note:
        paper.paragraph(report.returns_note, "Walkabout Note")


def _write_grades(paper: Paper, report: AuditReportPaper) -> None:
    paper.heading("Grades")
    if report.grades_note:
        paper.paragraph(paper.signed(report.grades_note), "Walkabout Note")
    for title, lines in (("The agencies’ own grades", report.grades), ("The panel’s grades", report.moderated)):
        if lines:
            paper.heading(title, 2)
            _write_grade_table(paper, report.grade_heads, lines, title)
    if not report.grades and not report.moderated:
        paper.paragraph("There are no grades to show.")


def _write_grade_table(paper: Paper, heads: Sequence[str], lines: Sequence[GradeLine], title: str) -> None:
    columns = (
        Column(head="Question", share=25, style=STRONG),
        *(Column(head=head, share=62 / max(1, len(heads)), style=NUMBER) for head in heads),
        Column(head="Graded", share=13, style=NUMBER),
    )
    rows = [[one.question, *map(paper.signed, one.counts), paper.signed(one.base)] for one in lines]
    paper.table(columns, rows, title=f"{title}: how often each was given")


def _write_agreement(paper: Paper, report: AuditReportPaper) -> None:
    if not report.agreement and not report.dissents:
        return
    paper.heading("Agreement, and what the panel changed")
    if report.agreement:
        paper.table(FIGURES, [list(row) for row in report.agreement], title="How far grades agreed", caption=False)
    if report.dissents:
        paper.heading("Who does not agree", 2)
        paper.bullets(report.dissents)


def _write_meetings(paper: Paper, report: AuditReportPaper) -> None:
    if not report.meetings:
        return
    paper.heading("Meetings")
    for one in report.meetings:
        paper.heading(f"{date_text(one.met_on)}: {one.about}" if one.about else date_text(one.met_on), 2)
        for name, text in (("There", one.who), ("Decided", one.decided), ("Next", one.next_steps)):
            if text:
                paper.mixed([(f"{name}: ", "Strong"), (text, None)])


def _write_method(paper: Paper, report: AuditReportPaper) -> None:
    paper.heading("How it was done")
    paper.bullets(report.method)


def _write_lines(paper: Paper, text: str, style: str = "Normal") -> None:
    for line in text.splitlines():
        if plain_text(line):
            paper.paragraph(line, style)
