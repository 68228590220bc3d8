from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.comparison.families import adjust_family

SEVEN = dict(zip("abcdefg", (0.01, 0.04, 0.03, None, 0.005, 0.2, 0.03), strict=True))


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # R 4.2: p.adjust(c(.01, .04, .03, NA, .005, .2, .03), "holm") and "BH"
        ("holm", [0.05, 0.12, 0.12, None, 0.03, 0.20, 0.12]),
        ("benjamini-hochberg", [0.030, 0.048, 0.045, None, 0.030, 0.200, 0.045]),
    ],
)
def test_it_is_what_r_gives_and_missing_ones_do_not_count(method, expected: list[float | None]) -> None:
    family = adjust_family("seven questions by agency", SEVEN, method=method)
    adjusted = [row.adjusted for row in family.rows]
    assert adjusted == [None if value is None else pytest.approx(value) for value in expected]
    assert (family.name, family.n_used, family.n_missing) == ("seven questions by agency", 6, 1)
    assert [row.name for row in family.rows] == list("abcdefg")


@given(
    st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.01, 0.05]), st.none(), st.just(float("nan"))), max_size=30),
    st.sampled_from(["holm", "benjamini-hochberg"]),
)
def test_it_agrees_with_statsmodels(p_values: list[float | None], method) -> None:
    family = adjust_family("made up", {str(i): p for i, p in enumerate(p_values)}, method=method)
    present = [p for p in p_values if p is not None and not np.isnan(p)]
    found = [row.adjusted for row in family.rows if row.p_value is not None]
    assert len(found) == len(present) == family.n_used
    assert all(row.adjusted is None and not row.stands_out for row in family.rows if row.p_value is None)
    if present:
        other = "holm" if method == "holm" else "fdr_bh"
        assert found == pytest.approx(multipletests(present, method=other)[1], abs=1e-12)
    for row in family.rows:
        if row.p_value is not None and row.adjusted is not None:
            assert row.p_value <= row.adjusted + 1e-12 <= 1 + 1e-12
            assert row.stands_out == (row.adjusted <= 0.05)


def test_a_family_of_one_is_not_changed() -> None:
    assert adjust_family("one question", {"a": 0.03}).rows[0].adjusted == 0.03


@pytest.mark.parametrize("p_values", [{}, {"a": None, "b": float("nan")}])
def test_a_family_without_any_p_value_says_why_nothing_is_adjusted(p_values: dict[str, float | None]) -> None:
    family = adjust_family("nothing", p_values)
    assert family.n_used == 0
    assert family.why_not == "No test of the family has a p-value, so there is nothing to adjust."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: adjust_family(" ", {"a": 0.1}), "the family has no name"),
        (lambda: adjust_family("x", {"a": 1.1}), "the p-value of 'a' is 1.1"),
        (lambda: adjust_family("x", {"a": 0.1}, method="none"), "method is 'none'"),
        (lambda: adjust_family("x", {"a": 0.1}, level=0), "level is 0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_tests() -> None:
    p_values = np.random.default_rng(1).random(200_000)
    family = adjust_family("many", {str(i): p for i, p in enumerate(p_values.tolist())}, method="benjamini-hochberg")
    adjusted = np.array([row.adjusted for row in family.rows])
    assert np.abs(adjusted - multipletests(p_values, method="fdr_bh")[1]).max() < 1e-12
