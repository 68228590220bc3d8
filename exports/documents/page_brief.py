"""A brief of one page: a title, for whom it is, and a few headings with a text each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBrief:
    """Everything that the page says."""

    title: str
    audience: str
    partnership: str
    reference: str
    dated: date
    sections: tuple[tuple[str, str], ...]
    is_draft: bool = False
    fingerprint: str = ""


def write_page_brief(
    brief: PageBrief, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the brief to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(brief), f"Brief for {brief.audience}")
    paper.paragraph(f"Brief for {brief.audience} · {date_text(brief.dated)}", "Walkabout Kicker")
    paper.paragraph(brief.title, "Title")
    if brief.is_draft:
        paper.paragraph("A draft: it has not been sent.", "Walkabout Callout")
    for heading, text in brief.sections:
        paper.heading(heading, 2)
        _write_text(paper, text)
    paper.save(out)


def _write_text(paper: Paper, text: str) -> None:
    """Lines that begin with a point are a list; the others are paragraphs."""
    points: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("• "):
            points.append(line[2:])
            continue
        if points:
            paper.bullets(points)
            points = []
        if plain_text(line):
            paper.paragraph(line)


def _origin(brief: PageBrief) -> Origin:
    mark = f", fingerprint {brief.fingerprint[:16]}" if brief.fingerprint else ""
    return Origin(
        title=brief.title, partnership=brief.partnership, made_of=f"brief {brief.reference}", release_class="release",
        release_number=None, produced_at=datetime.combine(brief.dated, time(9)).isoformat(), instrument=None,
        policy=None, note=f"{brief.reference}{mark}",
    )  # fmt: skip
