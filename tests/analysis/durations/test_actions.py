from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.durations import ActionFigures, action_figures, recommendation_cover

AS_OF = date(2026, 3, 2)
# Constructed.
ACTIONS = pd.DataFrame(
    [
        ("in time", "2026-01-05", "2026-02-01", "2026-02-01", 0, True),
        ("late", "2026-01-05", "2026-02-01", "2026-02-02", 2, False),
        ("overdue", "2026-01-05", "2026-02-01", None, 1, None),
        ("due today", "2026-01-05", "2026-03-02", None, None, None),
        ("no due date, closed", "2026-01-05", None, "2026-01-19", 0, None),
        ("no due date, open", "2026-01-05", None, None, 0, None),
        ("closed after the report", "2026-01-05", "2026-03-20", "2026-03-03", 0, True),
        ("opened after the report", "2026-03-03", "2026-04-01", None, 0, None),
        ("no opening day", None, "2026-02-01", "2026-02-01", 0, True),
        ("closed before it was opened", "2026-01-05", "2026-02-01", "2025-01-05", 0, True),
    ],
    columns=["action", "opened", "due", "closed", "reopened", "impact"],
)


def figures(rows: pd.DataFrame = ACTIONS, **further) -> ActionFigures:
    arguments = {"opened": "opened", "due": "due", "closed": "closed", "as_of": AS_OF} | further
    return action_figures(rows, **arguments)


def test_actions_are_counted_by_their_state_on_the_day() -> None:
    found = figures(reopened="reopened", impact="impact")
    assert (found.n_actions, found.n_open, found.n_closed, found.n_overdue) == (7, 4, 3, 1)
    assert (found.n_without_due_date, found.n_not_begun, found.n_missing, found.n_impossible) == (2, 1, 1, 1)
    assert (found.closed_in_time.count, found.closed_in_time.base) == (1, 2)
    assert (found.done_in_time.count, found.done_in_time.base) == (1, 3)
    assert (found.reopened.count, found.reopened.base) == (2, 4)
    assert (found.with_impact.count, found.with_impact.base) == (1, 3)


def test_what_is_not_asked_for_is_not_there() -> None:
    found = figures()
    assert found.reopened is None
    assert found.with_impact is None


def test_the_median_counts_open_actions_in_either_unit() -> None:
    # closed after 14, 27 and 28 days, four open at 56: S = 6/7, 5/7, 4/7
    found = figures()
    assert (found.median.estimate, found.median.n_events, found.median.n_censored) == (None, 3, 4)
    closed = ACTIONS.loc[[0, 1, 4]]
    assert figures(closed).median.estimate == 27
    assert figures(closed, unit="working days").median.estimate == 19


@pytest.mark.parametrize("kind", ["boolean", "object", "bool"])
def test_whether_it_was_reopened_will_do_as_well_as_how_often(kind: str) -> None:
    rows = ACTIONS.assign(reopened=pd.Series([False, True, True, None, *[False] * 6]))
    rows["reopened"] = (
        rows["reopened"].fillna(False).astype("bool") if kind == "bool" else rows["reopened"].astype(kind)
    )
    found = figures(rows, reopened="reopened")
    assert (found.reopened.count, found.reopened.base) == (2, 4)


@pytest.mark.parametrize("rows", [ACTIONS.head(0), ACTIONS.loc[[5]], ACTIONS.assign(opened=None)])
def test_where_nothing_is_closed_there_are_no_shares_and_each_says_why(rows: pd.DataFrame) -> None:
    found = figures(rows.astype({"closed": object, "due": object}), reopened="reopened", impact="impact")
    for share in (found.closed_in_time, found.done_in_time, found.reopened, found.with_impact):
        assert (share.base, share.estimate) == (0, None)
        assert share.why_not.startswith("No action")
    assert found.median.why_not is not None


def test_all_missing_columns_are_no_evidence_and_no_reopening() -> None:
    found = figures(ACTIONS.assign(reopened=None, impact=None), reopened="reopened", impact="impact")
    assert (found.reopened.count, found.with_impact.count) == (0, 0)


@given(st.permutations(range(10)))
def test_the_order_of_the_actions_does_not_matter(order: list[int]) -> None:
    assert figures(ACTIONS.iloc[order]) == figures()


@given(st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 60)), min_size=1, max_size=30))
def test_open_and_closed_are_all_and_overdue_are_open(drawn) -> None:
    start = date(2026, 1, 1).toordinal()
    rows = pd.DataFrame(
        {
            "opened": [date.fromordinal(start)] * len(drawn),
            "due": [date.fromordinal(start + due) for due, _ in drawn],
            "closed": [None if closed is None else date.fromordinal(start + closed) for _, closed in drawn],
        }
    )
    as_of = start + 30
    found = figures(rows, as_of=date.fromordinal(as_of))
    open_ones = [due for due, closed in drawn if closed is None or closed > 30]
    in_time = [due for due, closed in drawn if closed is not None and closed <= min(30, due)]
    assert (found.n_open, found.n_closed) == (len(open_ones), len(drawn) - len(open_ones))
    assert found.n_overdue == sum(due < 30 for due in open_ones)
    assert found.done_in_time.count == found.closed_in_time.count == len(in_time)
    assert found.done_in_time.base == found.closed_in_time.base + found.n_overdue


def test_two_hundred_thousand_actions_are_counted() -> None:
    days = np.resize(pd.date_range("2020-01-01", "2025-12-31").to_numpy(), 200_000)
    rows = pd.DataFrame(
        {"opened": days, "due": days + np.timedelta64(30, "D"), "closed": days + np.timedelta64(29, "D")}
    )
    assert figures(rows).closed_in_time.estimate == 1.0


@pytest.mark.parametrize(
    ("further", "message"),
    [
        ({"due": "deadline"}, "there is no column 'deadline'"),
        ({"reopened": "again"}, "there is no column 'again'"),
        ({"reopened": "negative"}, "column 'negative' holds -1, which is negative"),
        ({"impact": "action"}, "column 'action' holds neither numbers nor yes and no: 'in time'"),
    ],
)
def test_impossible_input_is_refused_with_the_value(further: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        figures(ACTIONS.assign(negative=-1), **further)


def test_recommendations_without_an_action_are_listed_in_their_order() -> None:
    cover = recommendation_cover(pd.Series(["R3", "R1", "R2"]), pd.Series(["R1", "R1", None, "R9"]))
    assert (cover.without_action, cover.estimate, cover.n_actions_of_none) == (("R3", "R2"), pytest.approx(1 / 3), 2)
    assert recommendation_cover(pd.Series(["R1"]), pd.Series([], dtype="str")).without_action == ("R1",)


def test_no_recommendations_have_no_share() -> None:
    cover = recommendation_cover(pd.Series([], dtype="str"), pd.Series(["R1"]))
    assert (cover.estimate, cover.why_not, cover.n_actions_of_none) == (None, "There are no recommendations.", 1)


@pytest.mark.parametrize(
    ("keys", "message"), [(["R1", "R1"], "holds 'R1' more than once"), (["R1", None], "no key in row 1")]
)
def test_recommendations_need_a_key_each(keys, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        recommendation_cover(pd.Series(keys), pd.Series(["R1"]))


def test_two_hundred_thousand_recommendations_are_looked_up() -> None:
    keys = pd.Series(np.arange(200_000))
    assert len(recommendation_cover(keys, keys[::2]).without_action) == 100_000
