"""The report of one case of an audit: a working paper for the panel, in bands and with strengths first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.report_standards import FILLS
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text

KIND = "Case report"
ONE_CHILD = (
    "This paper is about one child. It is for the panel and the QA group, and is not passed on: what may be is in the "
    "audit’s report. It names nobody; whoever knew the child may still recognise the case."
)
KNOWN = (Column(head="What is known of the case", share=38, style=STRONG), Column(head="", share=62))
INVOLVED = (Column(head="Agency", share=46, style=STRONG), Column(head="Its part in the audit", share=54))
SETTLED = (
    Column(head="Question", share=24, style=STRONG),
    Column(head="Each agency’s own grade", share=34),
    Column(head="The panel’s grade", share=16),
    Column(head="Reason, and who does not agree", share=26),
)
GROUPS = (
    ("strength", "Strengths"),
    ("enabler", "What helped"),
    ("challenge", "What got in the way"),
    ("learning", "To be learnt"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGrade:
    """One question: each agency's words for its grade, the panel's grade with its reason, and dissents.

    ``place`` is that of the panel's grade among the grades, the best 0; None without one. ``grades`` is how many there
    are.
    """

    question: str
    own: tuple[tuple[str, str], ...]  # agency and grade, or why there is none
    moderated: str
    place: int | None
    grades: int
    reason: str
    dissents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVoices:
    """What one agency wrote of the voices of child, parent and practitioner, or one voice: questions and answers."""

    agency: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePoint:
    """One learning point."""

    kind: str
    theme: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReportPaper:
    """All that a case report says, as its page and its Word file show it."""

    audit: str
    partnership: str
    kind: str
    pseudonym: str
    number: int
    selection: str
    known: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    learning: tuple[CasePoint, ...]
    grades: tuple[CaseGrade, ...]
    joint_working: str
    joint_working_why: str
    unresolved: str
    voices: tuple[CaseVoices, ...]
    state: str  # "" once the panel has signed the case off, else what is still to come
    produced_at: datetime

    def learning_of(self, kind: str) -> tuple[CasePoint, ...]:
        """The points of one kind."""
        return tuple(one for one in self.learning if one.kind == kind)


def write_case_report(
    report: CaseReportPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the report to ``out``, always as a working paper.

    Template and language are those of :func:`open_document`.
    """
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(report), KIND)
    _write_opening(paper, report)
    _write_learning(paper, report)
    _write_grades(paper, report)
    _write_voices(paper, report)
    paper.save(out)


def _origin(report: CaseReportPaper) -> Origin:
    return Origin(
        title=f"{report.audit}: {report.pseudonym}", partnership=report.partnership, made_of="one case of an audit",
        release_class="working", release_number=None, produced_at=report.produced_at.isoformat(), instrument=None,
        policy=None, note="For the panel and the QA group only",
    )  # fmt: skip


def _write_opening(paper: Paper, report: CaseReportPaper) -> None:
    paper.paragraph(f"{KIND} · {report.kind} · {date_text(report.produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(f"Case {report.number}: {report.pseudonym}", "Title")
    paper.paragraph(report.audit, "Subtitle")
    paper.paragraph(ONE_CHILD, "Walkabout Callout")
    if report.state:
        paper.paragraph(report.state, "Walkabout Warning")
    known = [("How it was chosen", report.selection), *report.known]
    paper.heading("The case")
    paper.table(KNOWN, [list(row) for row in known], title="What is known of the case, in bands", caption=False)
    paper.heading("Who was involved")
    if report.agencies:
        paper.table(INVOLVED, [list(row) for row in report.agencies], title="Agencies and their part", caption=False)
    else:
        paper.paragraph("No agency has been asked about this case.")


def _write_learning(paper: Paper, report: CaseReportPaper) -> None:
    paper.heading("What is learnt, strengths first")
    if not report.learning:
        paper.paragraph("The panel has not written any learning of this case yet.")
    for kind, title in GROUPS:
        points = report.learning_of(kind)
        if points:
            paper.heading(title, 2)
            for one in points:
                _write_point(paper, one)


def _write_point(paper: Paper, point: CasePoint) -> None:
    lines = [line for line in map(plain_text, point.text.splitlines()) if line]
    theme = [(f"{point.theme}. ", "Strong")] if point.theme else []
    paper.mixed([*theme, (lines[0] if lines else "", None)], "List Bullet")
    for line in lines[1:]:
        paper.paragraph(line)


def _write_grades(paper: Paper, report: CaseReportPaper) -> None:
    paper.heading("Grades side by side")
    if not report.grades:
        paper.paragraph("Nothing is graded in this case.")
        return
    rows = [_grade_row(one) for one in report.grades]
    paper.table(SETTLED, rows, title="Each agency’s grade and the panel’s, question by question")
    if report.joint_working:
        paper.mixed([("How agencies worked together: ", "Strong"), (report.joint_working, None)])
        _write_lines(paper, report.joint_working_why)
    if report.unresolved:
        paper.heading("What stays unresolved", 2)
        _write_lines(paper, report.unresolved)


def _grade_row(one: CaseGrade) -> Sequence[Cell | str]:
    own = "; ".join(f"{agency}: {grade}" for agency, grade in one.own)
    fill = None
    if one.place is not None:
        fill = FILLS[round(one.place * (len(FILLS) - 1) / max(1, one.grades - 1))]
    worst = one.place is not None and one.place == one.grades - 1
    dissent = " ".join(f"Dissent, {text}" for text in one.dissents)
    return [
        one.question,
        own,
        Cell(text=one.moderated or "Not settled yet", fill=fill, style=STRONG if worst else None),
        Cell(text=one.reason or ("–" if dissent == "" else ""), detail=dissent),
    ]


def _write_voices(paper: Paper, report: CaseReportPaper) -> None:
    paper.heading("Voices")
    if not report.voices:
        paper.paragraph("Nobody wrote down what the child, a parent or a practitioner said.")
    for one in report.voices:
        paper.heading(one.agency, 2)
        for question, answer in one.said:
            paper.mixed([(f"{question} ", "Strong"), (answer, None)])


def _write_lines(paper: Paper, text: str) -> None:
    for line in text.splitlines():
        if plain_text(line):
            paper.paragraph(line)
