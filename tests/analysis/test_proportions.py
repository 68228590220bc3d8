from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from analysis.proportions import finite_population_interval, wilson_interval


@pytest.mark.parametrize(
    ("count", "limits", "finite"),
    [
        # shared fixture of the Hertfordshire Learning Hub, 39 evaluations of 225 who attended
        (36, ("79.7%", "97.3%"), ("81.1%", "97.1%")),
        (15, ("24.9%", "54.1%"), ("25.9%", "52.7%")),
    ],
)
def test_the_published_fixtures_come_out(count: int, limits: tuple[str, str], finite: tuple[str, str]) -> None:
    wilson = wilson_interval(count, 39)
    narrower = finite_population_interval(count, 39, 225)
    assert (f"{wilson.low:.1%}", f"{wilson.high:.1%}") == limits
    assert (f"{narrower.low:.1%}", f"{narrower.high:.1%}") == finite


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score, without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombes_table_comes_out(count: int, n: int, low: float, high: float) -> None:
    result = wilson_interval(count, n)
    assert result.low == pytest.approx(low, abs=5e-5)
    assert result.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_wilson_agrees_with_statsmodels_and_scipy(answers: tuple[int, int], confidence: float) -> None:
    count, n = answers
    result = wilson_interval(count, n, confidence=confidence)
    expected = proportion_confint(count, n, alpha=1 - confidence, method="wilson")
    scipys = binomtest(count, n).proportion_ci(confidence, method="wilson")
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)
    assert (result.low, result.high) == pytest.approx((scipys.low, scipys.high), abs=1e-9)
    assert 0 <= result.low <= count / n <= result.high <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(n + 1, 100_000))))
def test_a_finite_population_is_wilson_with_a_larger_sample(answers: tuple[int, int, int]) -> None:
    count, n, population = answers
    result = finite_population_interval(count, n, population)
    effective = n * (population - 1) / (population - n)
    expected = proportion_confint(count / n * effective, effective, method="wilson")
    wilson = wilson_interval(count, n)
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)
    assert result.high - result.low <= wilson.high - wilson.low + 1e-12
    assert result.population == population


def test_a_census_has_no_interval_and_says_why() -> None:
    result = finite_population_interval(9, 12, 12)
    assert (result.estimate, result.low, result.high) == (0.75, None, None)
    assert result.why_not is not None
    assert "census" in result.why_not


@pytest.mark.parametrize("result", [wilson_interval(0, 0), finite_population_interval(0, 0, 10)])
def test_nobody_gives_no_proportion_rather_than_nought(result) -> None:
    assert (result.estimate, result.low, result.high, result.n_used) == (None, None, None, 0)
    assert result.why_not == "Nobody answered, so there is no proportion."


def test_one_respondent_gives_a_wide_interval() -> None:
    result = wilson_interval(1, 1)
    assert (result.low, result.high) == (pytest.approx(0.2065, abs=5e-5), 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson_interval(4, 3), "count is 4, which is not between 0 and n, 3"),
        (lambda: wilson_interval(-1, 3), "count is -1"),
        (lambda: wilson_interval(1, 3, confidence=1.0), "confidence is 1.0"),
        (lambda: finite_population_interval(1, 3, 2), "n is 3, more than the population of 2"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_the_method_names_confidence_and_population() -> None:
    assert wilson_interval(1, 3, confidence=0.9).method == "Wilson 90%"
    assert finite_population_interval(1, 3, 2250).method == "Wilson 95%, finite population of 2,250"
