from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.comparison.differences import newcombe_difference, newcombe_paired_difference

SAMPLE = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombes_table_comes_out(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    result = newcombe_difference(*counts)
    assert (result.low, result.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(SAMPLE, SAMPLE, st.sampled_from([0.8, 0.95, 0.99]))
def test_it_agrees_with_statsmodels(first: tuple[int, int], second: tuple[int, int], confidence: float) -> None:
    result = newcombe_difference(*first, *second, confidence=confidence)
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", alpha=1 - confidence)
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)
    assert result.estimate is not None
    assert -1 <= result.low <= result.estimate <= result.high <= 1
    turned = newcombe_difference(*second, *first, confidence=confidence)
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low), abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Complete response (Cavo 2012): R package contingencytables, Newcombe_square_and_add_CI_paired_2x2
        ((59, 6, 16, 80), (-0.0621, -0.1186, -0.0046)),
        # R 4.2, Newcombe's formula written out
        ((14, 5, 0, 22), (0.1219512, 0.0114832, 0.2264927)),
        ((36, 12, 2, 0), (0.2, 0.0569296, 0.3404276)),
        ((1, 1, 7, 12), (-0.2857143, -0.5069202, -0.0255591)),
    ],
)
def test_pairs_are_what_other_programs_give(counts: tuple[int, int, int, int], expected: tuple[float, ...]) -> None:
    result = newcombe_paired_difference(*counts)
    digits = 5e-5 if counts[0] == 59 else 5e-8
    assert (result.estimate, result.low, result.high) == pytest.approx(expected, abs=digits)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(any))
def test_bounds_hold_for_pairs_and_exchanging_the_two_turns_the_sign(counts: list[int]) -> None:
    both, first, second, neither = counts
    result = newcombe_paired_difference(both, first, second, neither)
    assert result.low is not None
    assert result.high is not None
    assert result.estimate == pytest.approx((first - second) / sum(counts))
    assert -1 <= result.low <= result.estimate + 1e-12
    assert result.estimate - 1e-12 <= result.high <= 1
    turned = newcombe_paired_difference(both, second, first, neither)
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low), abs=1e-12)
    turned = newcombe_paired_difference(neither, first, second, both)
    assert (turned.low, turned.high) == pytest.approx((result.low, result.high), abs=1e-12)


def test_pairs_that_are_not_correlated_are_as_two_samples() -> None:
    paired, independent = newcombe_paired_difference(25, 25, 25, 25), newcombe_difference(50, 100, 50, 100)
    assert (paired.low, paired.high) == pytest.approx((independent.low, independent.high))


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (newcombe_difference(0, 0, 3, 9), "Nobody answered in the first sample, so there is no difference."),
        (newcombe_difference(3, 9, 0, 0), "Nobody answered in the second sample, so there is no difference."),
        (newcombe_difference(0, 0, 0, 0), "Nobody answered in either sample, so there is no difference."),
        (newcombe_paired_difference(0, 0, 0, 0, n_missing=4), "There are no pairs, so there is no difference."),
    ],
)
def test_an_undefined_difference_says_why(result, reason: str) -> None:
    assert (result.estimate, result.low, result.high, result.first) == (None, None, None, None)
    assert result.why_not == reason


def test_one_respondent_in_each_sample_can_mean_anything() -> None:
    result = newcombe_difference(1, 1, 0, 1)
    assert result.estimate == 1.0
    assert result.low == pytest.approx(-0.122, abs=1e-3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: newcombe_difference(4, 3, 1, 2), "count is 4"),
        (lambda: newcombe_difference(1, 3, 1, 2, confidence=2), "confidence is 2"),
        (lambda: newcombe_paired_difference(1, -2, 3, 4), "first_only is -2"),
        (lambda: newcombe_paired_difference(1, 2, 3, 4, confidence=0), "confidence is 0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_answers() -> None:
    result = newcombe_difference(60_000, 100_000, 59_000, 100_000)
    expected = confint_proportions_2indep(60_000, 100_000, 59_000, 100_000, method="newcomb")
    assert (result.low, result.high) == pytest.approx(expected)
    assert newcombe_paired_difference(100_000, 20_000, 10_000, 70_000).estimate == pytest.approx(0.05)
