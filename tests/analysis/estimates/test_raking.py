from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import post_stratified_proportion, raked_mean, raked_proportion

MARGINS = {"stype": {"E": 4421, "H": 755, "M": 1018}, "wide": {"No": 1072, "Yes": 5122}}
# table(stype, sch.wide, api00 >= 700) of R's apisrs: how many under 700 and how many not
APISRS = {
    ("E", "No"): (11, 4),
    ("E", "Yes"): (68, 59),
    ("H", "No"): (9, 4),
    ("H", "Yes"): (9, 3),
    ("M", "No"): (7, 2),
    ("M", "Yes"): (13, 11),
}


def make_schools() -> tuple[pd.Series, pd.DataFrame]:
    rows = [(*cell, value) for cell, counts in APISRS.items() for value in (False, True) for _ in range(counts[value])]
    frame = pd.DataFrame(rows, columns=["stype", "wide", "high"])
    return frame["high"].astype("boolean"), frame[["stype", "wide"]].astype("category")


def test_a_proportion_and_its_weights_agree_with_rs_survey_package() -> None:
    # R 4.2, survey 4.1.1: r <- rake(svydesign(id=~1, fpc=~fpc, data=apisrs), list(~stype, ~sch.wide), list(pop, pop2),
    # control=list(maxit=100, epsilon=1e-10)); svymean(~I(api00 >= 700), r); weights(r)
    result = raked_proportion(*make_schools(), MARGINS)
    assert result.estimate == pytest.approx(0.41708410239, abs=5e-12)
    assert result.standard_error == pytest.approx(0.03403801037, abs=5e-11)
    weights = {cell.labels: cell.weight for cell in result.cells}
    assert weights["H", "No"] == pytest.approx(29.00310268, abs=5e-9)
    assert weights["M", "Yes"] == pytest.approx(31.52924413, abs=5e-7)
    assert result.degrees_of_freedom == 200 - 4


def test_the_weights_fit_every_margin() -> None:
    result = raked_proportion(*make_schools(), MARGINS)
    for place, totals in enumerate(MARGINS.values()):
        for label, total in totals.items():
            found = sum(cell.weight * cell.n_used for cell in result.cells if cell.labels[place] == label)
            assert found == pytest.approx(total, rel=1e-9)


CELLS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=4, max_size=4)


@given(CELLS, st.integers(30, 70), st.integers(30, 70))
def test_two_breakdowns_fit_whatever_the_answers(cells: list[tuple[int, int]], first: int, north: int) -> None:
    rows = [
        ("PQ"[place // 2], "NS"[place % 2], value)
        for place, counts in enumerate(cells)
        for value in (0, 1)
        for _ in range(counts[value])
    ]
    frame = pd.DataFrame(rows, columns=["agency", "area", "y"])
    margins = {"agency": {"P": 10 * first, "Q": 1000 - 10 * first}, "area": {"N": 10 * north, "S": 1000 - 10 * north}}
    result = raked_proportion(frame["y"].astype("boolean"), frame[["agency", "area"]], margins)
    assert sum(cell.weight * cell.n_used for cell in result.cells) == pytest.approx(1000)
    weights = {cell.labels: cell.weight for cell in result.cells}
    # raking keeps the odds ratio of the table, so with equal weights to begin with that of the weights is 1
    assert weights["P", "N"] * weights["Q", "S"] == pytest.approx(weights["P", "S"] * weights["Q", "N"], rel=1e-8)
    assert 0 <= result.low <= result.estimate <= result.high <= 1


def test_one_breakdown_is_post_stratification() -> None:
    answers, groups = make_schools()
    raked = raked_proportion(answers, groups, {"stype": MARGINS["stype"]})
    post = post_stratified_proportion(answers, groups["stype"], MARGINS["stype"])
    assert raked.estimate == pytest.approx(post.estimate)
    assert raked.standard_error == pytest.approx(post.standard_error)
    assert (raked.low, raked.high) == pytest.approx((post.low, post.high))


def test_the_order_of_breakdowns_and_rows_does_not_matter() -> None:
    answers, groups = make_schools()
    one = raked_proportion(answers, groups, MARGINS)
    turned = raked_proportion(answers.iloc[::-1], groups.iloc[::-1], dict(reversed(MARGINS.items())))
    assert turned.estimate == pytest.approx(one.estimate, abs=1e-9)
    assert turned.standard_error == pytest.approx(one.standard_error, abs=1e-9)


def test_a_category_without_answers_has_no_estimate_and_is_named() -> None:
    answers, groups = make_schools()
    margins = {"stype": {"E": 4421, "H": 755, "M": 1017, "S": 1}, "wide": MARGINS["wide"]}
    result = raked_proportion(answers, groups, margins)
    assert (result.estimate, result.cells) == (None, ())
    assert result.why_not == "Nobody of “S” (stype) answered, so no weights fit."


def test_margins_that_no_weights_fit_have_no_estimate() -> None:
    groups = pd.DataFrame({"agency": list("PPQQ"), "area": list("NNSS")})  # P is all of N, Q all of S
    margins = {"agency": {"P": 50, "Q": 50}, "area": {"N": 30, "S": 70}}
    result = raked_proportion(pd.Series([True, False, True, True]), groups, margins)
    assert result.estimate is None
    assert "No weights fit all breakdowns" in result.why_not


def test_answers_without_a_category_and_missing_ones_are_left_out() -> None:
    groups = pd.DataFrame({"agency": ["P", "P", "Q", "Q", None, "Q"], "area": ["N", "S", "N", "S", "S", "S"]})
    margins = {"agency": {"P": 50, "Q": 50}, "area": {"N": 50, "S": 50}}
    result = raked_mean(pd.Series([1.0, 2.0, 3.0, 4.0, 9.0, None]), groups, margins)
    assert (result.estimate, result.n_used, result.n_missing) == (2.5, 4, 2)
    assert result.notes[-1] == "1 answer without a category: left out."


def test_answers_that_the_categories_explain_in_full_have_no_interval() -> None:
    groups = pd.DataFrame({"agency": list("PPQQPP"), "area": list("NSNSNS")})
    margins = {"agency": {"P": 50, "Q": 50}, "area": {"N": 50, "S": 50}}
    result = raked_mean(pd.Series([1.0, 2.0, 3.0, 4.0, 1.0, 2.0]), groups, margins)
    assert (result.estimate, result.standard_error, result.low) == (pytest.approx(2.5), 0.0, None)
    assert "spread cannot be judged" in result.why_not


@pytest.mark.parametrize("rows", [0, 2])
def test_nobody_says_why(rows: int) -> None:
    groups = pd.DataFrame({"agency": pd.Series(["P"] * rows, dtype="str")})
    result = raked_proportion(pd.Series([None] * rows, dtype="boolean"), groups, {"agency": {"P": 5}})
    assert (result.estimate, result.n_used, result.n_missing) == (None, 0, rows)
    assert result.why_not == "Nobody answered, so there is no proportion."


def test_one_respondent_and_a_census_have_no_interval() -> None:
    groups = pd.DataFrame({"agency": ["P"]})
    one = raked_proportion(pd.Series([True]), groups, {"agency": {"P": 5}})
    assert (one.estimate, one.low) == (1.0, None)
    assert "Too few answers for the number of groups" in one.why_not
    all_of_it = raked_proportion(pd.Series([True]), groups, {"agency": {"P": 1}})
    assert "census" in all_of_it.why_not


GROUPS = pd.DataFrame({"agency": ["P", "Q"]})
TRUTH = pd.Series([True, False])


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ({}, "margins is empty"),
        ({"area": {"N": 5}}, "groups has no column 'area'"),
        ({"agency": {"P": 5}}, "column 'agency': 'Q' is not in its margin"),
        ({"agency": {"P": 5, "Q": 5}, "again": {"P": 9}}, "margin 'again' adds up to 9, margin 'agency' to 10"),
        ({"agency": {"P": 5, "Q": 0}}, "margin 'agency' has nobody in 'Q', of which 1 answered"),
        ({"agency": {"P": 1, "Q": 0}}, "there are 2 answers, more than the population of 1"),
        ({"agency": {"P": 1.5, "Q": 2}}, "margin 'agency', P: 1.5 is not a number of people"),
    ],
)
def test_impossible_margins_are_refused(margins: dict[str, dict[str, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        raked_proportion(TRUTH, GROUPS, margins)


def test_other_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="same rows"):
        raked_proportion(TRUTH, GROUPS.iloc[:1], {"agency": {"P": 5, "Q": 5}})
    with pytest.raises(ValueError, match="neither true nor false"):
        raked_proportion(pd.Series([1, 3]), GROUPS, {"agency": {"P": 5, "Q": 5}})


def test_two_hundred_thousand_answers() -> None:
    rows = np.arange(200_000)
    groups = pd.DataFrame({"agency": (rows % 20).astype(str), "area": (rows % 7).astype(str)})
    margins = {"agency": {str(a): 70_000 for a in range(20)}, "area": {str(a): 200_000 for a in range(7)}}
    result = raked_proportion(pd.Series(rows % 4 == 0), groups, margins)
    assert result.estimate == pytest.approx(0.25, abs=1e-3)
    assert result.high - result.low < 0.005
