from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from analysis.comparison.exact_tables import exact_p_value
from analysis.comparison.fisher import fisher_freeman_halton_test
from analysis.comparison.tables import contingency_table
from tests.analysis.comparison import tables_by_hand

SMALL = st.tuples(st.integers(2, 3), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 4), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)
JOB_SATISFACTION = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]


@pytest.mark.parametrize(
    ("counts", "p_value"),
    [
        # R 4.2: fisher.test(rbind(...))$p.value
        ([[3, 1], [1, 3]], 0.485714285714),
        ([[2, 15], [10, 3]], 0.000536724119143),
        ([[8, 2, 0], [1, 5, 3]], 0.00794561475676),
        ([[3, 0, 2], [1, 4, 0], [0, 1, 5]], 0.00425962925963),
        ([[1, 0, 0, 2], [0, 3, 1, 0], [2, 0, 4, 1], [0, 0, 1, 6]], 0.00143644539155),
        ([[2, 0, 1, 2, 6], [1, 3, 1, 1, 1], [1, 0, 3, 1, 0], [1, 2, 1, 2, 0]], 0.0911177720258),
        (JOB_SATISFACTION, 0.782684938966),
    ],
)
def test_it_is_what_r_gives(counts: list[list[int]], p_value: float) -> None:
    test = fisher_freeman_halton_test(counts)
    assert test.p_value == pytest.approx(p_value, abs=1e-11)
    assert (test.seed, test.simulations, test.low, test.standard_error) == (None, None, None, None)


@given(SMALL)
def test_it_agrees_with_all_tables_written_out(counts: list[list[int]]) -> None:
    test = fisher_freeman_halton_test(counts)
    if test.why_not is None:
        assert test.p_value == pytest.approx(tables_by_hand.exact_p_value(counts), abs=1e-11)


@given(SMALL, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(counts: list[list[int]], shuffle) -> None:
    rows = counts.copy()
    shuffle.shuffle(rows)
    turned = [list(column) for column in zip(*rows, strict=True)]
    shuffle.shuffle(turned)
    first, second = fisher_freeman_halton_test(counts), fisher_freeman_halton_test(turned)
    if first.p_value is not None:
        assert second.p_value == pytest.approx(first.p_value, abs=1e-11)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_two_by_two_agrees_with_scipy(cells: list[int]) -> None:
    table = np.array(cells).reshape(2, 2)
    test = fisher_freeman_halton_test(table)
    if test.why_not is None:
        assert test.p_value == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)
        assert exact_p_value(table, 1_000_000) == pytest.approx(test.p_value, abs=1e-11)


def test_tables_as_probable_as_the_observed_one_count_though_rounding_parts_them() -> None:
    # All 3 x 3 tables that are the observed one with rows exchanged are as probable; none may be lost.
    counts = [[7, 0, 0], [0, 7, 0], [0, 0, 7]]
    assert fisher_freeman_halton_test(counts).p_value == pytest.approx(tables_by_hand.exact_p_value(counts), rel=1e-9)


def test_beyond_the_work_limit_tables_are_drawn_and_the_seed_is_told() -> None:
    exact = 0.782684938966
    test = fisher_freeman_halton_test(JOB_SATISFACTION, work_limit=1_000, simulations=5_000, seed=7)
    assert (test.simulations, test.seed) == (5_000, 7)
    assert test.method == "Fisher-Freeman-Halton test, Monte Carlo with 5,000 tables (seed 7)"
    assert test.low is not None
    assert test.high is not None
    assert test.low <= exact <= test.high
    assert test.p_value == pytest.approx(exact, abs=4 * 0.0058)
    assert test.standard_error == pytest.approx(0.0058, abs=3e-4)
    assert test == fisher_freeman_halton_test(JOB_SATISFACTION, work_limit=1_000, simulations=5_000, seed=7)
    other = fisher_freeman_halton_test(JOB_SATISFACTION, work_limit=1_000, simulations=5_000, seed=9)
    assert other.p_value != test.p_value


def test_a_simulated_p_value_is_never_nought() -> None:
    counts = [[30, 0, 0], [0, 30, 0], [0, 0, 30]]
    test = fisher_freeman_halton_test(counts, work_limit=0, simulations=999)
    assert test.p_value == pytest.approx(1 / 1000)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[3, 2], [0, 0]], [[3, 0], [2, 0]], [[1]]])
def test_without_two_rows_and_two_columns_there_is_no_test(counts: list[list[int]]) -> None:
    test = fisher_freeman_halton_test(counts)
    assert test.p_value is None
    assert test.why_not is not None


def test_empty_rows_are_left_out_and_missing_answers_counted() -> None:
    answers = pd.Series(pd.Categorical(["yes", "no", "yes", "no", None], categories=["yes", "maybe", "no"]))
    test = fisher_freeman_halton_test(contingency_table(answers, pd.Series(["a", "b", "a", "b", "a"])))
    assert (test.empty_rows, test.n_used, test.n_missing) == ((1,), 4, 1)
    assert test.p_value == pytest.approx(1 / 3)


def test_two_hundred_thousand_cases_of_two_by_two() -> None:
    counts = np.array([[50_100, 49_900], [49_800, 50_200]])
    assert fisher_freeman_halton_test(counts).p_value == pytest.approx(fisher_exact(counts).pvalue, rel=1e-7)


def test_two_hundred_thousand_cases_of_a_sparse_table_are_simulated() -> None:
    counts = [[100_000, 60_000, 39_990], [4, 3, 3]]
    test = fisher_freeman_halton_test(counts, work_limit=10, simulations=200)
    assert test.n_used == 200_000
    assert test.p_value is not None
    assert test.p_value > 0.1


@pytest.mark.long
@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=3))
def test_larger_tables_agree_with_all_tables_written_out(counts: list[list[int]]) -> None:
    test = fisher_freeman_halton_test(counts, work_limit=10**8)
    if test.why_not is None and test.n_used <= 45:
        assert test.p_value == pytest.approx(tables_by_hand.exact_p_value(counts), abs=1e-9)
