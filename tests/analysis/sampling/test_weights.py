from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sampling import design_weights

POPULATIONS = {"assessment": 1471, "early help": 600, "none": 400}  # constructed, to the sum of Cambridgeshire's 2,471


def test_cambridgeshires_three_times_twenty_stand_for_very_different_numbers() -> None:
    result = design_weights(POPULATIONS, dict.fromkeys(POPULATIONS, 20))
    assert result.by_stratum == {"assessment": 73.55, "early help": 30.0, "none": 20.0}
    assert [one.share_of_sample for one in result.strata] == [pytest.approx(1 / 3)] * 3
    assert [round(one.share_of_population, 3) for one in result.strata] == [0.595, 0.243, 0.162]
    # (Σ 20 w)²/Σ 20 w² = 2471²/(20 · (73.55² + 30² + 20²)), by hand
    assert result.effective_n == pytest.approx(45.50, abs=0.005)


def test_weights_take_the_whole_back_from_a_sample_that_was_not_in_proportion() -> None:
    # 20 of 20 good in assessments, 10 of 20 elsewhere: 67% of the sample, 80% of the whole
    result = design_weights(POPULATIONS, dict.fromkeys(POPULATIONS, 20))
    good = {"assessment": 20, "early help": 10, "none": 10}
    weighted = sum(good[stratum] * weight for stratum, weight in result.by_stratum.items()) / result.population
    assert weighted == pytest.approx((1471 + 300 + 200) / 2471)


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(1, 500), st.integers(1, 50)), min_size=1))
def test_weights_sum_to_the_population_and_never_gain_cases(strata: dict[str, tuple[int, int]]) -> None:
    populations = {name: max(sizes) for name, sizes in strata.items()}
    used = {name: min(sizes) for name, sizes in strata.items()}
    result = design_weights(populations, used)
    assert sum(one.n_used * one.weight for one in result.strata) == pytest.approx(result.population)
    assert result.effective_n <= result.n_used + 1e-9


def test_equal_rates_cost_nothing() -> None:
    assert design_weights({"a": 100, "b": 50}, {"a": 10, "b": 5}).effective_n == pytest.approx(15)


def test_a_stratum_that_nobody_looked_at_leaves_nothing_to_say_of_the_whole() -> None:
    result = design_weights(POPULATIONS | {"empty": 0}, {"assessment": 20, "early help": 20})
    assert result.effective_n is None
    assert result.by_stratum["none"] is None
    assert result.why_not == (
        "None was assessed of: none (400). Nothing can be said of the whole of 2,471, only of the rest."
    )


@pytest.mark.parametrize("populations", [{}, {"a": 0}])
def test_no_population_has_no_weights(populations: dict[str, int]) -> None:
    result = design_weights(populations, {})
    assert (result.effective_n, result.why_not) == (None, "The strata hold nobody.")


@pytest.mark.parametrize(
    ("populations", "used", "message"),
    [
        ({"a": -1}, {}, "population of stratum 'a' is -1"),
        ({"a": 1}, {"b": 1}, "used names stratum 'b'"),
        ({"a": 1}, {"a": 2}, "used is 2 for stratum 'a'"),
        ({"a": 1}, {"a": -1}, "used is -1 for stratum 'a'"),
    ],
)
def test_impossible_input_is_refused_with_the_value(populations, used, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        design_weights(populations, used)
