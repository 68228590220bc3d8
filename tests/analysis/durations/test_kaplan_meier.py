from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.durations import SurvivalCurve, kaplan_meier

# Freireich and others (1963), Blood 21, 699-716: weeks of remission, as Cox and Oakes (1984), page 8, have them.
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

CASES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def curve(times, events, **further) -> SurvivalCurve:
    return kaplan_meier(pd.Series(times, dtype="Int64"), pd.Series(events, dtype="boolean"), **further)


def test_freireichs_remissions_come_out_as_r_has_them() -> None:
    # R 4.2.2, survival 3.5.3: summary(survfit(Surv(x, s) ~ 1, conf.type = "log-log")), at the times with events
    expected = {
        6: (21, 3, 0.8571428571, 0.6197179553, 0.9515517476),
        7: (17, 1, 0.8067226891, 0.5631465646, 0.9228090192),
        10: (15, 1, 0.7529411765, 0.5031995108, 0.8893618352),
        13: (12, 1, 0.6901960784, 0.4316102225, 0.8490659633),
        16: (11, 1, 0.6274509804, 0.3675108560, 0.8049121895),
        22: (7, 1, 0.5378151261, 0.2677789368, 0.7467907176),
        23: (6, 1, 0.4481792717, 0.1880520060, 0.6801426285),
    }
    found = {step.time: step for step in curve(SIX_MP, RELAPSED).steps if step.events}
    assert set(found) == set(expected)
    for time, (at_risk, events, survival, low, high) in expected.items():
        step = found[time]
        assert (step.at_risk, step.events) == (at_risk, events)
        assert (step.survival, step.low, step.high) == pytest.approx((survival, low, high), abs=5e-11)


@pytest.mark.parametrize(
    ("times", "events", "median"),
    [
        # R 4.2.2, survival 3.5.3: survfit(Surv(x, s) ~ 1, conf.type = "log-log")
        (SIX_MP, RELAPSED, (23, 13, None)),
        (PLACEBO, [True] * 21, (8, 4, 11)),
        ([1, 2, 3, 4], [True] * 4, (2.5, 1, None)),
        ([4, 6], [False, True], (6, None, None)),
        ([2, 3, 4, 5, 5, 5, 5, 8], [1, 0, 1, 0, 0, 0, 1, 0], (None, 2, None)),
        ([1, 1, 1], [1, 1, 1], (1, None, None)),
    ],
)
def test_medians_and_their_limits_are_those_of_r(times, events, median) -> None:
    found = curve(times, events).median
    assert (found.estimate, found.low, found.high) == median


def test_where_the_curve_stays_at_one_half_the_median_does_not_move_with_the_day_of_the_report() -> None:
    # R takes halfway to the last time observed: 3 and 6 here
    assert curve([1, 2, 3, 4], [True, True, False, False]).median.estimate == 2
    assert curve([1, 2, 3, 10], [True, True, False, False]).median.estimate == 2


@given(CASES, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_curve_and_the_medians_limits_are_those_of_statsmodels(cases, confidence: float) -> None:
    times, events = (np.array(column) for column in zip(*cases, strict=True))
    ours = curve(times, events, confidence=confidence)
    finished = [step for step in ours.steps if step.events]
    if not finished:
        return
    theirs = SurvfuncRight(times, events)
    assert [step.time for step in finished] == list(theirs.surv_times)
    assert [step.at_risk for step in finished] == list(theirs.n_risk)
    assert [step.survival for step in finished] == pytest.approx(list(theirs.surv_prob), abs=1e-12)
    if theirs.surv_prob[-1] > 0:  # where nothing is left theirs takes the last time, R and we take none
        low, high = theirs.quantile_ci(0.5, alpha=1 - confidence, method="cloglog")
        if np.isnan(low):  # the limits contain one half at no event: both pass it at one time (as R has it), or neither
            assert ours.median.low == ours.median.high
        else:
            assert (ours.median.low, np.inf if ours.median.high is None else ours.median.high) == (low, high)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_without_open_cases_the_median_is_the_ordinary_one(times: list[int]) -> None:
    found = curve(times, [True] * len(times))
    assert found.median.estimate == pytest.approx(np.median(times))
    assert found.steps[-1].survival == pytest.approx(0, abs=1e-12)


@given(CASES, st.randoms())
def test_the_order_of_the_cases_does_not_matter(cases, random) -> None:
    shuffled = random.sample(cases, len(cases))
    assert curve(*zip(*cases, strict=True)) == curve(*zip(*shuffled, strict=True))


@given(CASES)
def test_the_curve_never_rises_and_lies_between_its_limits(cases) -> None:
    found = curve(*zip(*cases, strict=True))
    values = [1.0, *(step.survival for step in found.steps)]
    assert all(later <= earlier for earlier, later in pairwise(values))
    for step in found.steps:
        if step.low is not None and step.high is not None:
            assert 0 <= step.low <= step.survival <= step.high <= 1
    assert found.median.n_used == len(cases) == found.steps[0].at_risk


@given(CASES, st.integers(2, 9))
def test_another_unit_of_time_changes_nothing_else(cases, factor: int) -> None:
    times, events = zip(*cases, strict=True)
    one, other = curve(times, events), curve([time * factor for time in times], events)
    assert [step.survival for step in one.steps] == [step.survival for step in other.steps]
    if one.median.estimate is not None:
        assert other.median.estimate == one.median.estimate * factor


def test_at_one_time_events_come_before_censoring() -> None:
    step = curve([5, 5, 5, 9], [True, False, False, True]).steps[0]
    assert (step.at_risk, step.events, step.censored, step.survival) == (4, 1, 2, 0.75)


def test_a_median_that_is_not_reached_says_so_and_says_at_least_how_long() -> None:
    found = curve([2, 3, 4, 5, 5, 5, 5, 8], [1, 0, 1, 0, 0, 0, 1, 0]).median
    assert found.estimate is None
    assert found.low == 2
    assert found.why_not == (
        "Not reached: 5 of 8 are still open, and an estimated 58% take longer than the longest time known, 8."
    )
    assert found.why_no_limit == "Too few were seen for long enough to say how late the median may be."


@pytest.mark.parametrize(
    ("times", "events", "counts", "why_not"),
    [
        ([], [], (0, 0, 0, 0), "There are no cases, so there is no median."),
        ([None, 3], [True, None], (0, 0, 0, 2), "There are no cases, so there is no median."),
        ([5, 6, 6], [False] * 3, (3, 0, 3, 0), "None of the 3 is finished, so there is no median."),
        ([5], [False], (1, 0, 1, 0), "The only one is not finished, so there is no median."),
    ],
)
def test_nobody_and_nothing_finished_have_no_median_and_say_why(times, events, counts, why_not: str) -> None:
    found = curve(times, events).median
    assert (found.n_used, found.n_events, found.n_censored, found.n_missing) == counts
    assert (found.estimate, found.low, found.high, found.why_not) == (None, None, None, why_not)


@pytest.mark.parametrize(("times", "events"), [([4], [True]), ([4] * 50, [True] * 50), ([0], [True])])
def test_one_case_or_all_at_one_time_have_a_median_without_an_interval(times, events) -> None:
    found = curve(times, events)
    assert (found.median.estimate, found.median.low, found.median.high) == (times[0], None, None)
    assert found.median.why_no_limit is not None
    assert [(step.survival, step.low, step.high) for step in found.steps] == [(0.0, None, None)]


def test_before_the_first_event_the_curve_has_no_limits() -> None:
    first = curve([1, 2, 3], [False, True, True]).steps[0]
    assert (first.survival, first.low, first.high) == (1.0, None, None)


def test_two_hundred_thousand_cases_have_a_median() -> None:
    times = np.resize(np.arange(1, 1001), 200_000)
    found = curve(times, times % 3 > 0)
    assert found.median.n_used == 200_000
    assert len(found.steps) == 1000


@pytest.mark.parametrize(
    ("times", "events", "further", "message"),
    [
        ([1, 2], [True], {}, "durations has 2 rows and finished has 1"),
        ([1, -2], [True, True], {}, "durations holds -2.0, which is negative or infinite"),
        ([1], [True], {"confidence": 1.0}, "confidence is 1.0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(times, events, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        curve(times, events, **further)


def test_an_infinite_time_is_refused() -> None:
    with pytest.raises(ValueError, match="durations holds inf"):
        kaplan_meier(pd.Series([1.0, np.inf]), pd.Series([True, True]))
