"""The report of a Learning Hub to the leaders of a partnership: what was heard under each theme, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text

KIND = "Learning Hub report"
KINDS = {"strengths": "What works", "concerns": "Concerns", "others": "Also heard"}
FIGURES = (Column(head="Who came, who answered", share=45, style=STRONG), Column(head="Figure", share=55))
ASKED = (Column(head="Theme", share=40, style=STRONG), Column(head="What is asked of you", share=60))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTheme:
    """One theme. ``points`` are kind, points and how many more there are."""

    title: str
    heard: str
    asked: str
    sources: tuple[str, ...]
    points: tuple[tuple[str, tuple[str, ...], int], ...]
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubReportPaper:
    """Everything that the report says, ready made."""

    theme: str
    partnership: str
    boards: str
    edition: int
    fingerprint: str
    produced_at: datetime
    reason: str
    starts_on: date
    ends_on: date
    opening: str
    closing: str
    figures: tuple[tuple[str, str], ...]
    themes: tuple[ReportTheme, ...]


def write_hub_report(
    report: HubReportPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the report to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(report), KIND)
    _write_opening(paper, report)
    if report.figures:
        rows: list[list[Cell | str]] = [list(row) for row in report.figures]
        paper.heading("Who came, and who answered")
        paper.table(FIGURES, rows, title="Who came to the forums and who answered the surveys", caption=False)
    _write_asked(paper, report)
    for number, theme in enumerate(report.themes, 1):
        _write_theme(paper, theme, number)
    if report.closing:
        paper.heading("What happens with your reply")
        _write_text(paper, report.closing)
    paper.save(out)


def _origin(report: HubReportPaper) -> Origin:
    return Origin(
        title=report.theme, partnership=report.partnership, made_of=f"edition {report.edition} of the report",
        release_class="release", release_number=None, produced_at=report.produced_at.isoformat(),
        instrument=None, policy=None, note=f"Edition {report.edition}, fingerprint {report.fingerprint[:16]}",
    )  # fmt: skip


def _write_opening(paper: Paper, report: HubReportPaper) -> None:
    days = f"{date_text(report.starts_on)} to {date_text(report.ends_on)}"
    paper.paragraph(f"Report to the Strategic Group · {date_text(report.produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(f"What the Learning Hub heard: {report.theme}", "Title")
    paper.paragraph(f"{report.boards or report.partnership} · {days}", "Subtitle")
    if report.reason:
        paper.paragraph(f"Edition {report.edition}. Why there is another: {report.reason}", "Walkabout Callout")
    _write_text(paper, report.opening, "Walkabout Lead")


def _write_asked(paper: Paper, report: HubReportPaper) -> None:
    paper.heading("What is asked of you")
    rows: list[list[Cell | str]] = [
        [f"{number}. {one.title}", one.asked or "Your reply: accepted, accepted in part, or not, and why"]
        for number, one in enumerate(report.themes, 1)
    ]
    paper.table(ASKED, rows, title="Themes and what is asked", caption=False)


def _write_theme(paper: Paper, theme: ReportTheme, number: int) -> None:
    paper.heading(f"{number}. {theme.title}")
    _write_text(paper, theme.heard)
    if theme.sources:
        paper.paragraph(f"Heard in: {'; '.join(theme.sources)}. Pieces are counted here, not people.", "Walkabout Note")
    for kind, points, more in theme.points:
        if points:
            paper.heading(KINDS[kind], 3)
            paper.bullets(points)
            if more:
                paper.paragraph(f"And {more:,} more.", "Walkabout Note")
    for text, where in theme.quotes:
        paper.quote(text, where)
    if theme.asked:
        paper.heading("What is asked", 3)
        _write_text(paper, theme.asked, "Walkabout Callout")


def _write_text(paper: Paper, text: str, style: str = "Normal") -> None:
    for line in text.splitlines():
        if plain_text(line):
            paper.paragraph(line, style)
