"""The poster "You said, we did" of a cycle as a PDF: the words and sizes of the Word file, ready for any printer."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from exports.documents.poster_plan import KIND, TITLE, Line, SaidPoster, code_of, origin_of, plan_poster
from exports.pdf.typesetting import ENGLISH, HEIGHT, WIDTH, Words, typeset

LEVELS = {"Title": 1, TITLE: 2}


def write_said_poster(poster: SaidPoster, out: Path | BinaryIO, *, language: str = ENGLISH) -> None:
    """Write the poster to ``out``; the language is that of its text, such as ``en-GB``."""
    plan = plan_poster(poster, WIDTH, HEIGHT)
    before, after = map(_words, (*plan.above, *plan.themes)), map(_words, plan.below)
    made = typeset(origin_of(poster), KIND, [*before, code_of(poster), *after], language=language)
    if isinstance(out, Path):
        out.write_bytes(made)
    else:
        out.write(made)


def _words(line: Line) -> Words:
    pieces = [(line.strong, True), (line.text, False)] if line.strong else [(line.text, False)]
    return Words(style=line.style, times=line.times, pieces=pieces, level=LEVELS.get(line.style, 0))
