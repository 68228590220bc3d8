"""The typeface of our PDF files, Arimo: as wide as Arial, and free (fonts/OFL.txt). What it cannot draw is replaced."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

from exports.plain_text import plain_text

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Arimo"
FILES = ("Arimo-Regular.ttf", "Arimo-Bold.ttf")
NO_GLYPH = "\u25a1"  # in place of a letter; an emoji or another sign is left out
UNSEEN = ("Cc", "Cf", "Co", "Cn")  # categories of characters that nothing is drawn for


def drawable(text: str) -> str:
    """The text on one line, in characters that the typeface has.

    A character that it lacks is drawn in its plain form where it has one (a mathematical bold letter as the letter);
    otherwise a letter becomes an empty box, and an emoji goes. Nothing else is changed.
    """
    clean = unicodedata.normalize("NFC", plain_text(text))
    if clean.isascii():
        return clean
    drawn = "".join(map(_drawn, clean))
    return drawn if drawn == clean else " ".join(drawn.split())


def _drawn(character: str) -> str:
    if unicodedata.category(character) in UNSEEN:
        return ""
    if ord(character) in characters():
        return character
    plain = unicodedata.normalize("NFKC", character)
    if all(ord(one) in characters() for one in plain):
        return plain
    return NO_GLYPH if unicodedata.category(character)[0] in "LN" else ""


@cache
def characters() -> frozenset[int]:
    """The characters that both cuts of the typeface have, as their files say."""
    regular, bold = ((FOLDER / name).read_bytes() for name in FILES)
    return _mapped(regular) & _mapped(bold)


def _mapped(font: bytes) -> frozenset[int]:
    """The keys of a font's table ``cmap`` (format 4: the first 65,536 characters)."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4s4xII", font, 12 + 16 * one) for one in range(count))
    table = next(offset for tag, offset, _ in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, table + 2)
    for one in range(subtables):
        (at,) = struct.unpack_from(">I", font, table + 8 + 8 * one)
        if struct.unpack_from(">H", font, table + at) == (4,):
            return _of_segments(font, table + at)
    raise ValueError("the font has no character map of format 4")


def _of_segments(font: bytes, at: int) -> frozenset[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    form = f">{twice // 2}H"
    ends, starts, deltas, offsets = (
        struct.unpack_from(form, font, at + 14 + place * twice + (2 if place else 0)) for place in range(4)
    )
    found = set()
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = at + 16 + 3 * twice + 2 * segment + offset + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", font, place)
            if (glyph + delta) % 65536 if glyph or not offset else 0:
                found.add(code)
    return frozenset(found)
