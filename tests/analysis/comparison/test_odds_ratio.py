from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio

from analysis.comparison.odds_ratio import fisher_exact_test


def test_fishers_twins_come_out() -> None:
    # R 4.2: fisher.test(rbind(c(2, 15), c(10, 3))), whose limits are rounded to about 1e-5
    test = fisher_exact_test([[2, 15], [10, 3]])
    assert test.p_value == pytest.approx(0.000536724119143, abs=1e-12)
    assert test.estimate == pytest.approx(0.046936608827699, abs=1e-5)
    assert (test.low, test.high) == (pytest.approx(0.003325764, abs=1e-5), pytest.approx(0.363182271, abs=1e-5))


@given(st.lists(st.integers(1, 40), min_size=4, max_size=4), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_odds_ratio_agrees_with_scipy(cells: list[int], confidence: float) -> None:
    table = np.array(cells).reshape(2, 2)
    test, expected = fisher_exact_test(table, confidence=confidence), odds_ratio(table, kind="conditional")
    limits = expected.confidence_interval(confidence)
    assert test.estimate == pytest.approx(expected.statistic, rel=1e-6)
    assert (test.low, test.high) == (pytest.approx(limits.low, rel=1e-6), pytest.approx(limits.high, rel=1e-6))


def test_an_empty_cell_leaves_the_odds_ratio_without_a_bound_and_says_so() -> None:
    # R 4.2: fisher.test(rbind(c(5, 0), c(1, 4))): Inf, 1.024822 to Inf
    test = fisher_exact_test([[5, 0], [1, 4]])
    assert (test.estimate, test.high) == (None, None)
    assert test.low == pytest.approx(1.024822256, abs=1e-4)
    assert test.caution == "The data set no upper bound to the odds ratio."
    other = fisher_exact_test([[0, 5], [4, 1]])
    assert (other.estimate, other.low) == (0.0, 0.0)
    assert other.high == pytest.approx(1 / 1.024822256, abs=1e-4)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[1, 0], [0, 0]], [[3, 4], [0, 0]], [[3, 0], [4, 0]]])
def test_a_table_without_two_groups_and_two_answers_has_no_test(counts: list[list[int]]) -> None:
    test = fisher_exact_test(counts)
    assert (test.p_value, test.estimate, test.low, test.high) == (None, None, None, None)
    assert test.why_not is not None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fisher_exact_test([[1, 2, 3], [4, 5, 6]]), r"shape \(2, 3\)"),
        (lambda: fisher_exact_test([[1, 2], [3, -4]]), "-4"),
        (lambda: fisher_exact_test([[1, 2], [3, 4]], confidence=1.0), "confidence is 1.0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_cases() -> None:
    test = fisher_exact_test([[60_000, 40_000], [59_000, 41_000]])
    assert test.estimate == pytest.approx(60 * 41 / (40 * 59), rel=1e-4)
    assert test.low is not None
    assert test.low > 1
