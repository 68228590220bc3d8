"""Whole numbers as people, and forged requests, send them."""

from __future__ import annotations

LARGEST = 2**31 - 1  # what a key or number of a record can be in every database


def number_of(text: str) -> int | None:
    """The whole number that a text is; None for anything else, and for what no record could have."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if number <= LARGEST else None
