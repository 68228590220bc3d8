from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from analysis.comparison.chi_square import chi_square_test
from analysis.comparison.tables import contingency_table

TABLES = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(1, 30), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def test_a_published_table_comes_out() -> None:
    # Agresti (2007), table 2.5; R 4.2: chisq.test(rbind(c(762,327,468), c(484,239,477)))
    test = chi_square_test([[762, 327, 468], [484, 239, 477]])
    assert test.statistic == pytest.approx(30.0701490958, abs=1e-9)
    assert test.p_value == pytest.approx(2.95358918321e-07, rel=1e-9)
    assert (test.dof, test.n_used, test.is_trusted, test.use_instead) == (2, 2757, True, None)


@given(TABLES)
def test_it_agrees_with_scipy_whatever_the_order_of_rows_and_columns(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    test, turned = chi_square_test(counts), chi_square_test(counts[::-1, ::-1].T)
    expected = chi2_contingency(counts, correction=False)
    assert test.statistic == pytest.approx(expected.statistic, abs=1e-8)
    assert test.p_value == pytest.approx(expected.pvalue, abs=1e-10)
    assert test.dof == expected.dof
    assert test.smallest_expected == pytest.approx(expected.expected_freq.min())
    small = (expected.expected_freq < 5 - 1e-9).mean()
    assert test.is_trusted == (expected.expected_freq.min() >= 1 - 1e-9 and small <= 0.2)
    assert (turned.statistic, turned.is_trusted) == (pytest.approx(test.statistic), test.is_trusted)


@pytest.mark.parametrize(
    ("counts", "trusted"),
    [
        ([[5, 5], [5, 5]], True),
        ([[4, 5], [5, 6]], False),  # a single expected count below 5, but a quarter of the cells
        ([[9, 90, 90, 90, 90], [1, 90, 90, 90, 90]], True),  # all of them at least 5
        ([[3, 90, 90, 90, 90], [4, 90, 90, 90, 90]], True),  # two of ten below 5
        ([[1, 90, 90, 90, 90], [0, 90, 90, 90, 90]], False),  # two of ten below 1
        ([[3, 4, 90, 90, 90], [4, 3, 90, 90, 90]], False),  # four of ten below 5
    ],
)
def test_cochrans_rule_decides_whether_it_is_trusted(counts: list[list[int]], trusted: bool) -> None:
    test = chi_square_test(counts)
    assert test.is_trusted is trusted
    assert (test.use_instead is None) is trusted


def test_an_untrusted_test_names_the_one_to_use() -> None:
    small = chi_square_test([[3, 1], [1, 3]]).use_instead
    large = chi_square_test([[3, 1, 0], [1, 3, 2]]).use_instead
    assert small == "4 of the 4 expected counts are below 5 (the smallest is 2): use the Fisher exact test."
    assert large is not None
    assert large.endswith("use the Fisher-Freeman-Halton test.")


def test_columns_with_missing_answers_are_tested_without_them() -> None:
    answers = pd.Series(["yes", "no", None, "yes", "no", "yes"] * 20)
    groups = pd.Series(["a", "b", "a", "b", "a", None] * 20)
    test = chi_square_test(contingency_table(answers, groups))
    assert (test.n_used, test.n_missing) == (80, 40)
    assert test.statistic == pytest.approx(0.0)


@pytest.mark.parametrize(
    "counts", [[[0, 0], [0, 0]], [[5, 4], [0, 0]], [[5, 0], [4, 0]], [[1]], np.zeros((0, 3), dtype=int)]
)
def test_without_two_rows_and_two_columns_there_is_no_test(counts) -> None:
    test = chi_square_test(counts)
    assert (test.statistic, test.dof, test.p_value, test.is_trusted) == (None, None, None, False)
    assert test.why_not is not None


def test_empty_rows_do_not_count_for_the_degrees_of_freedom() -> None:
    test = chi_square_test([[20, 30], [0, 0], [25, 15]])
    assert (test.dof, test.empty_rows, test.empty_columns) == (1, (1,), ())


def test_two_hundred_thousand_answers() -> None:
    generator = np.random.default_rng(1)
    answers = pd.Series(pd.Categorical.from_codes(generator.integers(0, 5, 200_000), list("abcde")))
    groups = pd.Series(pd.Categorical.from_codes(generator.integers(0, 30, 200_000), [str(i) for i in range(30)]))
    test = chi_square_test(contingency_table(answers, groups))
    expected = chi2_contingency(pd.crosstab(answers, groups))
    assert (test.statistic, test.n_used) == (pytest.approx(expected.statistic), 200_000)
