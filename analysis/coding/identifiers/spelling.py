"""Text as the rules read it: every space, dash, digit and apostrophe as the keyboard has it, each with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

APOSTROPHES = "‘’ʼ′`´"  # noqa: RUF001  they stand for one another in names
UNSEEN = ("Cf", "Mn", "Me")  # zero-width characters and accents set apart: they would break a number or a name in two


def in_plain_characters(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain characters, and the place in the original of each of them and of the end.

    Examples
    --------
    >>> in_plain_characters("EX1\\u200b\\u00a01AA")
    ('EX1 1AA', [0, 1, 2, 4, 5, 6, 7, 8])
    """
    if text.isascii():
        return text, range(len(text) + 1)
    kept = [(plain, place) for place, character in enumerate(text) if (plain := _plain(character))]
    return "".join(plain for plain, _ in kept), [*(place for _, place in kept), len(text)]


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """One character or none."""
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)  # the full-width forms of ASCII
    category = unicodedata.category(character)
    if category in UNSEEN:
        return ""
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(character))
    return "'" if character in APOSTROPHES else character
