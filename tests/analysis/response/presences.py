"""Frames of absences for tests, written with a letter for each presence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.responses import PRESENCE_TYPE

LETTERS = {"a": "answered", ".": "not_asked", "-": "not_answered", "n": "not_applicable", "d": "dont_know"}


def make_absence(rows: Sequence[str], names: str = "abcdefghij") -> pd.DataFrame:
    """A frame with a row for each string and a column for each of its letters."""
    width = len(rows[0]) if rows else 3
    columns = {
        names[place]: pd.Categorical([LETTERS[row[place]] for row in rows], dtype=PRESENCE_TYPE)
        for place in range(width)
    }
    return pd.DataFrame(columns, index=pd.Index([f"r{number}" for number in range(len(rows))], name="response_id"))
