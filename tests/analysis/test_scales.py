from __future__ import annotations

from statistics import median_high, median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scales import ordinal_median


@given(st.lists(st.integers(0, 20), min_size=1, max_size=7).filter(any))
def test_the_median_is_that_of_the_answers_written_out(counts: list[int]) -> None:
    answers = [grade for grade, count in enumerate(counts) for _ in range(count)]
    result = ordinal_median(counts)
    assert (result.lower, result.upper) == (median_low(answers), median_high(answers))
    assert result.n_used == len(answers)


def test_an_even_split_stays_between_two_grades() -> None:
    result = ordinal_median([3, 0, 0, 3])
    assert (result.lower, result.upper, result.is_split) == (0, 3, True)


@pytest.mark.parametrize("counts", [[0, 1, 0], [0, 7, 0], [2, 3, 2]])
def test_one_grade_in_the_middle_is_the_median(counts: list[int]) -> None:
    result = ordinal_median(counts)
    assert (result.lower, result.is_split) == (1, False)


@pytest.mark.parametrize("counts", [[], [0, 0, 0]])
def test_nobody_has_no_median_and_says_why(counts: list[int]) -> None:
    result = ordinal_median(counts)
    assert (result.lower, result.upper) == (None, None)
    assert result.why_not == "Nobody answered, so there is no median."


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        ordinal_median([1, -1])
