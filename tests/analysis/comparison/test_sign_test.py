from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.comparison.sign_test import sign_test, sign_test_of_pairs


def test_moderation_up_eight_and_down_one() -> None:
    # R 4.2: binom.test(8, 9)
    test = sign_test(8, 1, same=23)
    assert test.p_value == pytest.approx(0.0390625)
    assert test.estimate == pytest.approx(8 / 9)
    assert (test.low, test.high) == (pytest.approx(0.517503485083), pytest.approx(0.997190863253))
    assert (test.n_used, test.same) == (9, 23)


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([0.8, 0.95, 0.99]))
def test_it_agrees_with_scipys_binomial_test(up: int, down: int, confidence: float) -> None:
    test = sign_test(up, down, confidence=confidence)
    if up + down:
        expected = binomtest(up, up + down)
        limits = expected.proportion_ci(confidence, method="exact")
        assert test.p_value == pytest.approx(expected.pvalue, rel=1e-9)
        assert (test.low, test.high) == (pytest.approx(limits.low, abs=1e-9), pytest.approx(limits.high, abs=1e-9))
        assert sign_test(down, up).p_value == test.p_value


def test_pairs_are_counted_by_their_order() -> None:
    scale = pd.CategoricalDtype(["inadequate", "requires improvement", "good"], ordered=True)
    before = pd.Series(["good", "inadequate", "good", None, "good"], dtype=scale)
    after = pd.Series(["good", "good", "requires improvement", "good", None], dtype=scale, index=[9, 8, 7, 6, 5])
    test = sign_test_of_pairs(before, after)
    assert (test.up, test.down, test.same, test.n_missing) == (1, 1, 1, 2)
    assert test.p_value == 1.0


@pytest.mark.parametrize(
    "test", [sign_test(0, 0), sign_test(0, 0, same=5), sign_test_of_pairs([], []), sign_test_of_pairs([None], [2])]
)
def test_where_nothing_changed_there_is_no_test(test) -> None:
    assert (test.estimate, test.low, test.p_value) == (None, None, None)
    assert test.why_not == "No pair changed, so there is no direction to test."


def test_one_pair_proves_nothing() -> None:
    test = sign_test(1, 0)
    assert (test.p_value, test.estimate, test.high) == (1.0, 1.0, 1.0)
    assert test.low == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sign_test(-1, 2), "up is -1"),
        (lambda: sign_test(1, 2, same=-3), "same is -3"),
        (lambda: sign_test(1, 2, confidence=0), "confidence is 0"),
        (lambda: sign_test_of_pairs([1], [1, 2]), "before has 1 values and after has 2"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_pairs() -> None:
    generator = np.random.default_rng(2)
    before, after = generator.integers(0, 4, 200_000), generator.integers(0, 4, 200_000)
    test = sign_test_of_pairs(before, after)
    assert test.p_value == pytest.approx(binomtest(test.up, test.n_used).pvalue, rel=1e-6)
