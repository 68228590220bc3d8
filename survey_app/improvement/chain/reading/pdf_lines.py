"""The lines of a PDF's pages, with where and how each stands; and those that are no part of what the document says."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, mult

EDGE = 0.12  # of the height of a page: where headers and footers stand
LEANING = 0.2  # what is set at an angle is a watermark
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
FORCE_BOLD = 1 << 18
NUMBER = re.compile(r"\W*(?:page|p\.?)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
BULLETS = re.compile("^[\ue000-\uf8ff]\\s*")
PRIVATE_BULLET = "• "


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page. Places and sizes are in points; ``edge`` is where it stands in the margins, if it does."""

    text: str
    page: int
    left: float = 0.0
    base: float = 0.0
    size: float = 10.0
    bold: bool = False
    edge: str = ""
    is_picture: bool = False


@dataclass(slots=True)
class _Pieces:
    """The pieces of a page's text as they are drawn; a line ends where the text says so."""

    page: int
    low: float
    high: float
    upright: bool = True
    lines: list[Line] = field(default_factory=list)
    row: list[tuple[str, tuple[float, float], float, bool]] = field(default_factory=list)

    def take(self, text: str, around: Any, own: Any, font: Any, size: float) -> None:
        """One piece, with the two matrices that say where it stands."""
        a, b, c, d, x, y = mult(own, around)
        if text.strip() and min(abs(a), abs(b)) > LEANING * max(abs(a), abs(b)):
            return
        upright = abs(a) >= abs(b)
        if not upright:  # turned by a quarter
            x, y = (y, -x) if b > 0 else (-y, x)
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end()
            if part:
                self.row.append((part, (x, y), abs(size) * math.hypot(c, d), _is_bold(font)))
                self.upright = upright

    def end(self) -> None:
        """The line is whole."""
        text = clean("".join(part for part, *_ in self.row))
        inked = [(part, place, size, bold) for part, place, size, bold in self.row if part.strip()]
        self.row.clear()
        if not text or not inked:
            return
        (left, base), weights = inked[0][1], Counter[float]()
        for part, _, size, _ in inked:
            weights[round(size * 2) / 2] += len(part)
        edge = "top" if base > self.high else "bottom" if base < self.low else ""
        edge = edge if self.upright else ""  # where the margins of a turned page are, it does not say
        self.lines.append(
            Line(
                text=text, page=self.page, left=left, base=base, size=weights.most_common(1)[0][0] or 10.0,
                bold=all(bold for *_, bold in inked), edge=edge,
            )
        )  # fmt: skip


def lines_of(page: PageObject, number: int, step: Callable[[], None]) -> list[Line]:
    """The lines of a page in the order in which the file has them; ``step`` is called at each instruction."""
    bottom, top = float(page.mediabox.bottom), float(page.mediabox.top)
    room = EDGE * (top - bottom)
    pieces = _Pieces(page=number, low=bottom + room, high=top - room)
    page.extract_text(visitor_operand_before=lambda *_: step(), visitor_text=pieces.take)
    pieces.end()
    return pieces.lines


def clean(text: str) -> str:
    """A line without control characters, ligatures and odd spaces; a bullet of a symbol font is a bullet."""
    kept = "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs", "Cn") and one != "\u200b")
    for one in "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06":
        kept = kept.replace(one, unicodedata.normalize("NFKC", one))
    return " ".join(unicodedata.normalize("NFC", BULLETS.sub(PRIVATE_BULLET, kept.strip())).split())


def without_furniture(lines: Sequence[Line], pages: int) -> list[Line]:
    """The lines without headers, footers and page numbers: what stands in the same margin of at least three pages, or
    of all, and a third of them, but for its numbers.
    """
    seen: dict[tuple[str, str], set[int]] = {}
    for line in lines:
        seen.setdefault(_key(line), set()).add(line.page)
    often = min(max(3, math.ceil(pages / 3)), max(pages, 2))
    return [
        line
        for line in lines
        if not line.edge or not (len(seen[_key(line)]) >= often or NUMBER.fullmatch(line.text))
    ]  # fmt: skip


def _key(line: Line) -> tuple[str, str]:
    return line.edge, re.sub(r"\d+", "#", line.text.casefold())


def _is_bold(font: Any) -> bool:
    if not isinstance(font, dict):
        return False
    if BOLD.search(str(font.get("/BaseFont", ""))):
        return True
    described = font.get("/FontDescriptor")
    flags = described.get_object().get("/Flags", 0) if described is not None else 0
    return isinstance(flags, int) and bool(flags & FORCE_BOLD)
