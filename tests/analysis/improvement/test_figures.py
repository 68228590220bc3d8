"""The figures of the chain against counting by hand, and the medians against statsmodels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight  # type: ignore[import-untyped]

from analysis.improvement import chain_figures
from analysis.improvement.figures import ACTIONS, RECOMMENDATIONS

DAY = date(2026, 11, 30)
MADE = ("open", "retest", "closed", "not_accepted", "withdrawn")
VERDICTS = ("", "no_evidence", "activity_only", "changed_practice", "better_for_children")


def constructed(seed: int, count: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recommendations with up to three actions each, before and after the day of the report."""
    draw = np.random.default_rng(seed)
    recommendations, actions = [], []
    for number in range(count):
        made = DAY - timedelta(days=int(draw.integers(-20, 700)))
        state = MADE[draw.integers(len(MADE))]
        closed = made + timedelta(days=int(draw.integers(1, 400))) if state == "closed" else None
        recommendations.append((f"R{number}", made, state, closed, int(draw.integers(0, 3))))
        actions += [_action(draw, f"R{number}", made) for _ in range(draw.integers(0, 4))]
    return (
        pd.DataFrame(recommendations, columns=list(RECOMMENDATIONS)),
        pd.DataFrame(actions, columns=list(ACTIONS)),
    )


def _action(draw: np.random.Generator, recommendation: str, made: date) -> tuple[Any, ...]:
    opened = made + timedelta(days=int(draw.integers(0, 30)))
    due = opened + timedelta(days=int(draw.integers(0, 200)))
    state = ("open", "claimed", "closed", "dropped")[draw.integers(4)]
    ended = opened + timedelta(days=int(draw.integers(0, 300))) if state in ("closed", "dropped") else None
    verdict = VERDICTS[draw.integers(2, 5)] if state == "closed" else VERDICTS[draw.integers(0, 2)]
    return recommendation, opened, due, ended, state, verdict, int(draw.integers(0, 2))


def rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())


@pytest.mark.parametrize("seed", range(8))
def test_the_counts_are_those_of_counting_one_by_one(seed: int) -> None:
    recommendations, actions = constructed(seed)
    found = chain_figures(recommendations, actions, as_of=DAY)
    made = [row for row in rows(recommendations) if row.made <= DAY]
    alive = [row for row in made if row.state not in ("not_accepted", "withdrawn")]
    closed = [row for row in alive if row.closed is not None and row.closed <= DAY]
    kept = [row for row in rows(actions) if row.state != "dropped" and row.opened <= DAY]
    done = [row for row in kept if row.closed is not None and row.closed <= DAY]
    still = [row for row in kept if row not in done]
    assert found.recommendations.n_recommendations == len(made)
    assert (found.recommendations.n_open, found.recommendations.n_closed) == (len(alive) - len(closed), len(closed))
    assert found.recommendations.closed_with_impact.estimate == len(closed) / len(alive)
    with_action = {row.recommendation for row in kept}
    assert set(found.cover.without_action) == {row.recommendation for row in alive} - with_action
    assert found.actions.n_overdue == sum(row.due < DAY for row in still)
    assert found.actions.closed_in_time.count == sum(row.closed <= row.due for row in done)
    assert found.actions.closed_in_time.base == len(done)
    assert found.actions.with_impact is not None
    assert found.actions.with_impact.count == sum(row.verdict in VERDICTS[3:] for row in done)
    assert found.n_activity_only == sum(row.verdict == "activity_only" for row in done)
    assert found.n_dropped == sum(row.state == "dropped" for row in rows(actions))
    ever = [row for row in alive if row in closed or row.reopened]
    assert found.recommendations.reopened.estimate == sum(row.reopened > 0 for row in alive) / len(ever)


@pytest.mark.parametrize("seed", range(8))
def test_the_median_days_are_those_of_statsmodels_with_open_ones_censored(seed: int) -> None:
    recommendations, actions = constructed(seed)
    found = chain_figures(recommendations, actions, as_of=DAY)
    alive = recommendations[
        (recommendations["made"] <= DAY) & ~recommendations["state"].isin(("not_accepted", "withdrawn"))
    ]
    ends = [closed if isinstance(closed, date) and closed <= DAY else DAY for closed in alive["closed"]]
    days = [(end - made).days for end, made in zip(ends, alive["made"], strict=True)]
    is_closed = [isinstance(closed, date) and closed <= DAY for closed in alive["closed"]]
    expected = SurvfuncRight(np.array(days, dtype=float), np.array(is_closed, dtype=int)).quantile(0.5)
    estimate = found.recommendations.median.estimate
    assert (np.nan if estimate is None else estimate) == pytest.approx(expected, nan_ok=True)


def test_nothing_at_all_is_no_division_and_says_why() -> None:
    empty = pd.DataFrame(columns=list(RECOMMENDATIONS)), pd.DataFrame(columns=list(ACTIONS))
    found = chain_figures(*empty, as_of=DAY)
    assert found.recommendations.closed_with_impact.estimate is None
    assert found.recommendations.closed_with_impact.why_not == "There is no recommendation."
    assert found.actions.closed_in_time.estimate is None
    assert found.recommendations.median.estimate is None


def test_a_dropped_action_covers_no_recommendation() -> None:
    recommendations = pd.DataFrame([("R1", DAY, "open", None, 0)], columns=list(RECOMMENDATIONS))
    actions = pd.DataFrame([("R1", DAY, DAY, DAY, "dropped", "", 0)], columns=list(ACTIONS))
    assert chain_figures(recommendations, actions, as_of=DAY).cover.without_action == ("R1",)


def test_activity_only_is_closed_work_and_no_impact() -> None:
    recommendations = pd.DataFrame([("R1", DAY, "open", None, 0)], columns=list(RECOMMENDATIONS))
    actions = pd.DataFrame([("R1", DAY, DAY, DAY, "closed", "activity_only", 0)], columns=list(ACTIONS))
    found = chain_figures(recommendations, actions, as_of=DAY)
    assert found.actions.with_impact is not None
    assert (found.actions.n_closed, found.actions.with_impact.count, found.n_activity_only) == (1, 0, 1)
    assert found.recommendations.closed_with_impact.count == 0


@pytest.mark.parametrize("column", [*RECOMMENDATIONS])
def test_a_missing_column_is_named(column: str) -> None:
    recommendations, actions = constructed(1)
    with pytest.raises(ValueError, match=f"recommendations has no column {column}"):
        chain_figures(recommendations.drop(columns=column), actions, as_of=DAY)
