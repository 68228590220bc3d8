"""The paper of a peer review: what was asked, strengths first, each finding with what bears it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.wording import date_text

TEAM = (Column(head="Reviewer", share=45, style=STRONG), Column(head="Comes from", share=55))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPaper:
    """One confirmed finding; ``sources`` are lines ready made."""

    number: int
    is_strength: bool
    text: str
    impact: str
    confidence: str
    recommendation: str
    sources: tuple[str, ...]
    area_says: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPaper:
    """Everything that the paper says; ``team`` are names with where they come from."""

    title: str
    partnership: str
    reviewed: str
    produced_at: datetime
    starts_on: date
    ends_on: date
    is_final: bool
    questions: tuple[str, ...]
    team: tuple[tuple[str, str], ...]
    findings: tuple[FindingPaper, ...]


def write_peer_review(
    review: ReviewPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the paper to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(review), "Peer review")
    paper.paragraph(f"Peer review · {date_text(review.produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(review.title, "Title")
    days = f"{date_text(review.starts_on)} to {date_text(review.ends_on)}"
    paper.paragraph(f"{review.reviewed} · on site {days}", "Subtitle")
    if not review.is_final:
        paper.paragraph("Draft: the reviewed area has not finished its check of the facts.", "Walkabout Callout")
    if review.questions:
        paper.heading("What the review asked")
        paper.bullets(review.questions)
    _write_findings(paper, "Strengths", [one for one in review.findings if one.is_strength])
    _write_findings(paper, "Areas for development", [one for one in review.findings if not one.is_strength])
    if not review.findings:
        paper.paragraph("No finding is confirmed yet.")
    _write_team(paper, review)
    paper.save(out)


def _origin(review: ReviewPaper) -> Origin:
    return Origin(
        title=review.title, partnership=review.partnership, made_of=f"the peer review of {review.reviewed}",
        release_class="release" if review.is_final else "working", release_number=None,
        produced_at=review.produced_at.isoformat(), instrument=None, policy=None,
        note="Findings name nobody; each has at least two sources",
    )  # fmt: skip


def _write_findings(paper: Paper, heading: str, findings: list[FindingPaper]) -> None:
    if not findings:
        return
    paper.heading(heading)
    for one in findings:
        paper.paragraph(f"{one.number}. {one.text}", "Walkabout Lead", keep_next=True)
        paper.paragraph(f"What it means for children: {one.impact}")
        paper.paragraph(f"Borne out by: {'; '.join(one.sources)}. Confidence: {one.confidence.lower()}.")
        if one.recommendation:
            paper.paragraph(f"Recommended: {one.recommendation}", "Walkabout Callout")
        if one.area_says:
            paper.paragraph(f"The area says: {one.area_says} Answer: {one.answer or 'not given yet'}", "Walkabout Note")


def _write_team(paper: Paper, review: ReviewPaper) -> None:
    if not review.team:
        return
    paper.heading("Who reviewed")
    rows: list[list[Cell | str]] = [list(row) for row in review.team]
    paper.table(TEAM, rows, title="Reviewers and where they come from", caption=False)
