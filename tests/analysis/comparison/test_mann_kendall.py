from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from analysis.comparison.mann_kendall import mann_kendall_test

SIX = [62, 65, 63, 70, 71, 75]
TIED = [12, 15, 15, 14, 18, 20, 20, 25, 19, 24]
TWELVE = [62.1, 65, 63, 70, 71, 75, 60, 80, 81, 66, 67, 59]


@pytest.mark.parametrize(
    ("values", "p_value", "tau", "exact"),
    [
        # R 4.2: cor.test(seq_along(y), y, method = "kendall"), with ties also exact = FALSE, continuity = TRUE
        (SIX, 0.0166666666667, 0.8666666666667, True),
        (TWELVE, 0.545204700778, 0.151515151515, True),
        (TIED, 0.00683025586304, 0.70472748411949, False),
    ],
)
def test_it_is_what_r_gives(values, p_value: float, tau: float, exact: bool) -> None:
    trend = mann_kendall_test(values)
    assert (trend.p_value, trend.tau) == (pytest.approx(p_value, abs=1e-11), pytest.approx(tau))
    assert ("exact" in trend.method) is exact


@given(st.permutations(range(6)))
def test_the_exact_p_value_is_that_of_all_orders(values: list[int]) -> None:
    def s(order: tuple[int, ...]) -> int:
        return sum(int(np.sign(order[j] - order[i])) for i in range(6) for j in range(i + 1, 6))

    trend = mann_kendall_test(values)
    assert trend.statistic == s(tuple(values))
    all_orders = np.array([s(order) for order in permutations(range(6))])
    assert trend.p_value == pytest.approx((np.abs(all_orders) >= abs(trend.statistic)).mean(), abs=1e-12)


@given(st.lists(st.integers(0, 1000), min_size=6, max_size=45), st.sampled_from([0.8, 0.95]))
def test_test_slope_and_limits_agree_with_scipy(values: list[int], confidence: float) -> None:
    trend = mann_kendall_test(values, confidence=confidence)
    if trend.why_not is not None:
        assert len(set(values)) == 1
        return
    order = np.arange(len(values))
    tau = kendalltau(order, values, method="exact" if len(set(values)) == len(values) else "asymptotic")
    assert trend.tau == pytest.approx(tau.statistic)
    if len(set(values)) == len(values):
        assert trend.p_value == pytest.approx(tau.pvalue, rel=1e-9)
    expected = theilslopes(values, order, alpha=confidence)
    assert trend.estimate == pytest.approx(expected.slope)
    if trend.low is not None:
        assert (trend.low, trend.high) == (pytest.approx(expected.low_slope), pytest.approx(expected.high_slope))
    turned = mann_kendall_test([-value for value in values], confidence=confidence)
    assert (turned.statistic, turned.p_value) == (-(trend.statistic or 0), trend.p_value)
    assert turned.estimate == pytest.approx(-trend.estimate)


def test_times_need_not_be_even_nor_in_order() -> None:
    trend = mann_kendall_test([3.0, 1.0, 2.0], [30, 0, 12])
    assert (trend.statistic, trend.estimate) == (3, pytest.approx(1 / 15))
    assert (trend.low, trend.high) == (None, None)


def test_missing_points_keep_their_place() -> None:
    trend = mann_kendall_test(pd.Series([1, None, 3, 4], dtype="Int64"))
    assert (trend.n_used, trend.n_missing, trend.estimate) == (3, 1, 1.0)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "There are 0 points; a trend needs three."),
        ([None, None, None], "There are 0 points; a trend needs three."),
        ([1], "There is 1 point; a trend needs three."),
        ([1, 2], "There are 2 points; a trend needs three."),
        ([2, 2, 2, 2], "All values are the same, so there is no trend."),
    ],
)
def test_where_there_is_no_trend_it_says_why(values, reason: str) -> None:
    trend = mann_kendall_test(values)
    assert (trend.statistic, trend.p_value, trend.tau, trend.estimate) == (None, None, None, None)
    assert trend.why_not == reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mann_kendall_test(SIX, [1, 2]), "values has 6 points and times has 2"),
        (lambda: mann_kendall_test([1, 2, 3], [1, 5, 5]), "times holds 5 more than once"),
        (lambda: mann_kendall_test(TIED, method="exact"), "an exact test is asked of 10 points with 2 ties"),
        (lambda: mann_kendall_test(SIX, method="guess"), "method is 'guess'"),
        (lambda: mann_kendall_test(SIX, confidence=0), "confidence is 0"),
        (lambda: mann_kendall_test(range(200_000)), "there are 200000 points; a trend is computed for at most 5000"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_long_series_takes_the_approximation() -> None:
    values = np.random.default_rng(3).normal(size=1_000).cumsum()
    trend = mann_kendall_test(values)
    assert trend.tau == pytest.approx(kendalltau(np.arange(1_000), values).statistic)
    assert "normal" in trend.method
