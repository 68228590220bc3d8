"""Sets of characters, as ranges of code points, that a regular expression may name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Ranges = tuple[tuple[int, int], ...]

_LAST = 0x10FFFF
# Where characters stand that have a meaning of their own; what is left out is Chinese beyond Unicode 15 and nothing.
_PLANES = (range(0x33480), range(0xE0000, 0xE01F0))
_CATEGORIES = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?")

DIGITS: Ranges = ((0x30, 0x39),)
CAPITALS: Ranges = ((0x41, 0x5A),)
SMALL: Ranges = ((0x61, 0x7A),)
WORD: Ranges = (*DIGITS, *CAPITALS, (0x5F, 0x5F), *SMALL)
SPACE: Ranges = ((0x09, 0x0D), (0x20, 0x20))
LINE_BREAKS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x85, 0x85), (0x2028, 0x2029))

_NAMED: dict[str, Ranges] = {
    "ASCII": ((0x00, 0x7F),),
    "Alnum": (*DIGITS, *CAPITALS, *SMALL),
    "Alpha": (*CAPITALS, *SMALL),
    "Blank": ((0x09, 0x09), (0x20, 0x20)),
    "Digit": DIGITS,
    "Lower": SMALL,
    "Punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "Space": SPACE,
    "Upper": CAPITALS,
    "XDigit": (*DIGITS, (0x41, 0x46), (0x61, 0x66)),
}


def complement(ranges: Ranges) -> Ranges:
    """All characters that the ranges leave out."""
    gaps: list[tuple[int, int]] = []
    following = 0
    for first, last in sorted(ranges):
        if first > following:
            gaps.append((following, first - 1))
        following = max(following, last + 1)
    if following <= _LAST:
        gaps.append((following, _LAST))
    return tuple(gaps)


CLASSES = {
    "d": DIGITS,
    "w": WORD,
    "s": SPACE,
    "D": complement(DIGITS),
    "W": complement(WORD),
    "S": complement(SPACE),
}


def in_both_cases(ranges: Ranges) -> Ranges:
    """The ranges with the other case of every ASCII letter in them."""
    found = list(ranges)
    for first, last in ranges:
        for (start, end), shift in ((CAPITALS[0], 32), (SMALL[0], -32)):
            low, high = max(first, start), min(last, end)
            if low <= high:
                found.append((low + shift, high + shift))
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def property_of(name: str) -> Ranges | None:
    r"""The characters of ``\p{name}``: a category of Unicode, or one of POSIX's classes; None for any other name."""
    if name in _NAMED:
        return _NAMED[name]
    if not _CATEGORIES.fullmatch(name):
        return None
    found: list[tuple[int, int]] = []
    for plane in _PLANES:
        for code in plane:
            if not unicodedata.category(chr(code)).startswith(name):
                continue
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return tuple(found)
