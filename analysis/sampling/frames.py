"""The list that a sample is drawn from, in one canonical form that has a hash.

The form is plain text, so that whoever has the list can make it with a spreadsheet and check the hash with any tool.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from numbers import Integral
from typing import Any

import pandas as pd

#: Control characters, line and paragraph separators, and halves of characters: none of them can stand in a line.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_WHOLE = re.compile("0|-?[1-9][0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingFrame:
    """A list to draw from, without the order in which its rows happened to stand.

    Attributes
    ----------
    keys : tuple of str
        The key of every row, in the order of their UTF-8 bytes.
    strata : tuple of str or None
        The stratum of each key, in the same order.
    places : tuple of str or int, or None
        What the list is put in order by for a systematic draw, in the same order.
    frame_hash : str
        SHA-256 of the canonical form, 64 hexadecimal digits.
    """

    keys: tuple[str, ...]
    strata: tuple[str, ...] | None
    places: tuple[str | int, ...] | None
    frame_hash: str


def sampling_frame(
    rows: pd.DataFrame, *, key: str, stratum: str | None = None, order: str | None = None
) -> SamplingFrame:
    """Read a list to draw from and work out its hash.

    Parameters
    ----------
    rows : DataFrame
        A row for each case, in any order.
    key : str
        The column that names the case: text or whole numbers, each once.
    stratum : str, optional
        The column that names the case's stratum: text or whole numbers.
    order : str, optional
        The column that a systematic draw puts the list in order by: text, whole numbers or dates.

    Returns
    -------
    SamplingFrame
        The same for every order of the rows.

    Raises
    ------
    ValueError
        Where there are no rows; where a column is not there; where a value is missing, is a decimal number or has a
        control character; and where a key stands twice. The message names the column and the value.

    Notes
    -----
    Every value becomes text: whole numbers in digits, dates as ``2026-04-30``, dates with a time of day as
    ``2026-04-30T09:15:00``, text in Unicode's form NFC and otherwise as it is. Each case is one line: its key, then
    its stratum if there are strata, then its place if there is an order, with a tab between and a line feed after
    each. The hash is the SHA-256 of the lines in the order of their bytes, in UTF-8. On most machines the command
    ``LC_ALL=C sort frame.tsv | sha256sum`` gives it.

    References
    ----------
    National Institute of Standards and Technology (2015). Secure Hash Standard, FIPS 180-4.

    Examples
    --------
    >>> rows = pd.DataFrame({"case": ["B2", "A1"], "outcome": ["early help", "assessment"]})
    >>> sampling_frame(rows, key="case", stratum="outcome").frame_hash[:12]
    '25f024f9f660'
    """
    if rows.empty:
        raise ValueError("the frame has no rows: there is nothing to draw from")
    keys = _texts(rows, key)
    strata = None if stratum is None else _texts(rows, stratum)
    places = None if order is None else _texts(rows, order)
    _refuse_repeated(keys, key)
    whole = None if places is None else _as_numbers(places)
    sorted_rows = sorted(range(len(keys)), key=keys.__getitem__)
    columns = [column for column in (keys, strata, places) if column is not None]
    return SamplingFrame(
        keys=tuple(keys[row] for row in sorted_rows),
        strata=None if strata is None else tuple(strata[row] for row in sorted_rows),
        places=None if whole is None else tuple(whole[row] for row in sorted_rows),
        frame_hash=_hash("\t".join(column[row] for column in columns) for row in sorted_rows),
    )


def canonical_text(value: Any, column: str) -> str:
    """The one text of a value; ``column`` is named where it has none."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
    elif isinstance(value, datetime):
        at_midnight = value.time() == time() and value.tzinfo is None
        text = value.date().isoformat() if at_midnight else value.isoformat()
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, Integral) and not isinstance(value, bool):
        text = str(int(value))
    else:
        raise ValueError(f"column '{column}' holds {value!r}, which is no text, whole number or date")
    if not text or _UNFIT.search(text):
        raise ValueError(f"column '{column}' holds {value!r}, which is empty or has a control character")
    return text


def _texts(rows: pd.DataFrame, name: str) -> list[str]:
    if name not in rows.columns:
        raise ValueError(f"the frame has no column '{name}'; it has {[str(column) for column in rows.columns]}")
    column = rows[name]
    missing = column.isna()
    if missing.any():
        raise ValueError(f"column '{name}' has no value in row {missing.idxmax()!r}")
    return [canonical_text(value, name) for value in column.astype(object)]


def _refuse_repeated(keys: Sequence[str], name: str) -> None:
    if len(set(keys)) == len(keys):
        return
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"column '{name}' holds {key!r} more than once; a key names one case")
        seen.add(key)


def _as_numbers(texts: list[str]) -> list[str] | list[int]:
    """Numbers where all are whole numbers, whatever the column's type: a list read from a file may hold them as text.

    Text and dates stand by their bytes, which for dates is by time.
    """
    return [int(text) for text in texts] if all(map(_WHOLE.fullmatch, texts)) else texts


def _hash(lines: Iterable[str]) -> str:
    digest = sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()
