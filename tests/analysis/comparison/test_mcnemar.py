from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.contingency_tables import mcnemar

from analysis.comparison.mcnemar import mcnemar_test
from analysis.comparison.tables import contingency_table

APPROVAL = [[794, 150], [86, 570]]  # Agresti (1990), page 350, as in R's help of mcnemar.test


@pytest.mark.parametrize(
    ("counts", "method", "statistic", "p_value"),
    [
        # R 4.2: mcnemar.test(M), mcnemar.test(M, correct = FALSE), binom.test(86, 236)
        (APPROVAL, "corrected", 16.8177966102, 4.11456228135e-05),
        (APPROVAL, "chi-square", 17.3559322034, 3.09929344105e-05),
        (APPROVAL, "exact", None, 3.71593613957e-05),
        # Armitage and Berry (1994), page 127; R 4.2: binom.test(2, 14), 2*pbinom(2, 14, .5) - dbinom(2, 14, .5)
        ([[20, 12], [2, 16]], "corrected", 5.785714285714, 0.0161569312612),
        ([[20, 12], [2, 16]], "exact", None, 0.012939453125),
        ([[20, 12], [2, 16]], "mid-p", None, 0.00738525390625),
    ],
)
def test_it_is_what_r_gives(counts, method, statistic: float | None, p_value: float) -> None:
    test = mcnemar_test(counts, method=method)
    assert test.statistic == (None if statistic is None else pytest.approx(statistic))
    assert test.p_value == pytest.approx(p_value, rel=1e-9)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 50))
def test_all_forms_agree_with_statsmodels_and_the_definition(b: int, c: int, neither: int) -> None:
    table = [[7, b], [c, neither]]
    if b + c == 0:
        return
    exact = mcnemar_test(table).p_value
    assert exact == pytest.approx(mcnemar(table, exact=True).pvalue, rel=1e-9)
    for method, correction in (("chi-square", False), ("corrected", True)):
        if b != c or not correction:
            expected = mcnemar(table, exact=False, correction=correction)
            test = mcnemar_test(table, method=method)
            assert (test.statistic, test.p_value) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    middle = mcnemar_test(table, method="mid-p").p_value
    assert middle == pytest.approx(1.0 if b == c else exact - binom.pmf(min(b, c), b + c, 0.5), abs=1e-9)
    assert mcnemar_test([[neither, c], [b, 7]], method="mid-p").p_value == middle


def test_the_difference_is_newcombes_for_pairs() -> None:
    test = mcnemar_test([[59, 6], [16, 80]])
    assert (test.estimate, test.low, test.high) == pytest.approx((-0.0621118, -0.1186212, -0.0046251), abs=1e-7)


def test_missing_answers_are_counted() -> None:
    before = pd.Series(pd.Categorical(["yes", "yes", "no", None], categories=["yes", "no"]))
    after = pd.Series(pd.Categorical(["no", "yes", "no", "yes"], categories=["yes", "no"]))
    test = mcnemar_test(contingency_table(before, after))
    assert (test.first_only, test.second_only, test.n_used, test.n_missing) == (1, 0, 3, 1)
    assert test.p_value == 1.0


@pytest.mark.parametrize(
    ("counts", "estimate", "reason"),
    [
        ([[0, 0], [0, 0]], None, "There are no pairs, so there is nothing to test."),
        ([[1, 0], [0, 0]], 0.0, "No case changed, so there is no direction to test."),
        ([[9, 0], [0, 8]], 0.0, "No case changed, so there is no direction to test."),
    ],
)
def test_where_nothing_changed_there_is_no_test(counts, estimate: float | None, reason: str) -> None:
    test = mcnemar_test(counts)
    assert (test.p_value, test.estimate, test.why_not) == (None, estimate, reason)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mcnemar_test([[1, 2, 3]]), r"shape \(1, 3\)"),
        (lambda: mcnemar_test([[1, 2], [3, 4]], method="guess"), "method is 'guess'"),
        (lambda: mcnemar_test([[1, 2], [-3, 4]]), "-3"),
        (lambda: mcnemar_test([[1, 2], [3, 4]], confidence=1), "confidence is 1"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("method", ["exact", "mid-p", "chi-square", "corrected"])
def test_two_hundred_thousand_pairs(method) -> None:
    test = mcnemar_test(np.array([[80_000, 20_300], [19_700, 80_000]]), method=method)
    assert test.n_used == 200_000
    assert test.p_value == pytest.approx(0.0027, abs=2e-4)
