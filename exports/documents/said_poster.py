"""The poster "You said, we did" of a cycle: one A4 page for a wall, with a code that leads to the whole of it.

What could not be done stands in the same type as what was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from docx.shared import Pt
from docx.text.paragraph import Paragraph

from exports.chart_images import ChartImage
from exports.documents.furniture import Origin, furnish
from exports.documents.looks import LOOKS
from exports.documents.paper import Paper
from exports.documents.rooms import fit, text_room
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text

KIND = "Poster"
MOST_THEMES = 6
CODE_SIZE = 96.0  # in points: 34 mm, which a phone reads from an arm's length
SLACK = 12.0
AS_PRINTED = 0.93  # of a planned height, which is generous
COULD_NOT = "We could not, because"


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterTheme:
    """One answered theme: its title, how the answer begins ("We did"), and the answer."""

    title: str
    begins: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPoster:
    """Everything that the poster says. ``code`` is the QR code of ``address`` as PNG."""

    theme: str
    partnership: str
    boards: str
    noticed: str
    themes: tuple[PosterTheme, ...]
    waiting: int  # themes that nobody has answered yet
    address: str
    code: bytes
    produced_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """How many times as large as in a report the themes are set, and how many lines title and answer may take."""

    times: float
    title_lines: int
    lines: int


SIZES = (
    _Size(times=2.0, title_lines=2, lines=5),
    _Size(times=1.75, title_lines=2, lines=5),
    _Size(times=1.55, title_lines=2, lines=5),
    _Size(times=1.4, title_lines=2, lines=4),
    _Size(times=1.25, title_lines=2, lines=4),
    _Size(times=1.1, title_lines=2, lines=3),
    _Size(times=1.0, title_lines=2, lines=3),
    _Size(times=1.0, title_lines=1, lines=2),
)
TITLE, TEXT = "Heading 1", "Normal"
HEAD_TIMES = 1.6
TITLE_TIMES = 0.84  # of a theme: a heading of a report is larger beside its text


def write_said_poster(
    poster: SaidPoster, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the poster to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(poster), KIND)
    width = paper.text_width
    shown, size, below = _plan(poster, width, paper.text_height)
    above = _above(poster, width)
    for text, style, times in above:
        _enlarge(paper.paragraph(text, style), style, times)
    for one in shown:
        title, said = _cut(one, size, width)
        _enlarge(paper.heading(title), TITLE, size.times * TITLE_TIMES)
        _enlarge(paper.mixed([(f"{one.begins}: ", "Strong"), (said, None)], TEXT), TEXT, size.times)
    paper.picture(_code(poster), width=CODE_SIZE)
    for text, style, times in below:
        _enlarge(paper.paragraph(text, style), style, times)
    paper.save(out)


def _enlarge(paragraph: Paragraph, style: str, times: float) -> None:
    """Set a paragraph larger than its style: no style of a report is meant for a wall."""
    for run in paragraph.runs:
        run.font.size = Pt(round(LOOKS[style].size * times * 2) / 2)


def _high(text: str, style: str, width: float, times: float) -> float:
    """The height of an enlarged paragraph in points; its distances stay as they are."""
    look = LOOKS[style]
    gaps = look.before + look.after + 2 * look.pad
    return AS_PRINTED * (gaps + times * (text_room(text, style, (width - look.indent) / times + look.indent) - gaps))


def _plan(
    poster: SaidPoster, width: float, height: float
) -> tuple[tuple[PosterTheme, ...], _Size, list[tuple[str, str, float]]]:
    """The themes that have room, the size at which they do, and what stands below them."""
    count = min(len(poster.themes), MOST_THEMES)
    while True:
        shown, below = poster.themes[:count], _below(poster, width, count)
        around = sum(_high(text, style, width, times) for text, style, times in (*_above(poster, width), *below))
        size = _size_for(shown, width, height - around - CODE_SIZE - SLACK)
        if size is not None or count <= 1:
            return shown, size or SIZES[-1], below
        count -= 1


def _above(poster: SaidPoster, width: float) -> list[tuple[str, str, float]]:
    kicker, boards = "Walkabout Kicker", "Subtitle"
    found = [
        (fit(poster.theme, kicker, width / 1.4, 2), kicker, 1.4),
        ("You said, we did", "Title", HEAD_TIMES),
        (fit(poster.boards or poster.partnership, boards, width, 2), boards, 1.0),
    ]
    return [*found, (poster.noticed, "Walkabout Callout", 1.4)] if poster.noticed else found


def _below(poster: SaidPoster, width: float, shown: int) -> list[tuple[str, str, float]]:
    more = len(poster.themes) - shown + poster.waiting
    others = f"And {more} more {'theme' if more == 1 else 'themes'}. " if more else ""
    return [
        (f"{others}Read all of it, kept up to date:", TEXT, 1.2),
        (fit(poster.address, TEXT, width / 1.2, 2), TEXT, 1.2),
    ]


def _size_for(themes: Sequence[PosterTheme], width: float, room: float) -> _Size | None:
    """The largest size at which all themes have room uncut, else cut; None where they have none."""
    fitting = [size for size in SIZES if sum(_room(one, size, width) for one in themes) <= room]
    whole = (size for size in fitting if all(_is_whole(one, size, width) for one in themes))
    return next(whole, fitting[0] if fitting else None)


def _is_whole(theme: PosterTheme, size: _Size, width: float) -> bool:
    return _cut(theme, size, width) == (plain_text(theme.title), plain_text(theme.says))


def _room(theme: PosterTheme, size: _Size, width: float) -> float:
    title, said = _cut(theme, size, width)
    return _high(title, TITLE, width, size.times * TITLE_TIMES) + _high(
        f"{theme.begins}: {said}", TEXT, width, size.times
    )


def _cut(theme: PosterTheme, size: _Size, width: float) -> tuple[str, str]:
    """Title and answer, cut to the lines that they may take."""
    begins = f"{theme.begins}: "
    whole = fit(begins + theme.says, TEXT, width / size.times, size.lines)
    return fit(theme.title, TITLE, width / size.times / TITLE_TIMES, size.title_lines), whole.removeprefix(begins)


def _code(poster: SaidPoster) -> ChartImage:
    return ChartImage(
        png=poster.code, width=CODE_SIZE, height=CODE_SIZE, description=f"QR code that leads to {poster.address}",
        hides=False,
    )  # fmt: skip


def _origin(poster: SaidPoster) -> Origin:
    return Origin(
        title=f"You said, we did: {poster.theme}", partnership=poster.partnership,
        made_of="the published page “You said, we did”", release_class="release", release_number=None,
        produced_at=poster.produced_at.isoformat(), instrument=None, policy=None,
    )  # fmt: skip
