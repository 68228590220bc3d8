"""What the poster "You said, we did" says, and how large, so that it fills one A4 page: the same in Word and in PDF.

What could not be done stands in the same type as what was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exports.chart_images import ChartImage
from exports.documents.furniture import Origin
from exports.documents.looks import LOOKS
from exports.documents.rooms import fit, text_room
from exports.plain_text import plain_text

KIND = "Poster"
MOST_THEMES = 6
CODE_SIZE = 96.0  # in points: 34 mm, which a phone reads from an arm's length
SLACK = 12.0
AS_PRINTED = 0.93  # of a planned height, which is generous
COULD_NOT = "We could not, because"
TITLE, TEXT = "Heading 1", "Normal"
HEAD_TIMES = 1.6
TITLE_TIMES = 0.84  # of a theme: a heading of a report is larger beside its text


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
class Line:
    """One paragraph: its style, how many times as large as in a report it is set, and how its words begin in bold."""

    style: str
    times: float
    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The paragraphs of the page from top to bottom; the code stands between the themes and the last of them."""

    above: tuple[Line, ...]
    themes: tuple[Line, ...]
    below: tuple[Line, ...]


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


def plan_poster(poster: SaidPoster, width: float, height: float) -> Plan:
    """What has room on a page of this text width and height, in points; further themes are counted, not shown."""
    above, count = _above(poster, width), min(len(poster.themes), MOST_THEMES)
    while True:
        shown, below = poster.themes[:count], _below(poster, width, count)
        around = sum(_high(line, width) for line in (*above, *below))
        size = _size_for(shown, width, height - around - CODE_SIZE - SLACK)
        if size is not None or count <= 1:
            break
        count -= 1
    themes = [line for one in shown for line in _lines_of(one, size or SIZES[-1], width)]
    return Plan(above=above, themes=tuple(themes), below=below)


def code_of(poster: SaidPoster) -> ChartImage:
    """The code as a picture with its description."""
    return ChartImage(
        png=poster.code, width=CODE_SIZE, height=CODE_SIZE, description=f"QR code that leads to {poster.address}",
        hides=False,
    )  # fmt: skip


def origin_of(poster: SaidPoster) -> Origin:
    """What header, footer and properties say."""
    return Origin(
        title=f"You said, we did: {poster.theme}", partnership=poster.partnership,
        made_of="the published page “You said, we did”", release_class="release", release_number=None,
        produced_at=poster.produced_at.isoformat(), instrument=None, policy=None,
    )  # fmt: skip


def _above(poster: SaidPoster, width: float) -> tuple[Line, ...]:
    kicker, boards = "Walkabout Kicker", "Subtitle"
    found = (
        Line(style=kicker, times=1.4, text=fit(poster.theme, kicker, width / 1.4, 2)),
        Line(style="Title", times=HEAD_TIMES, text="You said, we did"),
        Line(style=boards, times=1.0, text=fit(poster.boards or poster.partnership, boards, width, 2)),
    )
    noticed = Line(style="Walkabout Callout", times=1.4, text=poster.noticed)
    return (*found, noticed) if poster.noticed else found


def _below(poster: SaidPoster, width: float, shown: int) -> tuple[Line, ...]:
    more = len(poster.themes) - shown + poster.waiting
    others = f"And {more} more {'theme' if more == 1 else 'themes'}. " if more else ""
    return (
        Line(style=TEXT, times=1.2, text=f"{others}Read all of it, kept up to date:"),
        Line(style=TEXT, times=1.2, text=fit(poster.address, TEXT, width / 1.2, 2)),
    )


def _size_for(themes: Sequence[PosterTheme], width: float, room: float) -> _Size | None:
    """The largest size at which all themes have room uncut, else cut; None where they have none."""
    fitting = [size for size in SIZES if sum(_room(one, size, width) for one in themes) <= room]
    whole = (size for size in fitting if all(_is_whole(one, size, width) for one in themes))
    return next(whole, fitting[0] if fitting else None)


def _is_whole(theme: PosterTheme, size: _Size, width: float) -> bool:
    title, said = _lines_of(theme, size, width)
    return (title.text, said.text) == (plain_text(theme.title), plain_text(theme.says))


def _room(theme: PosterTheme, size: _Size, width: float) -> float:
    return sum(_high(line, width) for line in _lines_of(theme, size, width))


def _lines_of(theme: PosterTheme, size: _Size, width: float) -> tuple[Line, Line]:
    """Title and answer, cut to the lines that they may take."""
    begins, times = f"{theme.begins}: ", size.times * TITLE_TIMES
    whole = fit(begins + theme.says, TEXT, width / size.times, size.lines)
    return (
        Line(style=TITLE, times=times, text=fit(theme.title, TITLE, width / times, size.title_lines)),
        Line(style=TEXT, times=size.times, strong=begins, text=whole.removeprefix(begins)),
    )


def _high(line: Line, width: float) -> float:
    """The height of an enlarged paragraph in points; its distances stay as they are."""
    look = LOOKS[line.style]
    gaps = look.before + look.after + 2 * look.pad
    room = text_room(line.strong + line.text, line.style, (width - look.indent) / line.times + look.indent)
    return AS_PRINTED * (gaps + line.times * (room - gaps))
