from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from analysis.comparison.effect_intervals import asymmetric_limits
from analysis.comparison.mann_whitney import mann_whitney_test

AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLIER = [1.15, 0.88, 0.90, 0.74, 1.21]
TIED_FIRST, TIED_SECOND = [1, 2, 2, 3, 3, 3, 4, 5], [2, 3, 4, 4, 5, 5, 5]
UNORDERED = pd.Series(["a", "b"], dtype="category")
GRADES = st.lists(st.integers(0, 4), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("first", "second", "method", "statistic", "p_value"),
    [
        # R 4.2: wilcox.test(a, b), wilcox.test(a, b, exact = FALSE)
        (AT_TERM, EARLIER, "auto", 35, 0.254412254412),
        (AT_TERM, EARLIER, "normal", 35, 0.244623605127),
        (TIED_FIRST, TIED_SECOND, "auto", 14, 0.108954977306),
        # coin 1.4-2: pvalue(wilcox_test(y ~ g, distribution = "exact"))
        (TIED_FIRST, TIED_SECOND, "exact", 14, 0.119191919192),
    ],
)
def test_it_is_what_r_gives(first, second, method, statistic: float, p_value: float) -> None:
    test = mann_whitney_test(first, second, method=method)
    assert (test.statistic, test.p_value) == (statistic, pytest.approx(p_value, abs=1e-11))
    assert ("exact" in test.method) == (method == "exact" or (method == "auto" and first is AT_TERM))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # R 4.2, from the matrix d <- sign(outer(x, y, "-")) by Cliff's formulas
        (AT_TERM, EARLIER, (0.4, -0.1783879015113, 0.7729500176360)),
        (TIED_FIRST, TIED_SECOND, (-0.5, -0.8284884648920, 0.0844830524172)),
    ],
)
def test_the_limits_of_the_effect_are_cliffs(first, second, expected: tuple[float, float, float]) -> None:
    test = mann_whitney_test(first, second)
    assert (test.estimate, test.low, test.high) == pytest.approx(expected, abs=1e-12)


def test_the_limits_from_delta_and_variance_are_those_of_another_program() -> None:
    # R package reproducer 0.5.3, help of calcCliffdConfidenceIntervals(d.value = 0.5, d.variance = 0.04): 0.0479, 0.782
    low, high = asymmetric_limits(0.5, 0.04, 1.959964)
    assert (low, high) == (pytest.approx(0.0479, abs=5e-5), pytest.approx(0.782, abs=5e-4))


@given(GRADES, GRADES)
def test_the_exact_p_value_is_that_of_all_ways_to_part_the_values(first: list[int], second: list[int]) -> None:
    test = mann_whitney_test(first, second, method="exact")
    values = np.array([*first, *second])
    if test.why_not is not None:
        assert len(set(values.tolist())) == 1
        return
    ranks, half = pd.Series(values).rank().to_numpy(), len(first) * (len(values) + 1) / 2
    sums = np.array([ranks[list(chosen)].sum() for chosen in combinations(range(len(values)), len(first))])
    off = abs(ranks[: len(first)].sum() - half)
    assert test.p_value == pytest.approx((np.abs(sums - half) >= off - 1e-9).mean(), abs=1e-12)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=30), st.lists(st.integers(0, 6), min_size=2, max_size=30))
def test_bounds_hold_and_exchanging_the_groups_turns_the_sign(first: list[int], second: list[int]) -> None:
    test, other = mann_whitney_test(first, second), mann_whitney_test(second, first)
    if test.why_not is None:
        assert test.low is not None
        assert test.high is not None
        assert test.estimate is not None
        assert -1 <= test.low <= test.estimate <= test.high <= 1
        assert other.estimate == pytest.approx(-test.estimate, abs=1e-12)
        assert (other.low, other.high) == (pytest.approx(-test.high, abs=1e-9), pytest.approx(-test.low, abs=1e-9))
        assert other.p_value == pytest.approx(test.p_value, abs=1e-12)
        moved = mann_whitney_test([3 * value + 1 for value in first], [3 * value + 1 for value in second])
        assert moved == test


@given(
    st.lists(st.integers(-10_000, 10_000), min_size=4, max_size=60, unique=True).flatmap(
        lambda values: st.tuples(st.just(values), st.integers(2, len(values) - 2))
    )
)
def test_without_ties_it_agrees_with_scipy(parts: tuple[list[int], int]) -> None:
    values, at = parts
    first, second = values[:at], values[at:]
    exact = max(len(first), len(second)) < 50
    test = mann_whitney_test(first, second)
    expected = mannwhitneyu(first, second, method="exact" if exact else "asymptotic")
    assert test.p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_groups_that_do_not_overlap_have_a_limit_short_of_one() -> None:
    test = mann_whitney_test([5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 3, 4])
    z = 1.959963984540054
    assert (test.estimate, test.high) == (1.0, 1.0)
    assert test.low == pytest.approx((4 - z * z) / (4 + z * z))
    assert mann_whitney_test([1, 2, 3, 4], [5, 6, 7, 8]).low == -1.0


def test_ordered_categories_are_ranked_by_their_order_and_missing_ones_counted() -> None:
    scale = pd.CategoricalDtype(["poor", "fair", "good"], ordered=True)
    first = pd.Series(["good", "good", None, "fair"], dtype=scale)
    test = mann_whitney_test(first, pd.Series(["poor", "fair", None], dtype=scale))
    assert (test.n_first, test.n_second, test.n_used, test.n_missing) == (3, 2, 5, 2)
    assert test.statistic == 5.5


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ([], [1, 2], "One of the groups has no values, so there is nothing to compare."),
        ([None, None], [1, 2], "One of the groups has no values, so there is nothing to compare."),
        ([2, 2, 2], [2, 2], "All answers are the same grade, so the groups cannot differ."),
    ],
)
def test_what_cannot_be_tested_says_why(first, second, reason: str) -> None:
    test = mann_whitney_test(first, second)
    assert (test.statistic, test.p_value, test.estimate, test.low, test.why_not) == (None, None, None, None, reason)


def test_one_value_against_others_has_an_effect_without_limits() -> None:
    test = mann_whitney_test([3], [1, 2, 4])
    assert (test.statistic, test.low, test.high) == (2.0, None, None)
    assert test.estimate == pytest.approx(1 / 3)
    assert test.p_value == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mann_whitney_test([1], [2], method="guess"), "method is 'guess'"),
        (lambda: mann_whitney_test([1], [2], confidence=1.5), "confidence is 1.5"),
        (lambda: mann_whitney_test(["a"], [2]), "first holds 'a', which is not a number"),
        (lambda: mann_whitney_test([1], [np.inf]), "second holds an infinite value"),
        (lambda: mann_whitney_test(UNORDERED, UNORDERED), "first has categories without an order"),
        (lambda: mann_whitney_test(UNORDERED, [2]), "first and second are not of one scale"),
        (lambda: mann_whitney_test(["1", "2"], [2]), "first holds '1', which is not a number"),
        (
            lambda: mann_whitney_test(range(300), range(200), method="exact"),
            "an exact test is asked of 300 and 200 values",
        ),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_values() -> None:
    generator = np.random.default_rng(4)
    first, second = generator.integers(1, 6, 120_000), generator.integers(1, 6, 80_000)
    test, expected = mann_whitney_test(first, second), mannwhitneyu(first, second, method="asymptotic")
    assert test.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert test.low is not None
    assert test.high is not None
    assert test.high - test.low < 0.02
