"""Text in CSV files that no spreadsheet takes for a formula, and the way back.

A spreadsheet that opens a CSV file calculates every cell that begins like a formula. Such a text gets an apostrophe in
front. A text that begins with apostrophes and then like a formula gets one more, so that taking one away again always
gives what was written.
"""

from __future__ import annotations

import re

APOSTROPHE = "'"
# The signs that begin a formula, in their wide forms too, and the characters that end a cell before its time.
_FORMULA = r"(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z"
_BEGINS_LIKE_ONE = re.compile(rf"{APOSTROPHE}*{_FORMULA}")
_IS_GUARDED = re.compile(rf"{APOSTROPHE}+{_FORMULA}")
_LOOKS_LIKE_A_NUMBER = re.compile(rf"{APOSTROPHE}*{_NUMBER}")
_IS_A_NUMBER = re.compile(_NUMBER)
_IS_GUARDED_NUMBER = re.compile(rf"{APOSTROPHE}+{_NUMBER}")


def guarded(text: str) -> str:
    """The text as a CSV file may hold it."""
    return f"{APOSTROPHE}{text}" if _BEGINS_LIKE_ONE.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if _IS_GUARDED.match(text) else text


def guarded_beside_numbers(text: str) -> str:
    """The same in a column that holds numbers besides: a text that could be read as a number is guarded too."""
    return f"{APOSTROPHE}{text}" if _LOOKS_LIKE_A_NUMBER.match(text) else guarded(text)


def text_or_number(cell: str) -> str | int | float:
    """What a cell of such a column holds: the number, or the text that :func:`guarded_beside_numbers` was given."""
    if _IS_A_NUMBER.match(cell):
        return read_number(cell)
    return cell[1:] if _IS_GUARDED_NUMBER.match(cell) else unguarded(cell)


def read_number(cell: str) -> int | float:
    """A number as it was written: ``3`` is whole, ``3.0`` is not.

    Raises
    ------
    ValueError
        Where the cell holds no number.
    """
    try:
        return int(cell)
    except ValueError:
        return float(cell)
