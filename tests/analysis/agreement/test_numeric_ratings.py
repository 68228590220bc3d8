from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import krippendorff_alpha
from tests.analysis.agreement import generated as brute
from tests.analysis.agreement.published import FOUR_OBSERVERS

CELL = st.one_of(st.none(), st.integers(0, 6).map(lambda n: n / 2))
NUMBERS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8)


@pytest.mark.parametrize(("level", "expected"), [("interval", 0.8491071428571428), ("ratio", 0.7974027747116121)])
def test_krippendorffs_four_observers_come_out_of_columns_of_numbers(level, expected: float) -> None:
    for kind in ("float64", "Float64", "Int64"):
        result = krippendorff_alpha(FOUR_OBSERVERS.astype("Float64").astype(kind), level=level)
        assert result.estimate == pytest.approx(expected, abs=1e-12)
        assert (result.n_used, result.absences) == (11, {"missing": 7})
        assert result.table.row_keys == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize("level", ["interval", "ratio"])
@given(rows=NUMBERS)
def test_numbers_agree_with_the_package_and_with_loops_over_all_pairs(level, rows) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"], dtype="Float64")
    result = krippendorff_alpha(frame, level=level, resamples=30)
    cases = [[value for value in row if value is not None] for row in rows]
    expected = brute.alpha_by_pairs(cases, getattr(brute, level))
    if expected is None:
        assert (result.estimate, result.low) == (None, None)
        assert result.why_not
        return
    assert result.estimate == pytest.approx(expected, abs=1e-9)
    theirs = krippendorff.alpha(
        reliability_data=frame.to_numpy(dtype=float, na_value=np.nan).T, level_of_measurement=level
    )
    assert result.estimate == pytest.approx(theirs, abs=1e-9)


def test_large_numbers_keep_their_digits() -> None:
    small = pd.DataFrame({"a": [1.0, 2.0, 3.0, 5.0], "b": [1.0, 2.5, 3.0, 4.0]})
    alphas = [krippendorff_alpha(small + shift, level="interval", resamples=200) for shift in (0, 1e7)]
    assert alphas[0].estimate == pytest.approx(alphas[1].estimate, abs=1e-7)


def test_resamples_of_one_number_only_are_not_defined() -> None:
    frame = pd.DataFrame({"a": [0.1, 0.1, 0.1, 0.3], "b": [0.1, 0.1, 0.1, 0.2]})
    result = krippendorff_alpha(frame, level="interval", resamples=400)
    assert 0.2 < result.undefined_resamples / 400 < 0.45  # (3/4)⁴ = .32
    assert result.low <= result.estimate <= result.high


def test_one_number_only_and_no_pair_are_not_defined() -> None:
    for level in ("interval", "ratio"):
        same = krippendorff_alpha(pd.DataFrame({"a": [2.5, 2.5], "b": [2.5, None]}), level=level)
        assert same.why_not == "Only one grade occurs ('2.5'), so agreement beyond chance is not defined."
        alone = krippendorff_alpha(pd.DataFrame({"a": [2.5, None], "b": [None, 1]}), level=level)
        assert alone.why_not == "No case has two grades, so there is no agreement to measure."
        empty = krippendorff_alpha(pd.DataFrame({"a": [], "b": []}, dtype=float), level=level)
        nobody = krippendorff_alpha(pd.DataFrame(index=[1, 2]), level=level)
        assert (empty.estimate, nobody.estimate, nobody.n_missing) == (None, None, 2)


def test_zeros_are_no_difference_from_zeros() -> None:
    frame = pd.DataFrame({"a": [0, 0, 4], "b": [0, 2, 4]})
    assert krippendorff_alpha(frame, level="ratio", resamples=0).estimate == pytest.approx(
        brute.alpha_by_pairs([[0, 0], [0, 2], [4, 4]], brute.ratio)
    )


def test_many_different_numbers_make_no_table_and_too_many_no_ratios() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(100, 10, size=(4000, 2)))
    result = krippendorff_alpha(frame, level="interval", resamples=50)
    assert result.table is None
    assert result.estimate == pytest.approx(0, abs=0.05)
    with pytest.raises(ValueError, match="8,000 different numbers in 4,000 cases, too many"):
        krippendorff_alpha(frame, level="ratio")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"a": ["1"], "b": [2]}), "column 'a' holds .*; grades need their numbers"),
        (pd.DataFrame({"a": [True], "b": [2]}), "column 'a' holds bool"),
        (pd.DataFrame({"a": [1.0], "b": [np.inf]}), "column 'b' holds an infinite number"),
    ],
)
def test_what_are_no_numbers_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        krippendorff_alpha(frame, level="interval")


def test_negative_numbers_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="takes no negative number, and there is -1"):
        krippendorff_alpha(pd.DataFrame({"a": [1, -1], "b": [2, 3]}), level="ratio")
