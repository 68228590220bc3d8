"""How long a partnership takes to answer its scrutineer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.durations import SurvivalMedian, kaplan_meier


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """An entry that asks for an answer: ``answer_by`` its last day, ``answered_on`` the day of the first, if any."""

    reference: str
    raised_on: date
    answer_by: date
    answered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """An entry that was answered after its last day, or is past it without an answer."""

    reference: str
    answer_by: date
    answered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFigures:
    """How the partnership answers.

    Attributes
    ----------
    asked, answered, open : int
        Entries that ask for an answer, and how many have a first one.
    median : SurvivalMedian
        Calendar days from raising to the first answer; open ones count for as long as they have waited (censored).
    due, in_time : int
        Entries that are answered or past their last day, and how many of them were answered by it.
    late : tuple of LateAnswer
        The others of these, the earliest last day first.
    """

    asked: int
    answered: int
    open: int
    median: SurvivalMedian
    due: int
    in_time: int
    late: tuple[LateAnswer, ...]


def response_figures(asked: Sequence[AskedEntry], *, as_of: date) -> ResponseFigures:
    """Work out the figures of the answers.

    Parameters
    ----------
    asked : sequence of AskedEntry
        Entries that ask for an answer; those withdrawn or without a wish for one are left out by the caller.
    as_of : date
        The day on which it is asked; a later answer counts as not given yet.

    Returns
    -------
    ResponseFigures
        The median says why it is not reached.

    Raises
    ------
    ValueError
        Where an entry was answered before it was raised, or raised after ``as_of``.
    """
    for one in asked:
        if one.raised_on > as_of:
            raise ValueError(f"{one.reference} was raised on {one.raised_on}, after {as_of}")
        if one.answered_on is not None and one.answered_on < one.raised_on:
            raise ValueError(f"{one.reference} was answered on {one.answered_on}, before it was raised")
    ends = [one.answered_on if one.answered_on is not None and one.answered_on <= as_of else None for one in asked]
    days = pd.Series(
        [((end or as_of) - one.raised_on).days for one, end in zip(asked, ends, strict=True)], dtype="float64"
    )
    finished = pd.Series([end is not None for end in ends], dtype="bool")
    due = [(one, end) for one, end in zip(asked, ends, strict=True) if end is not None or as_of > one.answer_by]
    late = [
        LateAnswer(reference=one.reference, answer_by=one.answer_by, answered_on=end)
        for one, end in due
        if (end or as_of) > one.answer_by
    ]
    answered = sum(end is not None for end in ends)
    return ResponseFigures(
        asked=len(asked), answered=answered, open=len(asked) - answered, median=kaplan_meier(days, finished).median,
        due=len(due), in_time=len(due) - len(late),
        late=tuple(sorted(late, key=lambda one: (one.answer_by, one.reference))),
    )  # fmt: skip
