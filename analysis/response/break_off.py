"""Break-off: at which question those who began stopped answering.

A question after which many stop is too long, too hard or too close. Where answers are anonymous, only the number who
stopped is known, and only of those who sent what they had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.response.presence import (
    NOT_ANSWERED,
    NOT_ASKED,
    is_response,
    last_response,
    presence_codes,
    questions_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOffRow:
    """One question in form order.

    Attributes
    ----------
    question : str
        Its name.
    responded : int
        How many said something to it.
    stopped : int
        How many said nothing to any question after it, and had not finished.
    share_stopped : float or None
        ``stopped`` ÷ ``responded``; None where nobody responded.
    remaining : int
        How many of those who began had not stopped by its end.
    survival : float or None
        ``remaining`` ÷ those who began; None where nobody began.
    """

    question: str
    responded: int
    stopped: int
    share_stopped: float | None
    remaining: int
    survival: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOff:
    """Where those who began stopped.

    Attributes
    ----------
    estimate : float or None
        The share of those who began that stopped before the end; None where nobody began.
    stopped : int
        How many did.
    n_used : int
        How many began: said something to some question.
    n_missing : int
        How many did not, although something was asked of them.
    not_asked : int
        Responses that were asked none of the questions.
    rows : tuple of BreakOffRow
        The questions in form order: the survival curve.
    method : str
        How it is told who stopped.
    why_not : str or None
        Why there is no rate.
    """

    estimate: float | None
    stopped: int
    n_used: int
    n_missing: int
    not_asked: int
    rows: tuple[BreakOffRow, ...]
    method: str
    why_not: str | None = None


def break_off_by_question(
    absence: pd.DataFrame, questions: Sequence[str] | None = None, *, complete: pd.Series | None = None
) -> BreakOff:
    """Break-off by question, and the share still answering after each.

    Parameters
    ----------
    absence : DataFrame
        A row for each response and a categorical column of presences for each question
        (:attr:`analysis.responses.ResponseFrames.absence`).
    questions : sequence of str, optional
        Which questions, in form order. Without it, all columns of presences in their order.
    complete : Series of bool, optional
        Whether each response was sent as complete, in the same rows. Without it, whoever left blank every question
        asked after their last answer has stopped there.

    Returns
    -------
    BreakOff
        Without a rate, and with the reason, where nobody began.

    Raises
    ------
    ValueError
        Where a question is no column of the frame or its column does not hold presences, or ``complete`` has other
        rows or a missing value.

    Notes
    -----
    A respondent's last question is the last in form order with an answer, "not applicable" or "don't know". With
    ``complete``, those whose response is not complete stopped there. Without it, those stopped there of whom at least
    one later question was asked and left blank; this takes a skipped last question for a break-off, so the rate is at
    the upper end. survival(q) = 1 − (how many stopped at q or before) ÷ (how many began).

    References
    ----------
    Peytchev, A. (2009). Survey breakoff. Public Opinion Quarterly 73, 74-97.

    Examples
    --------
    >>> from analysis.responses import PRESENCE_TYPE
    >>> rows = [["answered"] * 3, ["answered", "answered", "not_answered"], ["answered"] + ["not_answered"] * 2]
    >>> frame = pd.DataFrame(rows, columns=["a", "b", "c"]).astype(PRESENCE_TYPE)
    >>> curve = break_off_by_question(frame)
    >>> [(row.question, row.stopped, round(row.survival, 2)) for row in curve.rows]
    [('a', 1, 0.67), ('b', 1, 0.33), ('c', 0, 0.33)]
    """
    names = questions_of(absence) if questions is None else tuple(questions)
    codes = presence_codes(absence, names)
    last = last_response(codes)
    began = last >= 0
    unfinished = _blank_after(codes, last) if complete is None else ~_truth(complete, absence.index)
    stopped = np.bincount(last[began & unfinished], minlength=len(names))
    started = int(began.sum())
    asked_nothing = int((codes == NOT_ASKED).all(axis=1).sum()) if names else len(codes)
    return BreakOff(
        estimate=int(stopped.sum()) / started if started else None,
        stopped=int(stopped.sum()),
        n_used=started,
        n_missing=len(codes) - started - asked_nothing,
        not_asked=asked_nothing,
        rows=_rows(names, is_response(codes).sum(axis=0), stopped, started),
        method="stopped: every later question that was asked is blank" if complete is None else "stopped: not complete",
        why_not=None if started else "Nobody began, so there is no break-off.",
    )


def _blank_after(
    codes: np.ndarray[Any, np.dtype[np.int8]], last: np.ndarray[Any, np.dtype[np.intp]]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether a question after the last answer was asked; it is blank, or it would be the last."""
    later = np.arange(codes.shape[1])[None, :] > last[:, None]
    return np.asarray((later & (codes == NOT_ANSWERED)).any(axis=1))


def _truth(complete: pd.Series, index: pd.Index[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if not complete.index.equals(index):
        raise ValueError("complete does not have the rows of the frame of absences")
    if complete.isna().any():
        raise ValueError(f"complete has no value in row '{complete.index[complete.isna()][0]}'")
    return complete.to_numpy(dtype=bool)


def _rows(
    names: tuple[str, ...],
    responded: np.ndarray[Any, np.dtype[np.intp]],
    stopped: np.ndarray[Any, np.dtype[np.intp]],
    started: int,
) -> tuple[BreakOffRow, ...]:
    remaining = started - np.cumsum(stopped)
    return tuple(
        BreakOffRow(
            question=name,
            responded=int(here),
            stopped=int(left),
            share_stopped=int(left) / int(here) if here else None,
            remaining=int(rest),
            survival=int(rest) / started if started else None,
        )
        for name, here, left, rest in zip(names, responded, stopped, remaining, strict=True)
    )
