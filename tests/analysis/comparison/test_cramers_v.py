from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ncx2
from scipy.stats.contingency import association

from analysis.comparison.cramers_v import cramers_v

# R 4.2: s <- chisq.test(M, correct = FALSE); uniroot(function(l) pchisq(s$statistic, s$parameter, ncp = l) - p, …)
HAIR_AND_EYES_OF_MEN = [[32, 11, 10, 3], [53, 50, 25, 15], [10, 10, 7, 7], [3, 30, 5, 8]]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[762, 327, 468], [484, 239, 477]], (0.1044358023565, 0.0649074181026, 0.1402639046657)),
        ([[20, 5], [8, 17]], (0.483493778415, 0.206311714731, 0.760674543285)),
        (HAIR_AND_EYES_OF_MEN, (0.222079583589, 0.126099533122, 0.270278044198)),
    ],
)
def test_it_is_what_r_gives(counts: list[list[int]], expected: tuple[float, float, float]) -> None:
    v = cramers_v(counts)
    assert (v.estimate, v.low, v.high) == pytest.approx(expected, abs=1e-7)


@given(st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_limits_put_the_observed_chi_square_at_the_tails(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    v = cramers_v(counts, confidence=0.9)
    assert v.estimate == pytest.approx(association(counts, method="cramer"), abs=1e-9)
    assert v.low is not None
    assert v.high is not None
    assert 0 <= v.low <= v.high <= 1
    scale, dof = counts.sum() * (min(counts.shape) - 1), (counts.shape[0] - 1) * (counts.shape[1] - 1)
    statistic = v.estimate**2 * scale
    for limit, tail in ((v.low, 0.95), (v.high, 0.05)):
        if 0 < limit < 1:
            assert ncx2.cdf(statistic, dof, limit**2 * scale) == pytest.approx(tail, abs=1e-6)


def test_no_association_at_all_has_limits_at_nought() -> None:
    v = cramers_v([[20, 21, 22], [19, 20, 21]])
    assert (v.low, v.high, v.corrected) == (0.0, 0.0, 0.0)


@given(st.integers(2, 5), st.integers(3, 50))
def test_complete_association_is_one(size: int, count: int) -> None:
    v = cramers_v(np.eye(size, dtype=int) * count)
    assert v.estimate == pytest.approx(1.0)
    assert v.corrected == pytest.approx(1.0)
    assert v.high == 1.0


def test_bergsmas_correction_is_his_formula() -> None:
    v, phi = cramers_v([[20, 5], [8, 17]]), 0.483493778415**2 - 1 / 49
    assert v.corrected == pytest.approx((phi / (2 - 1 / 49 - 1)) ** 0.5)


def test_small_expected_counts_are_said() -> None:
    assert cramers_v([[3, 1], [1, 3]]).caution == "Expected counts are small, so the limits are rough."
    assert cramers_v([[30, 10], [10, 30]]).caution is None


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[7, 2], [0, 0]], [[7, 0], [2, 0]], [[1]]])
def test_without_two_rows_and_two_columns_there_is_none(counts: list[list[int]]) -> None:
    v = cramers_v(counts)
    assert (v.estimate, v.corrected, v.low, v.high) == (None, None, None, None)
    assert v.why_not is not None


def test_two_cases_have_a_v_and_no_corrected_one() -> None:
    v = cramers_v([[1, 0], [0, 1]])
    assert (v.estimate, v.corrected) == (1.0, None)


def test_impossible_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence is 0"):
        cramers_v([[1, 2], [3, 4]], confidence=0)


def test_two_hundred_thousand_cases_have_narrow_limits() -> None:
    v = cramers_v([[60_000, 40_000], [59_000, 41_000]])
    assert v.low is not None
    assert v.high is not None
    assert v.high - v.low < 0.01
