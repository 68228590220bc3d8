"""A document being typeset: its paragraphs go to Typst as data, and a tagged PDF comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from exports.chart_images import ChartImage
from exports.documents.furniture import Origin, release_line, source_text
from exports.documents.looks import LOOKS
from exports.pdf.typeface import FAMILY, FOLDER, drawable
from exports.plain_text import plain_text
from exports.text_fit import text_width

ENGLISH = "en-GB"
PAGE = Path(__file__).parent / "page.typ"
WIDTH, HEIGHT = 170 / 25.4 * 72, 249 / 25.4 * 72  # of the text of an A4 page, in points: margins as in our Word files
LINE = 0.9  # of the width, which a word may take before it is broken: letters of other scripts may be wider
BREAK = "\u200b"
WHOLE = re.compile(r"(?<=[ /-])")  # between these, a line may end anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One paragraph: its style, its pieces with whether each is bold, and its level where it is a heading."""

    style: str
    pieces: Sequence[tuple[str, bool]]
    times: float = 1.0
    level: int = 0


def typeset(origin: Origin, kind: str, paragraphs: Iterable[Words | ChartImage], *, language: str = ENGLISH) -> bytes:
    """The document as a PDF that conforms to PDF/UA-1. It grows by pages, and nothing is ever cut off.

    Parameters
    ----------
    origin : Origin
        Where its words are from: title, header, footer and properties say so.
    kind : str
        What kind of paper it is, for the header.
    paragraphs : iterable of Words or ChartImage
        What it says, from top to bottom. The first heading has level 1, and no level is left out.
    language : str
        Of the text, such as ``en-GB`` or ``cy-GB``.
    """
    tongue, _, region = language.partition("-")
    given = {
        "title": drawable(f"{kind}: {origin.title}")[:250], "author": drawable(origin.partnership)[:250] or "Walkabout",
        "subject": drawable(source_text(origin))[:250], "family": FAMILY, "language": tongue, "region": region or None,
        "furniture": {
            "partnership": drawable(plain_text(origin.partnership, 70)), "kind": drawable(plain_text(kind, 40)),
            "release": drawable(release_line(origin)), "header": _looks("Header"), "footer": _looks("Footer"),
        },
        "paragraphs": [one for one in map(_given, paragraphs) if one is not None],
    }  # fmt: skip
    made: bytes = typst.compile(
        PAGE.read_bytes(), font_paths=_fonts(), pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(given)}, timestamp=datetime.fromisoformat(origin.produced_at),
    )  # fmt: skip
    return made


@cache
def _fonts() -> typst.Fonts:
    """Our typeface and no other: a file looks the same whatever the machine has."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


def _given(one: Words | ChartImage) -> dict[str, Any] | None:
    """What the page is told of a paragraph; None where nothing in it can be drawn."""
    if isinstance(one, ChartImage):
        described = drawable(one.description)
        return {"kind": "picture", "png": list(one.png), "width": one.width, "description": described}
    looks = _looks(one.style, one.times)
    room = (WIDTH - looks["indent"]) * LINE
    pieces = [(_breakable(_piece(text), room, looks["size"]), strong) for text, strong in one.pieces]
    if not any(text.strip() for text, _ in pieces):
        return None
    return {"kind": "words", "level": one.level, "pieces": pieces, "look": looks}


def _piece(text: str) -> str:
    """A piece of a paragraph; a space at its ends stays, since pieces follow each other."""
    clean = drawable(text)
    return (" " if text[:1] == " " else "") + clean + (" " if text[-1:] == " " and clean else "")


def _breakable(text: str, room: float, size: float) -> str:
    """The text with places to break in words that are longer than a line."""
    return "".join(BREAK.join(_parts(word, room, size)) for word in WHOLE.split(text))


def _parts(word: str, room: float, size: float) -> Iterator[str]:
    begins, used = 0, 0.0
    for at, character in enumerate(word):
        width = text_width(character, size, bold=True)
        if used + width > room:
            yield word[begins:at]
            begins, used = at, 0.0
        used += width
    yield word[begins:]


def _looks(style: str, times: float = 1.0) -> dict[str, Any]:
    look = LOOKS[style]
    return {
        "size": round(look.size * times * 2) / 2, "bold": look.bold, "colour": look.colour, "line": look.line,
        "before": look.before, "after": look.after, "indent": look.indent, "pad": look.pad, "fill": look.fill,
        "rule": look.rule_left, "keep_next": look.keep_next,
    }  # fmt: skip
