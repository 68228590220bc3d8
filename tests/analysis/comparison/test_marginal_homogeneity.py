from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import SquareTable

from analysis.comparison.marginal_homogeneity import stuart_maxwell_test
from analysis.comparison.mcnemar import mcnemar_test
from analysis.comparison.tables import contingency_table

EYES = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
CATEGORIES = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("counts", "statistic", "dof", "p_value"),
    [
        # Stuart (1955), 11.96; coin 1.4-2: mh_test(xtabs(Freq ~ right + left, VisualAcuity, gender == "female"))
        (EYES, 11.9565696229826, 3, 0.0075334250548),
        # coin 1.4-2: mh_test(as.table(M))
        ([[20, 10, 5], [3, 30, 15], [0, 5, 40]], 13.76470588235293, 2, 0.00102572772656),
        # the same command on the table without its third category, which is empty
        ([[10, 3, 0, 2], [5, 20, 0, 6], [0, 0, 0, 0], [1, 2, 0, 8]], 2.821428571429, 2, 0.243968957361),
    ],
)
def test_it_is_what_stuart_and_coin_give(counts, statistic: float, dof: int, p_value: float) -> None:
    test = stuart_maxwell_test(counts)
    assert (test.statistic, test.dof) == (pytest.approx(statistic), dof)
    assert test.p_value == pytest.approx(p_value)


@given(
    st.lists(st.lists(st.integers(1, 30), min_size=4, max_size=4), min_size=4, max_size=4), st.permutations(range(4))
)
def test_it_agrees_with_statsmodels_whatever_the_order(rows: list[list[int]], order: list[int]) -> None:
    counts = np.array(rows)
    test = stuart_maxwell_test(counts)
    expected = SquareTable(counts, shift_zeros=False).homogeneity(method="stuart_maxwell")
    assert (test.statistic, test.p_value) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    other = stuart_maxwell_test(counts[np.ix_(order, order)].T)
    assert other.statistic == pytest.approx(test.statistic, abs=1e-8)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9), st.integers(0, 9))
def test_two_categories_are_mcnemars(b: int, c: int, both: int, neither: int) -> None:
    counts = [[both, b], [c, neither]]
    test, expected = stuart_maxwell_test(counts), mcnemar_test(counts, method="chi-square")
    if expected.statistic is None:
        assert test.statistic is None
    else:
        assert (test.statistic, test.dof) == (pytest.approx(expected.statistic), 1)
        assert test.p_value == pytest.approx(expected.p_value)


@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=5, max_size=5))
def test_any_sparse_table_agrees_with_the_general_inverse(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    test = stuart_maxwell_test(counts)
    moves = counts - np.diag(np.diag(counts))
    variance = np.diag(moves.sum(axis=0) + moves.sum(axis=1)) - moves - moves.T
    shift = moves.sum(axis=1) - moves.sum(axis=0)
    if test.why_not is None:
        assert test.statistic == pytest.approx(float(shift @ np.linalg.pinv(variance) @ shift), abs=1e-8)
        assert test.dof == np.linalg.matrix_rank(variance)
    else:
        assert moves.sum() == 0


def test_parts_between_which_nobody_moved_are_tested_each_for_itself() -> None:
    parts = [[5, 6, 0, 0], [2, 5, 0, 0], [0, 0, 5, 9], [0, 0, 1, 5]]
    test = stuart_maxwell_test(parts)
    assert (test.dof, test.statistic) == (2, pytest.approx(16 / 8 + 64 / 10))


def test_categories_that_nobody_left_or_entered_are_named() -> None:
    test = stuart_maxwell_test([[9, 0, 3], [0, 7, 0], [8, 0, 2]])
    assert (test.left_out, test.dof, test.n_used, test.n_changed) == ((1,), 1, 29, 11)
    assert test.caution is None
    assert stuart_maxwell_test([[9, 3], [4, 2]]).caution == "Only 7 changed category: the p-value is rough."


def test_two_columns_with_missing_grades() -> None:
    scale = pd.CategoricalDtype(CATEGORIES)
    table = contingency_table(pd.Series(["a", "b", None], dtype=scale), pd.Series(["b", "c", "a"], dtype=scale))
    assert (stuart_maxwell_test(table).n_used, stuart_maxwell_test(table).n_missing) == (2, 1)
    other = contingency_table(pd.Series(["a", "b"]), pd.Series(["b", "a"]))
    with pytest.raises(ValueError, match="they must be the same"):
        stuart_maxwell_test(other)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((0, 0)), "There are no pairs, so there is nothing to test."),
        (np.zeros((3, 3)), "There are no pairs, so there is nothing to test."),
        ([[1]], "No case changed category, so the totals cannot have shifted."),
        ([[4, 0], [0, 5]], "No case changed category, so the totals cannot have shifted."),
    ],
)
def test_where_nothing_changed_there_is_no_test(counts, reason: str) -> None:
    test = stuart_maxwell_test(counts)
    assert (test.statistic, test.dof, test.p_value, test.why_not) == (None, None, None, reason)


def test_a_table_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 2\)"):
        stuart_maxwell_test([[1, 2]])


def test_two_hundred_thousand_pairs() -> None:
    counts = np.random.default_rng(5).multinomial(200_000, np.full(25, 1 / 25)).reshape(5, 5)
    expected = SquareTable(counts, shift_zeros=False).homogeneity(method="stuart_maxwell")
    assert stuart_maxwell_test(counts).statistic == pytest.approx(expected.statistic)
