from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from analysis.comparison.chi_square import chi_square_test
from analysis.comparison.fisher import fisher_freeman_halton_test
from analysis.comparison.independence import independence_test

TABLES = st.tuples(st.integers(2, 4), st.integers(2, 4), st.sampled_from([3, 9, 40])).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, shape[2]), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@given(TABLES)
def test_it_is_chi_square_where_that_is_trusted_and_exact_elsewhere(counts: list[list[int]]) -> None:
    test, chi_square = independence_test(counts, work_limit=200_000), chi_square_test(counts)
    assert (test.n_used, test.why_not) == (chi_square.n_used, chi_square.why_not)
    if chi_square.is_trusted:
        assert (test.statistic, test.dof, test.p_value) == (chi_square.statistic, chi_square.dof, chi_square.p_value)
        assert test.method == chi_square.method
        assert test.seed is None
    elif test.why_not is None and test.seed is None:
        exact = fisher_freeman_halton_test(counts, work_limit=200_000)
        assert (test.statistic, test.dof) == (None, None)
        if exact.seed is None:
            assert test.p_value == pytest.approx(exact.p_value, abs=1e-11)


def test_a_large_sparse_table_is_simulated_and_says_so() -> None:
    counts = np.random.default_rng(5).multinomial(250, np.full(300, 1 / 300)).reshape(10, 30)
    test = independence_test(counts, seed=11)
    assert test.seed == 11
    assert test.simulations is not None
    assert test.simulations <= 2_000
    assert test.p_value is not None
    assert test.low is not None
    assert test.high is not None
    assert test.low <= test.p_value <= test.high
    assert "Monte Carlo" in test.method
    assert test == independence_test(counts, seed=11)


def test_drawing_to_the_end_gives_nearly_the_same() -> None:
    counts = np.random.default_rng(6).multinomial(120, np.full(60, 1 / 60)).reshape(6, 10)
    short, long = independence_test(counts), independence_test(counts, stop_at=None, simulations=20_000)
    assert long.simulations == 20_000
    assert short.simulations is not None
    assert short.simulations < 2_000
    assert short.p_value == pytest.approx(long.p_value, rel=0.35)


@pytest.mark.long
def test_where_nothing_is_there_simulated_p_values_are_spread_evenly() -> None:
    generator = np.random.default_rng(8)
    p_values = []
    for seed in range(400):
        counts = generator.multinomial(90, np.full(40, 1 / 40)).reshape(5, 8)
        test = independence_test(counts, seed=seed, work_limit=0)
        assert test.p_value is not None
        p_values.append(test.p_value)
    assert np.mean(np.array(p_values) <= 0.05) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    assert kstest(p_values, "uniform").pvalue > 0.001


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[4, 5], [0, 0]], [[4, 0], [5, 0]], [[1]]])
def test_without_two_rows_and_two_columns_there_is_no_test(counts: list[list[int]]) -> None:
    test = independence_test(counts)
    assert (test.statistic, test.p_value, test.seed, test.method) == (None, None, None, "none")
    assert test.why_not is not None


def test_two_hundred_thousand_answers_in_thirty_groups() -> None:
    counts = np.random.default_rng(9).multinomial(200_000, np.full(300, 1 / 300)).reshape(10, 30)
    test = independence_test(counts)
    assert (test.dof, test.n_used) == (261, 200_000)
    assert test.p_value is not None
    assert test.p_value > 0.001
