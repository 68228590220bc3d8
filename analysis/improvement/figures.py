"""Recommendations and their actions on one day: overdue, in time, how long, without action, with impact, reopened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.durations.actions import ActionFigures, ActionShare, action_figures
from analysis.durations.elapsed import day_column, elapsed_times
from analysis.durations.kaplan_meier import SurvivalMedian, kaplan_meier
from analysis.durations.recommendations import RecommendationCover, recommendation_cover

ENDED_OTHERWISE = ("not_accepted", "withdrawn")
RECOMMENDATIONS = ("recommendation", "made", "state", "closed", "reopened")
ACTIONS = ("recommendation", "opened", "due", "closed", "state", "verdict", "reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFigures:
    """The recommendations of a partnership on one day.

    Attributes
    ----------
    n_recommendations : int
        How many were made by then.
    n_open, n_closed : int
        Open ones, those that wait for a re-test among them; and those closed with impact.
    n_not_accepted, n_withdrawn : int
        Those that ended otherwise. They are in no share and no median.
    closed_with_impact : ActionShare
        Closed ones of those open or closed.
    reopened : ActionShare
        Those that were opened again, after being closed, refused or withdrawn; of these and the closed ones.
    median : SurvivalMedian
        Median calendar days until a recommendation was closed with impact; open ones are censored.
    """

    n_recommendations: int
    n_open: int
    n_closed: int
    n_not_accepted: int
    n_withdrawn: int
    closed_with_impact: ActionShare
    reopened: ActionShare
    median: SurvivalMedian


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFigures:
    """The chain on one day.

    Attributes
    ----------
    as_of : date
    recommendations : RecommendationFigures
    cover : RecommendationCover
        Which of the open and closed recommendations have no action, where a dropped action is none.
    actions : ActionFigures
        Of the actions that were not dropped; with impact are those judged "changed practice" or "better for children".
    n_dropped : int
        Actions that were dropped.
    n_activity_only : int
        Closed actions that were judged activity only: their recommendation stays open.
    """

    as_of: date
    recommendations: RecommendationFigures
    cover: RecommendationCover
    actions: ActionFigures
    n_dropped: int
    n_activity_only: int


def chain_figures(recommendations: pd.DataFrame, actions: pd.DataFrame, *, as_of: date) -> ChainFigures:
    """Count recommendations and actions by where they stand, and how long they took.

    Parameters
    ----------
    recommendations : DataFrame
        A row each: ``recommendation`` (its key), ``made`` and ``closed`` (days; not closed is missing), ``state``
        ("open", "retest", "closed", "not_accepted", "withdrawn"), ``reopened`` (how often; missing is never).
    actions : DataFrame
        A row each: ``recommendation`` (the key), ``opened``, ``due`` and ``closed`` (days), ``state`` ("open",
        "claimed", "closed", "dropped"), ``verdict`` (of the last judged claim, missing or empty where there is none),
        ``reopened``.
    as_of : date
        The day of the report. What was made or opened later is left out; what was closed later counts as open.

    Returns
    -------
    ChainFigures

    Raises
    ------
    ValueError
        Where a column is missing or holds no dates, or two recommendations have one key.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association 53, 457-481.

    Examples
    --------
    Constructed:

    >>> made = pd.DataFrame({"recommendation": ["R1", "R2", "R3"], "made": ["2026-01-05"] * 3,
    ...                      "state": ["closed", "open", "not_accepted"], "closed": ["2026-03-02", None, None],
    ...                      "reopened": [0, 1, 0]})
    >>> done = pd.DataFrame({"recommendation": ["R1"], "opened": ["2026-01-06"], "due": ["2026-02-01"],
    ...                      "closed": ["2026-02-10"], "state": ["closed"], "verdict": ["changed_practice"],
    ...                      "reopened": [0]})
    >>> found = chain_figures(made, done, as_of=date(2026, 4, 1))
    >>> found.cover.without_action, found.recommendations.median.estimate, found.recommendations.reopened.estimate
    (('R2',), 56.0, 0.5)
    >>> found.actions.closed_in_time.count, found.actions.with_impact.estimate
    (0, 1.0)
    """
    _check(recommendations, RECOMMENDATIONS, "recommendations")
    _check(actions, ACTIONS, "actions")
    made = recommendations[_by(recommendations, "made", as_of)]
    alive = made[~made["state"].isin(ENDED_OTHERWISE)]
    kept = actions[(actions["state"] != "dropped").to_numpy(dtype=bool)]
    begun = kept[_by(kept, "opened", as_of)]
    kept = kept.assign(impact=kept["verdict"].isin(("changed_practice", "better_for_children")))
    closed = day_column(begun, "closed") <= np.datetime64(as_of, "D")
    return ChainFigures(
        as_of=as_of,
        recommendations=_of_recommendations(made, alive, as_of),
        cover=recommendation_cover(alive["recommendation"], begun["recommendation"]),
        actions=action_figures(
            kept, opened="opened", due="due", closed="closed", as_of=as_of, reopened="reopened", impact="impact"
        ),
        n_dropped=int((actions["state"] == "dropped").sum()),
        n_activity_only=int(((begun["verdict"] == "activity_only").to_numpy(dtype=bool) & closed).sum()),
    )


def _of_recommendations(made: pd.DataFrame, alive: pd.DataFrame, as_of: date) -> RecommendationFigures:
    times = elapsed_times(alive, start="made", end="closed", as_of=as_of)
    is_closed = times.finished.fillna(False).to_numpy(dtype=bool)
    again = alive["reopened"].fillna(0).to_numpy(dtype=float) > 0
    n_closed = int(is_closed.sum())
    return RecommendationFigures(
        n_recommendations=len(made),
        n_open=len(alive) - n_closed,
        n_closed=n_closed,
        n_not_accepted=int((made["state"] == "not_accepted").sum()),
        n_withdrawn=int((made["state"] == "withdrawn").sum()),
        closed_with_impact=_share(n_closed, len(alive), "There is no recommendation."),
        reopened=_share(int(again.sum()), int((is_closed | again).sum()), "None was closed or opened again."),
        median=kaplan_meier(times.durations, times.finished).median,
    )


def _share(count: int, base: int, why_not: str) -> ActionShare:
    return ActionShare(
        count=count, base=base, estimate=count / base if base else None, why_not=None if base else why_not
    )


def _by(frame: pd.DataFrame, column: str, as_of: date) -> np.ndarray:
    return day_column(frame, column) <= np.datetime64(as_of, "D")


def _check(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise ValueError(f"{name} has no column {', '.join(absent)}; it has {', '.join(map(str, frame.columns))}")
