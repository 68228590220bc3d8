"""The brief of a walkabout visit, for its team: where and when, who the agency is, what is known, what good looks like.

A working paper. It holds what the page of the brief shows and computes nothing; the agency's own grades are not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.wording import date_text

KIND = "Brief for a visit"
TEAM = (Column(head="Role", share=40, style=STRONG), Column(head="Name", share=60))
GRADES = (Column(head="Standard", share=72), Column(head="Grade then", share=28, style=STRONG))
REPORTS = (
    Column(head="Published", share=20),
    Column(head="Report", share=46, style=STRONG),
    Column(head="Concern", share=34),
)
RUBRIC = (Column(head="Grade", share=20, style=STRONG), Column(head="What it looks like", share=80))


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefGrade:
    """What one standard was graded last time."""

    standard: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAssessment:
    """The last final assessment of the agency."""

    title: str
    cycle: str
    final_on: date | None
    grades: tuple[BriefGrade, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefReport:
    """An inspection or regulatory report; ``finding`` is its concern, if it has one."""

    published_on: date
    inspectorate: str
    title: str
    link: str
    finding: str
    is_concern: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefStandard:
    """A standard that applies: what to look for, and what each grade looks like (grade and text, the best first)."""

    short: str
    label: str
    criteria: str
    grades: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBrief:
    """All that the brief says, as its page and its Word file show it."""

    partnership: str
    agency: str
    agency_type: str
    areas: tuple[str, ...]
    together: tuple[str, ...]  # the agencies of a collective assessment
    cycle: str
    site: str
    day: date | None
    times: str
    remark: str  # a weekend, a bank holiday
    arrangements: str
    reason: str  # why the visit was proposed
    state: str  # what is to be known first: called off, rubric not agreed
    team: tuple[tuple[str, str], ...]  # role and name
    last: LastAssessment | None
    reports: tuple[BriefReport, ...]
    self_assessment: str  # its state in words, never a grade
    rubric: str  # which version, and whether it is agreed
    standards: tuple[BriefStandard, ...]
    left_out: tuple[str, ...]  # standards that do not apply
    urgent_route: str
    urgent_phone: str
    out_of_hours_phone: str
    produced_at: datetime
    also_look_at: tuple[str, ...] = ()  # what re-tests of recommendations ask of the team


def write_visit_brief(
    brief: VisitBrief, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the brief to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(brief), KIND)
    _write_opening(paper, brief)
    _write_urgent(paper, brief)
    _write_agency(paper, brief)
    _write_known(paper, brief)
    _write_standards(paper, brief)
    paper.save(out)


def _origin(brief: VisitBrief) -> Origin:
    return Origin(
        title=f"{brief.agency}, {brief.site}", partnership=brief.partnership, made_of="the visit",
        release_class="working", release_number=None, produced_at=brief.produced_at.isoformat(), instrument=None,
        policy=None, note=brief.cycle,
    )  # fmt: skip


def _write_opening(paper: Paper, brief: VisitBrief) -> None:
    paper.paragraph(f"{KIND} · {brief.cycle}" if brief.cycle else KIND, "Walkabout Kicker")
    paper.paragraph(brief.agency, "Title")
    day = f"{brief.day:%A} {date_text(brief.day)}" if brief.day else "Day to be agreed"
    when = ", ".join(part for part in (day, brief.times) if part)
    paper.paragraph(f"{brief.site} · {when}" if brief.site else when, "Walkabout Lead")
    for text in (brief.state, brief.remark):
        if text:
            paper.paragraph(text, "Walkabout Callout")
    if brief.reason:
        paper.mixed([("Why this visit: ", "Strong"), (brief.reason, None)])
    if brief.also_look_at:
        paper.heading("Also look at")
        paper.bullets(brief.also_look_at)
    paper.heading("Arrangements")
    _lines(paper, brief.arrangements or "None are recorded yet.")
    paper.heading("Team")
    if brief.team:
        paper.table(TEAM, [list(pair) for pair in brief.team], title="Team", caption=False)
    else:
        paper.paragraph("Nobody is in the team yet.")


def _write_urgent(paper: Paper, brief: VisitBrief) -> None:
    paper.heading("If you are worried about a child")
    _lines(paper, brief.urgent_route or "Follow your own agency’s urgent route.", "Walkabout Callout")
    phones = [
        ("By day", brief.urgent_phone),
        ("Out of hours", brief.out_of_hours_phone),
        ("In immediate danger", "999"),
    ]
    paper.bullets(f"{label}: {number}" for label, number in phones if number)


def _write_agency(paper: Paper, brief: VisitBrief) -> None:
    paper.heading("The agency")
    facts = [("Kind", brief.agency_type), ("Areas", ", ".join(brief.areas))]
    if brief.together:
        facts.append(("Assessed together", ", ".join(brief.together)))
    facts.append(("Self-assessment", brief.self_assessment))
    for name, text in facts:
        if text:
            paper.mixed([(f"{name}: ", "Strong"), (text, None)])
    paper.paragraph("Its own grades are shown only after the team has graded.", "Walkabout Note")


def _write_known(paper: Paper, brief: VisitBrief) -> None:
    paper.heading("What is known")
    last = brief.last
    if last is None:
        paper.paragraph("No earlier assessment of this agency is final here.")
    else:
        paper.paragraph(
            f"Last assessment: {last.cycle}, final on {date_text(last.final_on, 'a day that is not recorded')}."
        )
        if last.grades:
            paper.table(
                GRADES, [[one.standard, one.grade] for one in last.grades], title="Grades of the last assessment"
            )
    if not brief.reports:
        paper.paragraph("No inspection report of this agency is logged.")
        return
    rows: list[Sequence[Cell | str]] = [
        [
            date_text(one.published_on),
            Cell(text=one.title, detail=one.inspectorate),
            one.finding if one.is_concern else "None",
        ]
        for one in brief.reports
    ]
    paper.table(REPORTS, rows, title="Inspection reports")


def _write_standards(paper: Paper, brief: VisitBrief) -> None:
    paper.heading("What good looks like", new_page=True)
    paper.paragraph(brief.rubric)
    for one in brief.standards:
        paper.heading(one.label, 2)
        rows = [[grade, text] for grade, text in one.grades if text]
        _lines(paper, one.criteria, keep_next=bool(rows))
        if rows:
            paper.table(RUBRIC, rows, title=one.label, caption=False)
    if brief.left_out:
        paper.heading("Standards that do not apply", 2)
        paper.bullets(brief.left_out)


def _lines(paper: Paper, text: str, style: str = "Normal", *, keep_next: bool = False) -> None:
    """A text of several lines, a paragraph each."""
    for line in text.splitlines():
        if line.strip():
            paper.paragraph(line, style, keep_next=keep_next)
