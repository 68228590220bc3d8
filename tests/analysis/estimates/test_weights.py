from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import effective_sample_size


def test_an_example_by_hand() -> None:
    # (1 + 1 + 2)²/(1 + 1 + 4)
    result = effective_sample_size(pd.Series([1, 1, 2, None], dtype="Int64"))
    assert (result.estimate, result.n_used, result.n_missing) == (pytest.approx(16 / 6), 3, 1)
    assert result.design_effect == pytest.approx(18 / 16)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30), st.floats(0.001, 1000))
def test_it_is_between_one_and_n_whatever_the_scale_and_the_order(weights: list[float], scale: float) -> None:
    result = effective_sample_size(pd.Series(weights))
    assert 1 - 1e-9 <= result.estimate <= len(weights) + 1e-9
    turned = effective_sample_size(pd.Series(weights[::-1]) * scale)
    assert turned.estimate == pytest.approx(result.estimate)
    # Kish (1992): the loss is 1 + the squared coefficient of variation (divisor n)
    assert result.design_effect == pytest.approx(1 + (np.std(weights) / np.mean(weights)) ** 2)


def test_equal_weights_lose_nothing() -> None:
    assert effective_sample_size(pd.Series([0.3] * 50)).estimate == pytest.approx(50)


def test_one_weight_that_outweighs_all_is_one_answer() -> None:
    assert effective_sample_size(pd.Series([1.0] + [0.0] * 9)).estimate == 1.0


@pytest.mark.parametrize("weights", [[], [None], [0.0, 0.0]])
def test_without_a_positive_weight_it_says_why(weights: list[float | None]) -> None:
    result = effective_sample_size(pd.Series(weights, dtype="Float64"))
    assert (result.estimate, result.design_effect) == (None, None)
    assert "no effective number" in result.why_not


def test_impossible_weights_are_refused() -> None:
    with pytest.raises(ValueError, match=r"weights has -1.0"):
        effective_sample_size(pd.Series([1.0, -1.0]))
    with pytest.raises(ValueError, match="infinite"):
        effective_sample_size(pd.Series([1.0, float("inf")]))


def test_huge_and_many_weights_do_not_overflow() -> None:
    assert effective_sample_size(pd.Series([1e300] * 4)).estimate == pytest.approx(4)
    assert effective_sample_size(pd.Series(np.ones(200_000))).estimate == pytest.approx(200_000)
