from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.estimates import jeffreys_interval


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # R 4.2: qbeta(c(.025, .975), x + .5, n - x + .5)
        (1, 29, 0.00374617364906, 0.15007768600223),
        (15, 148, 0.0604485170093, 0.1576431434787),
        (36, 39, 0.808735215544, 0.977857696137),
    ],
)
def test_it_agrees_with_r(count: int, n: int, low: float, high: float) -> None:
    result = jeffreys_interval(count, n)
    assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)


@given(st.integers(2, 500).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))), st.floats(0.5, 0.999))
def test_it_agrees_with_statsmodels_away_from_the_ends(answers: tuple[int, int], confidence: float) -> None:
    count, n = answers
    result = jeffreys_interval(count, n, confidence=confidence)
    expected = proportion_confint(count, n, alpha=1 - confidence, method="jeffreys")
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)


def test_nobody_or_everybody_puts_a_limit_at_the_end() -> None:
    none, everyone = jeffreys_interval(0, 20), jeffreys_interval(20, 20)
    assert (none.low, none.high) == (0.0, pytest.approx(0.116638982905))  # R: qbeta(.975, .5, 20.5)
    assert (everyone.low, everyone.high) == (pytest.approx(1 - 0.116638982905), 1.0)


def test_nobody_answered_and_impossible_input() -> None:
    assert jeffreys_interval(0, 0).why_not == "Nobody answered, so there is no proportion."
    with pytest.raises(ValueError, match="count is 2"):
        jeffreys_interval(2, 1)
