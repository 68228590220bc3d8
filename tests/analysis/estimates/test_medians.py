from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import median_interval, ordinal_median_interval
from analysis.scales import grade_of_rank


@pytest.mark.parametrize(
    ("n", "low_rank", "coverage"),
    [
        # a table of intervals for the median found in textbooks (Moore and McCabe's A.7 and others): 15, x(4) to x(12),
        # 96.5%; 20, x(6) to x(15), 95.9%. R 4.2: k <- qbinom(.025, n, .5); 1 - 2 * pbinom(k - 1, n, .5)
        (6, 1, 0.96875),
        (15, 4, 0.96484375),
        (20, 6, 0.958610534668),
        (39, 13, 0.97629729753),
        (100, 40, 0.964799799782),
        (1000, 469, 0.95370880264),
    ],
)
def test_ranks_and_coverage_agree_with_r(n: int, low_rank: int, coverage: float) -> None:
    result = median_interval(pd.Series(range(1, n + 1), dtype="Int64"))
    assert (result.low_rank, result.high_rank) == (low_rank, n + 1 - low_rank)
    assert (result.low, result.high) == (low_rank, n + 1 - low_rank)
    assert result.coverage == pytest.approx(coverage, abs=1e-11)


@pytest.mark.parametrize("n", [6, 7, 9, 10, 12])
def test_the_coverage_is_that_over_all_ways_to_fall_below_or_above(n: int) -> None:
    result = median_interval(pd.Series(range(n), dtype="float64"))
    # each answer is below the median or above it with the same chance
    below = [sum(signs) for signs in product((0, 1), repeat=n)]
    held = [result.low_rank <= count <= result.high_rank - 1 for count in below]
    assert result.coverage == pytest.approx(np.mean(held))


@pytest.mark.parametrize(("size", "n"), [(9, 7), (10, 8), (12, 9), (11, 7)])
def test_in_a_finite_population_the_coverage_is_that_over_all_samples(size: int, n: int) -> None:
    population = list(range(size))
    middle = (population[(size - 1) // 2], population[size // 2])
    held = 0
    samples = list(combinations(population, n))
    for sample in samples:
        result = median_interval(pd.Series(sample, dtype="Int64"), population=size)
        held += result.low <= middle[0] and middle[1] <= result.high
    assert result.coverage == pytest.approx(held / len(samples))
    assert result.coverage >= 0.95


def test_a_finite_population_agrees_with_r_and_is_narrower() -> None:
    # R 4.2: k <- max(which(phyper(0:10, 25, 25, 20) <= .025)); c(k, 1 - 2 * phyper(k - 1, 25, 25, 20))
    values = pd.Series(range(1, 21), dtype="Int64")
    result = median_interval(values, population=50)
    assert (result.low_rank, result.coverage) == (7, pytest.approx(0.957921863809))
    assert result.low > median_interval(values).low


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_with_ties_everywhere_the_limits_are_answers_around_the_median(values: list[int]) -> None:
    result = median_interval(pd.Series(values, dtype="Int64"))
    assert result.estimate == np.median(values)
    if result.low is None:
        assert len(values) < 6
        assert result.coverage < 0.95
    else:
        assert result.low in values
        assert result.high in values
        assert result.low <= result.estimate <= result.high
        assert result.coverage >= 0.95


@given(st.permutations([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]))
def test_the_order_of_the_answers_does_not_matter(values: list[int]) -> None:
    result = median_interval(pd.Series(values, dtype="Int64"))
    assert (result.estimate, result.low, result.high) == (3.5, 1.0, 6.0)


def test_a_higher_confidence_is_wider() -> None:
    values = pd.Series(range(50), dtype="Int64")
    assert median_interval(values, confidence=0.99).low < median_interval(values, confidence=0.8).low


@pytest.mark.parametrize(("n", "widest"), [(1, "0.0%"), (2, "50.0%"), (5, "93.8%")])
def test_too_few_answers_have_a_median_and_say_why_no_interval(n: int, widest: str) -> None:
    result = median_interval(pd.Series(range(n), dtype="Int64"))
    assert (result.low, result.high, result.low_rank) == (None, None, None)
    assert result.estimate == (n - 1) / 2
    assert widest in result.why_not
    assert result.coverage == pytest.approx(1 - 0.5 ** (n - 1))


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nobody_has_no_median(values: list[None]) -> None:
    result = median_interval(pd.Series(values, dtype="Float64"))
    assert (result.estimate, result.coverage, result.n_missing) == (None, None, len(values))
    assert result.why_not == "Nobody answered, so there is no median."


def test_a_census_has_no_interval() -> None:
    result = median_interval(pd.Series([1.0, 2.0, 3.0, None]), population=3)
    assert (result.estimate, result.low, result.n_missing) == (2.0, None, 1)
    assert "census" in result.why_not


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        median_interval(pd.Series([1.0, float("inf")]))
    with pytest.raises(ValueError, match="n is 3, more than the population of 2"):
        median_interval(pd.Series([1, 2, 3]), population=2)
    with pytest.raises(ValueError, match=r"confidence is 1\.5"):
        median_interval(pd.Series([1, 2, 3]), confidence=1.5)
    with pytest.raises(ValueError, match="must not be negative"):
        ordinal_median_interval([3, -1])
    with pytest.raises(ValueError, match="confidence is 0"):
        ordinal_median_interval([3, 1], confidence=0)


GRADES = st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(any)


@given(GRADES)
def test_grades_have_the_interval_of_the_answers_written_out(counts: list[int]) -> None:
    answers = [grade for grade, count in enumerate(counts) for _ in range(count)]
    grades = ordinal_median_interval(counts)
    numbers = median_interval(pd.Series(answers, dtype="Int64"))
    assert (grades.low, grades.high, grades.coverage) == (numbers.low, numbers.high, numbers.coverage)
    assert (grades.low_rank, grades.high_rank, grades.n_used) == (numbers.low_rank, numbers.high_rank, len(answers))
    assert grades.estimate.lower <= numbers.estimate <= grades.estimate.upper


def test_one_grade_throughout_is_the_whole_interval() -> None:
    result = ordinal_median_interval([0, 30, 0])
    assert (result.estimate.lower, result.low, result.high) == (1, 1, 1)


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_no_grades_have_no_interval(counts: list[int]) -> None:
    result = ordinal_median_interval(counts)
    assert (result.low, result.high, result.n_used) == (None, None, 0)
    assert result.why_not == "Nobody answered, so there is no median."


def test_all_grades_of_a_population_are_a_census() -> None:
    assert "census" in ordinal_median_interval([4, 5], population=9).why_not
    assert ordinal_median_interval([4, 5], population=12).coverage >= 0.95


def test_two_hundred_thousand_answers() -> None:
    result = median_interval(pd.Series(np.arange(200_000, dtype="float64")))
    assert result.low_rank == pytest.approx(100_000 - 1.96 * np.sqrt(200_000) / 2, abs=2)
    assert result.coverage == pytest.approx(0.95, abs=1e-3)
    finite = ordinal_median_interval([100_000, 100_000], population=300_000)
    assert (finite.low, finite.high) == (0, 1)


def test_there_is_no_grade_of_an_answer_that_nobody_gave() -> None:
    assert [grade_of_rank([2, 0, 1], rank) for rank in (1, 2, 3)] == [0, 0, 2]
    with pytest.raises(ValueError, match="no answer number 4 among 3"):
        grade_of_rank([2, 0, 1], 4)


def test_a_confidence_level_that_is_attained_exactly_is_attained() -> None:
    # five answers: from the least to the greatest covers 1 - 2/32 = 93.75%
    assert median_interval(pd.Series(range(5)), confidence=0.9375).low_rank == 1
    assert median_interval(pd.Series(range(5)), confidence=0.9376).low_rank is None
