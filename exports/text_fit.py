"""How much room text needs in print, so that a page or a slide of fixed size can be filled and not overfilled.

The widths are those of Helvetica and Arial, in thousandths of the type size. Another typeface of a council's template
may be a little wider, so callers leave some slack.
"""

from __future__ import annotations

import math
import unicodedata

from exports.plain_text import plain_text

_WIDTHS: dict[str, int] = {
    **dict.fromkeys("ijl", 222), **dict.fromkeys("'’‘", 222), "|": 260, **dict.fromkeys(" !,./:;I[]\\ft·", 278),
    **dict.fromkeys("()-r`{}“”", 340), '"': 355, "*": 389, "^": 469, **dict.fromkeys("ckJsvxyz", 500),
    **dict.fromkeys("#$0123456789?_abdeghnopquL–£", 556), **dict.fromkeys("+<=>~×", 584),
    **dict.fromkeys("FTZ", 611), **dict.fromkeys("&ABEKPSVXY", 667), **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778), **dict.fromkeys("Mm", 833), "%": 889, "W": 944, **dict.fromkeys("@—…", 1015),
}  # fmt: skip
_UNKNOWN = 600
_WIDE = 1000  # ideographs and emoji
_BOLD = 1.08


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text in points, for a type size in points."""
    total = sum(map(_character_width, text))
    return total * size / 1000 * (_BOLD if bold else 1.0)


def _character_width(character: str) -> int:
    width = _WIDTHS.get(character)
    if width is not None:
        return width
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTHS.get(base, _UNKNOWN)


def lines_needed(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines the text takes in a column of this width; a word longer than a line is broken."""
    lines, used = 1, 0.0
    space = text_width(" ", size, bold=bold)
    for word in text.split():
        length = text_width(word, size, bold=bold)
        if used and used + space + length > width:
            lines, used = lines + 1, 0.0
        if length > width:
            more = math.ceil(length / width) - 1
            lines, used = lines + more, length - more * width
        else:
            used += length + (space if used else 0.0)
    return lines


def fit_text(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> str:
    """The text on one line of plain characters, cut at a word so that it takes at most so many lines; then with “…”."""
    clean = plain_text(text)
    if lines_needed(clean, width, size, bold=bold) <= lines:
        return clean
    low, high = 0, len(clean)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_needed(clean[:middle].rstrip() + "…", width, size, bold=bold) <= lines:
            low = middle
        else:
            high = middle - 1
    kept = clean[:low].rstrip()
    at_word = kept.rsplit(" ", 1)[0].rstrip(" ,;:–") if low < len(clean) and clean[low] != " " else kept
    return (at_word if len(at_word) > len(kept) * 0.6 else kept) + "…"
