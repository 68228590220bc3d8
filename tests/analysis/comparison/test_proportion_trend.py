from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from analysis.comparison.proportion_trend import cochran_armitage_test

GROUP = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("counts", "totals", "scores", "chi_square", "p_value"),
    [
        # R 4.2: prop.trend.test(smokers, patients); prop.trend.test(x, n, score = c(0, 6, 12, 30))
        ([83, 90, 129, 70], [86, 93, 136, 82], None, 8.22492228519771, 0.00413189747764),
        ([5, 9, 14, 8], [30, 32, 35, 20], [0, 6, 12, 30], 3.2009320465362, 0.0735963165725),
    ],
)
def test_it_is_what_r_gives(counts, totals, scores, chi_square: float, p_value: float) -> None:
    trend = cochran_armitage_test(counts, totals, scores=scores)
    assert trend.statistic is not None
    assert trend.statistic**2 == pytest.approx(chi_square)
    assert trend.p_value == pytest.approx(p_value)


def test_the_slope_is_that_of_the_weighted_line() -> None:
    # R 4.2: lm(x / n ~ seq_along(x), weights = n)
    trend = cochran_armitage_test([83, 90, 129, 70], [86, 93, 136, 82])
    assert trend.estimate == pytest.approx(-0.0334156264126)


@given(st.lists(GROUP, min_size=2, max_size=8))
def test_it_is_n_times_the_squared_correlation_and_turns_with_the_order(groups: list[tuple[int, int]]) -> None:
    counts, totals = [group[0] for group in groups], [group[1] for group in groups]
    trend = cochran_armitage_test(counts, totals)
    answers = np.concatenate([np.repeat([1, 0], [x, n - x]) for x, n in groups])
    scores = np.repeat(np.arange(len(groups)), totals)
    if trend.why_not is None:
        assert trend.statistic == pytest.approx(np.sqrt(len(answers)) * np.corrcoef(answers, scores)[0, 1], abs=1e-9)
        turned = cochran_armitage_test(counts[::-1], totals[::-1])
        assert turned.statistic == pytest.approx(-trend.statistic, abs=1e-9)
        moved = cochran_armitage_test(counts, totals, scores=10 * np.arange(len(groups)) - 3)
        assert moved.statistic == pytest.approx(trend.statistic, abs=1e-9)
        assert moved.estimate == pytest.approx(trend.estimate / 10, abs=1e-9)


@given(GROUP, GROUP)
def test_two_groups_are_pearsons_chi_square(first: tuple[int, int], second: tuple[int, int]) -> None:
    trend = cochran_armitage_test([first[0], second[0]], [first[1], second[1]])
    if trend.statistic is not None:
        table = [[first[0], second[0]], [first[1] - first[0], second[1] - second[0]]]
        assert trend.statistic**2 == pytest.approx(chi2_contingency(table, correction=False).statistic, abs=1e-8)


def test_groups_without_answers_keep_their_place_and_are_named() -> None:
    trend = cochran_armitage_test([5, 0, 9], [20, 0, 20])
    assert (trend.scores, trend.left_out, trend.n_used) == ((1.0, 3.0), (1,), 40)
    assert trend.estimate == pytest.approx(0.1)


def test_few_answers_are_said() -> None:
    assert cochran_armitage_test([1, 2], [20, 20]).caution == "Only 3 answers of one kind: the p-value is rough."
    assert cochran_armitage_test([5, 8], [20, 20]).caution is None


@pytest.mark.parametrize(
    ("counts", "totals", "scores", "reason"),
    [
        ([], [], None, "Nobody answered, so there is no trend."),
        ([0, 0], [0, 0], None, "Nobody answered, so there is no trend."),
        ([1], [1], None, "Only one group has answers, so there is no trend."),
        ([3, 0], [9, 0], None, "Only one group has answers, so there is no trend."),
        ([3, 4], [9, 9], [2, 2], "All groups have the same score, so there is no trend."),
        ([0, 0], [9, 9], None, "None of the answers are of the kind in question, so there is no trend."),
        ([9, 9], [9, 9], None, "All of the answers are of the kind in question, so there is no trend."),
    ],
)
def test_where_there_is_no_trend_it_says_why(counts, totals, scores, reason: str) -> None:
    trend = cochran_armitage_test(counts, totals, scores=scores)
    assert (trend.statistic, trend.p_value, trend.estimate, trend.why_not) == (None, None, None, reason)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cochran_armitage_test([1, 2], [3]), r"counts has shape \(2,\) and totals \(1,\)"),
        (lambda: cochran_armitage_test([1, 4], [3, 3]), "counts is 4 in group 2, more than its total of 3"),
        (lambda: cochran_armitage_test([1, 2], [3, 3], scores=[1]), "a number for each of 2 groups"),
        (lambda: cochran_armitage_test([1, 2], [3, 3], scores=[1, np.nan]), "scores is"),
        (lambda: cochran_armitage_test([-1, 2], [3, 3]), "-1"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_answers() -> None:
    trend = cochran_armitage_test([30_000, 30_400, 31_000], [60_000, 60_000, 80_000])
    assert trend.n_used == 200_000
    assert trend.statistic is not None
    assert trend.statistic < -10
