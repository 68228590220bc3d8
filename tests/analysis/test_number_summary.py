from __future__ import annotations

from statistics import quantiles

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.number_summary import five_number_summary


def test_the_textbook_example_comes_out() -> None:
    # R: quantile(c(6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49)) gives 6.0 25.5 40.0 42.5 49.0
    values = pd.Series([6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49], dtype="Int64")
    result = five_number_summary(values)
    numbers = (result.minimum, result.lower_quartile, result.median, result.upper_quartile, result.maximum)
    assert numbers == (6.0, 25.5, 40.0, 42.5, 49.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_quartiles_agree_with_the_standard_library(values: list[float]) -> None:
    result = five_number_summary(pd.Series(values, dtype="Float64"))
    expected = quantiles(values, n=4, method="inclusive")
    found = [result.lower_quartile, result.median, result.upper_quartile]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert (result.minimum, result.maximum) == (min(values), max(values))


def test_one_number_is_all_five() -> None:
    result = five_number_summary(pd.Series([7, None], dtype="Int64"))
    assert (result.minimum, result.median, result.maximum) == (7, 7, 7)
    assert (result.n_used, result.n_missing) == (1, 1)


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_numbers_have_no_summary_and_say_why(values: list[None]) -> None:
    result = five_number_summary(pd.Series(values, dtype="Float64"))
    assert (result.minimum, result.median, result.n_used, result.n_missing) == (None, None, 0, len(values))
    assert result.why_not == "Nobody answered, so there is nothing to summarise."
