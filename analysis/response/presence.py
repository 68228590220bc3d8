"""Answers and absences as numbers, for counting over many responses and questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.responses import PRESENCE_TYPE

Presence = np.ndarray[Any, np.dtype[np.int8]]

ANSWERED, NOT_ASKED, NOT_ANSWERED, NOT_APPLICABLE, DONT_KNOW = (
    PRESENCE_TYPE.categories.get_loc(presence)
    for presence in ("answered", "not_asked", "not_answered", "not_applicable", "dont_know")
)


def presence_codes(absence: pd.DataFrame, questions: Sequence[str]) -> Presence:
    """The positions in :data:`analysis.responses.PRESENCE_TYPE`, a row for each response, a column for each question.

    Raises
    ------
    ValueError
        Where a question is no column of the frame, or the column holds anything but presences.
    """
    codes = np.empty((len(absence), len(questions)), dtype=np.int8)
    for place, question in enumerate(questions):
        if question not in absence.columns:
            raise ValueError(f"the frame of absences has no column '{question}'")
        column = absence[question]
        if column.dtype != PRESENCE_TYPE:
            raise ValueError(f"column '{question}' of the frame of absences holds {column.dtype}, not presences")
        codes[:, place] = column.cat.codes.to_numpy()
    missing = np.flatnonzero((codes < 0).any(axis=0))
    if len(missing):
        raise ValueError(f"column '{questions[missing[0]]}' of the frame of absences has rows without a value")
    return codes


def questions_of(absence: pd.DataFrame) -> tuple[str, ...]:
    """The columns that hold presences, in order; a repeat's frame has its keys besides."""
    return tuple(str(name) for name in absence.columns if absence[name].dtype == PRESENCE_TYPE)


def is_response(codes: Presence) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where the respondent said something: an answer, "not applicable" or "don't know"."""
    return np.asarray((codes == ANSWERED) | (codes == NOT_APPLICABLE) | (codes == DONT_KNOW))


def last_response(codes: Presence) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The position of the last question that each respondent said something to; −1 where to none."""
    said = is_response(codes)
    if codes.shape[1] == 0:
        return np.full(len(codes), -1, dtype=np.intp)
    from_the_end = np.argmax(said[:, ::-1], axis=1)
    return np.where(said.any(axis=1), codes.shape[1] - 1 - from_the_end, -1)
