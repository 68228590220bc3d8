"""Actions of the demo, constructed, as frames: what collects them is still to come."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.beside import Actions
from analysis.beside.actions import actions_of, read_actions

WRITTEN_FOR = date(2026, 3, 2)
"""The day on which the files would be true; they are read as if today were that day."""

ACTIONS_NOTE = "Constructed for the demo: the actions of the whole partnership."
DAYS = ("opened_on", "due_on", "closed_on", "on", "signed_off_on")


@lru_cache(maxsize=4)
def demo_actions(today: date) -> Actions:
    """Eleven actions on five recommendations, and a sixth that nobody has taken up."""
    return actions_of(_moved(read_actions(_file("actions")), today), today, note=ACTIONS_NOTE)


def constructed_actions(today: date) -> list[dict[str, Any]]:
    """The rows of the same actions, to be kept in the database."""
    rows = _moved(read_actions(_file("actions")), today).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _file(name: str) -> Path:
    return Path(__file__).parent / f"{name}.csv"


def _moved(frame: pd.DataFrame, today: date) -> pd.DataFrame:
    """The days as far from today as they are from the day that the file was written for."""
    by = today - WRITTEN_FOR
    moved = {name: [None if day is None else day + by for day in frame[name]] for name in DAYS if name in frame.columns}
    return frame.assign(**{name: pd.Series(days, index=frame.index, dtype=object) for name, days in moved.items()})
