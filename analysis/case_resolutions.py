"""The figures of a case-resolution log: how long disagreements take, at which stage they end, and which run late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.durations import SurvivalMedian, kaplan_meier


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedStage:
    """One stage of a disagreement: ``ended_on`` is None while it goes on, ``ends_by`` where it has no limit."""

    name: str
    number: int
    began_on: date
    ends_by: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDisagreement:
    """A disagreement as the figures see it; ``stages`` in their order."""

    reference: str
    raised_on: date
    closed_on: date | None
    outcome: str
    raised_by: str
    raised_with: str
    stages: Sequence[LoggedStage]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateStage:
    """A stage that ended after its limit, or is still open past it."""

    reference: str
    stage: str
    ends_by: date
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionFigures:
    """The figures of the log.

    Attributes
    ----------
    raised, open, closed : int
        How many disagreements.
    median : SurvivalMedian
        Calendar days until half are closed; open ones count for the days that they have been open (censored).
    outcomes : mapping of str to int
        Outcome → how many closed with it.
    ended_at : mapping of str to int
        Stage → how many closed at it, in the order of the stages; together they are ``closed``.
    late : tuple of LateStage
        Every stage that took longer than its limit, the earliest limit first.
    timed, in_time : int
        Stages with a limit that are over or past it, and how many of them kept to it.
    raised_by, raised_with : mapping of str to int
        Agency → how many it raised, and how many were raised with it.
    """

    raised: int
    open: int
    closed: int
    median: SurvivalMedian
    outcomes: Mapping[str, int]
    ended_at: Mapping[str, int]
    late: tuple[LateStage, ...]
    timed: int
    in_time: int
    raised_by: Mapping[str, int]
    raised_with: Mapping[str, int]


def resolution_figures(logged: Sequence[LoggedDisagreement], *, as_of: date) -> ResolutionFigures:
    """Work out the figures of a log.

    Parameters
    ----------
    logged : sequence of LoggedDisagreement
        Every disagreement, each with at least one stage.
    as_of : date
        The day up to which open ones are counted.

    Returns
    -------
    ResolutionFigures
        The median says why it is not reached.
    """
    closed = [one for one in logged if one.closed_on is not None]
    last = [one.stages[-1] for one in closed]
    days = pd.Series([((one.closed_on or as_of) - one.raised_on).days for one in logged], dtype="float64")
    finished = pd.Series([one.closed_on is not None for one in logged], dtype="bool")
    limited = [(one, stage) for one in logged for stage in one.stages if stage.ends_by is not None]
    over = [(one, stage) for one, stage in limited if stage.ended_on is not None or _is_late(stage, as_of)]
    late = sorted(
        (
            LateStage(reference=one.reference, stage=stage.name, ends_by=stage.ends_by, ended_on=stage.ended_on)
            for one, stage in over
            if stage.ends_by is not None and _is_late(stage, as_of)
        ),
        key=lambda one: (one.ends_by, one.reference),
    )
    return ResolutionFigures(
        raised=len(logged), open=len(logged) - len(closed), closed=len(closed),
        median=kaplan_meier(days, finished).median,
        outcomes=Counter(one.outcome for one in closed),
        ended_at=Counter(stage.name for stage in sorted(last, key=lambda stage: stage.number)),
        late=tuple(late), timed=len(over), in_time=len(over) - len(late),
        raised_by=Counter(one.raised_by for one in logged),
        raised_with=Counter(one.raised_with for one in logged),
    )  # fmt: skip


def _is_late(stage: LoggedStage, as_of: date) -> bool:
    return stage.ends_by is not None and (stage.ended_on or as_of) > stage.ends_by
