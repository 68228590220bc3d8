from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wilcoxon

from analysis.comparison.signed_ranks import wilcoxon_signed_rank_test

BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
FIRST = [1, 2, 2, 3, 3, 1, 4, 2, 2, 3, 1, 2, 5, 1]
SECOND = [2, 2, 3, 3, 4, 3, 3, 4, 2, 4, 3, 2, 2, 4]


@pytest.mark.parametrize(
    ("before", "after", "zeros", "method", "statistic", "p_value"),
    [
        # R 4.2: wilcox.test(before, after, paired = TRUE), and with exact = FALSE
        (AFTER, BEFORE, "wilcoxon", "exact", 40, 0.0390625),
        (AFTER, BEFORE, "wilcoxon", "normal", 40, 0.044010984013),
        (FIRST, SECOND, "wilcoxon", "normal", 42.5, 0.132949834192),
        # coin 1.4-2: pvalue(wilcoxsign_test(second ~ first, distribution = "exact", zero.method = …))
        (FIRST, SECOND, "pratt", "exact", 74.5, 0.08984375),
        (FIRST, SECOND, "wilcoxon", "exact", 42.5, 0.119140625),
    ],
)
def test_it_is_what_r_gives(before, after, zeros, method, statistic: float, p_value: float) -> None:
    test = wilcoxon_signed_rank_test(before, after, zeros=zeros, method=method)
    assert (test.statistic, test.p_value) == (pytest.approx(statistic), pytest.approx(p_value, abs=1e-10))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=10), st.sampled_from(["pratt", "wilcoxon"]))
def test_the_exact_p_value_is_that_of_all_signs(pairs: list[tuple[int, int]], zeros) -> None:
    differences = np.array([after - before for before, after in pairs], dtype=float)
    test = wilcoxon_signed_rank_test([p[0] for p in pairs], [p[1] for p in pairs], zeros=zeros)
    changed = differences[differences != 0]
    assert (test.n_used, test.n_zero) == (len(changed), len(differences) - len(changed))
    if not len(changed):
        assert test.why_not == "No pair changed, so there is no direction to test."
        return
    ranked = differences if zeros == "pratt" else changed
    ranks = pd.Series(np.abs(ranked)).rank().to_numpy()[ranked != 0]
    sums = np.array([ranks @ np.array(signs) for signs in product([0, 1], repeat=len(ranks))])
    observed, half = ranks[changed > 0].sum(), ranks.sum() / 2
    assert test.statistic == pytest.approx(observed)
    assert test.p_value == pytest.approx((np.abs(sums - half) >= abs(observed - half) - 1e-9).mean(), abs=1e-12)
    assert test.estimate == pytest.approx((2 * observed - ranks.sum()) / ranks.sum())


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=60))
def test_the_approximation_agrees_with_scipy(pairs: list[tuple[int, int]]) -> None:
    before, after = [p[0] for p in pairs], [p[1] for p in pairs]
    for zeros, name in (("pratt", "pratt"), ("wilcoxon", "wilcox")):
        test = wilcoxon_signed_rank_test(before, after, zeros=zeros, method="normal")
        if test.why_not is None:
            expected = wilcoxon(after, before, zero_method=name, method="asymptotic", correction=True)
            assert test.p_value == pytest.approx(min(1.0, expected.pvalue), abs=1e-9)


def test_ties_of_decimals_are_ties() -> None:
    # 0.3 - 0.2 and 0.2 - 0.1 differ by a hair in binary.
    test = wilcoxon_signed_rank_test([0.2, 0.1, 0.0], [0.3, 0.2, 0.1])
    assert (test.statistic, test.p_value, test.estimate) == (6.0, 0.25, 1.0)


def test_what_was_done_is_said() -> None:
    test = wilcoxon_signed_rank_test([1, 2, 3], [2, 2, None])
    assert (test.n_used, test.n_zero, test.n_missing) == (1, 1, 1)
    assert test.method == "Wilcoxon signed-rank test, exact; zeros ranked and then left out (Pratt)"
    long = wilcoxon_signed_rank_test(np.zeros(101), np.ones(101), zeros="wilcoxon")
    assert long.method == "Wilcoxon signed-rank test, normal approximation; zeros left out before ranking (Wilcoxon)"


@pytest.mark.parametrize(("before", "after"), [([], []), ([1, 2], [1, 2]), ([None], [3])])
def test_where_nothing_changed_there_is_no_test(before, after) -> None:
    test = wilcoxon_signed_rank_test(before, after)
    assert (test.statistic, test.p_value, test.estimate) == (None, None, None)
    assert test.why_not is not None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilcoxon_signed_rank_test([1], [2], zeros="drop"), "zeros is 'drop'"),
        (lambda: wilcoxon_signed_rank_test([1], [2], method="guess"), "method is 'guess'"),
        (lambda: wilcoxon_signed_rank_test([1], [2, 3]), "before has 1 values and after has 2"),
        (lambda: wilcoxon_signed_rank_test(np.zeros(500), np.ones(500), method="exact"), "asked of 500 pairs"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_pairs() -> None:
    generator = np.random.default_rng(2)
    before, after = generator.integers(0, 9, 200_000), generator.integers(0, 9, 200_000)
    test = wilcoxon_signed_rank_test(before, after)
    expected = wilcoxon(after, before, zero_method="pratt", method="asymptotic", correction=True)
    assert test.p_value == pytest.approx(expected.pvalue, rel=1e-6)
