"""The poster "You said, we did" of a cycle in Word: one A4 page for a wall, with a code that leads to all of it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from docx.shared import Pt

from exports.documents.furniture import furnish
from exports.documents.looks import LOOKS
from exports.documents.paper import Paper
from exports.documents.poster_plan import CODE_SIZE, KIND, TITLE, Line, SaidPoster, code_of, origin_of, plan_poster
from exports.documents.template import ENGLISH, open_document


def write_said_poster(
    poster: SaidPoster, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the poster to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, origin_of(poster), KIND)
    plan = plan_poster(poster, paper.text_width, paper.text_height)
    for line in (*plan.above, *plan.themes):
        _write(paper, line)
    paper.picture(code_of(poster), width=CODE_SIZE)
    for line in plan.below:
        _write(paper, line)
    paper.save(out)


def _write(paper: Paper, line: Line) -> None:
    """A paragraph, larger than its style: no style of a report is meant for a wall."""
    if line.style == TITLE:
        paragraph = paper.heading(line.text)
    elif line.strong:
        paragraph = paper.mixed([(line.strong, "Strong"), (line.text, None)], line.style)
    else:
        paragraph = paper.paragraph(line.text, line.style)
    for run in paragraph.runs:
        run.font.size = Pt(round(LOOKS[line.style].size * line.times * 2) / 2)
