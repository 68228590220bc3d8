from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agreement_weights, gwet_ac1, gwet_ac2
from tests.analysis.agreement.generated import KEYS, grade_frames, grades_of_cases, shares_by_loops
from tests.analysis.agreement.published import (
    ABSTRACTORS,
    FIVE,
    FOUR,
    FOUR_OBSERVERS,
    MODERATION,
    THREE_AGENCIES,
    cases_of,
)

WEIGHTS = st.sampled_from(["identity", "linear", "quadratic", "ordinal"])


def test_gwets_abstractors_come_out() -> None:
    # The documentation of R's irrCAC: gwet.ac1.table(cont3x3abstractors) is 0.8493305 with standard error 0.04321747,
    # which divides by n; python irrCAC 0.4.4 divides by n − 1: CAC(cases).gwet() has 0.84933055 and 0.04343519
    result = gwet_ac1(cases_of(ABSTRACTORS), interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((0.84933055, 0.04343519), abs=1e-8)
    assert result.standard_error * np.sqrt(99 / 100) == pytest.approx(0.04321747, abs=1e-8)


@pytest.mark.parametrize(
    ("weights", "estimate", "error", "low"),
    [
        # python irrCAC 0.4.4: CAC(raw4raters, weights=…, digits=8).gwet()["est"]; Gwet (2014) prints AC1 = .775
        ("identity", 0.77544407, 0.14294995, 0.46081335),
        ("linear", 0.85873914, 0.11732902, 0.6004997),
        ("quadratic", 0.91400072, 0.10396224, 0.68518137),
        ("ordinal", 0.89893977, 0.10690352, 0.6636467),
    ],
)
def test_missing_grades_come_out_as_in_irrcac(weights, estimate: float, error: float, low: float) -> None:
    result = gwet_ac2(FOUR_OBSERVERS, weights=weights, grades=FIVE, interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((estimate, error), abs=1e-8)
    assert (result.low, result.high) == (pytest.approx(low, abs=1e-7), 1.0)


@pytest.mark.parametrize(
    ("weights", "estimate", "error"),
    [
        # python irrCAC 0.4.4 on the moderation table as 32 cases, categories=[1, 2, 3, 4]
        ("identity", 0.64970606, 0.10164977),
        ("linear", 0.82641888, 0.05226581),
        ("quadratic", 0.92742545, 0.02268813),
        ("ordinal", 0.89764549, 0.03162408),
    ],
)
def test_the_moderation_table_comes_out_as_in_irrcac(weights, estimate: float, error: float) -> None:
    result = gwet_ac2(cases_of(MODERATION), weights=weights, grades=FOUR, interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((estimate, error), abs=1e-8)


@pytest.mark.parametrize(
    ("weights", "estimate", "error"),
    [
        # python irrCAC 0.4.4 on the same constructed cases, categories=[1, 2, 3, 4]
        ("identity", 0.67201166, 0.19286251),
        ("quadratic", 0.9112776, 0.15479589),
        ("ordinal", 0.87961477, 0.15461653),
    ],
)
def test_cases_with_one_grade_count_towards_the_shares_as_in_irrcac(weights, estimate: float, error: float) -> None:
    result = gwet_ac2(THREE_AGENCIES, weights=weights, grades=FOUR, interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((estimate, error), abs=1e-8)


@given(grade_frames(), WEIGHTS)
def test_ac2_agrees_with_loops_over_cases_and_grades(generated, weights) -> None:
    frame, keys = generated
    cases = grades_of_cases(frame, keys)
    result = gwet_ac2(frame, weights=weights, grades=keys, resamples=30)
    expected = shares_by_loops(cases, agreement_weights(weights, keys), "gwet")
    one_grade = len({grade for case in cases if len(case) >= 2 for grade in case}) <= 1
    if expected is None or one_grade:
        assert (result.estimate, result.low) == (None, None)
        assert result.why_not
    else:
        assert result.estimate == pytest.approx(expected, abs=1e-9)
        assert -1 <= result.estimate <= 1 + 1e-12


@given(grade_frames(), st.permutations(KEYS), st.randoms(use_true_random=False))
def test_who_gave_a_grade_and_what_it_is_called_change_nothing(generated, names, random) -> None:
    frame, keys = generated
    shuffled = pd.DataFrame([random.sample(list(row), len(row)) for row in frame.to_numpy()], columns=frame.columns)
    renamed = frame.replace(dict(zip(keys, names, strict=False)))
    first = gwet_ac1(frame, grades=keys, resamples=0).estimate
    assert gwet_ac1(shuffled.astype(object), grades=keys, resamples=0).estimate == pytest.approx(first, abs=1e-12)
    assert gwet_ac1(renamed, grades=names[: len(keys)], resamples=0).estimate == pytest.approx(first, abs=1e-12)
    assert gwet_ac2(frame, weights="identity", grades=keys, resamples=0).estimate == pytest.approx(first, abs=1e-12)


def test_ac1_stays_where_kappa_collapses() -> None:
    # 100 cases, 90 of them "good" for both: the shares of Gwet's own argument (2008, section 2), worked by hand
    result = gwet_ac1(cases_of(((90, 5), (5, 0))))
    expected = 2 * 0.95 * 0.05
    assert result.estimate == pytest.approx((0.9 - expected) / (1 - expected))
    assert result.estimate > 0.88


def test_grades_that_nobody_gave_count_in_ac2() -> None:
    frame = pd.DataFrame({"one": list("ababb"), "two": list("abbbb")})
    narrow, wide = (gwet_ac1(frame, grades=keys, resamples=0) for keys in ("ab", "abcd"))
    assert narrow.expected_disagreement < wide.expected_disagreement
    assert narrow.estimate < wide.estimate


def test_one_grade_only_is_not_defined_though_the_formula_gives_one() -> None:
    result = gwet_ac1(pd.DataFrame({"one": list("aaa"), "two": list("aaa")}), grades="ab")
    assert result.why_not == "Only one grade occurs ('a'), so agreement beyond chance is not defined."
    assert result.estimate is None


def test_resamples_with_one_grade_only_keep_the_formulas_value() -> None:
    frame = pd.DataFrame({"one": list("aaaaab"), "two": list("aaaaaa")})
    result = gwet_ac1(frame, grades="ab")
    assert (result.undefined_resamples, result.high) == (0, 1.0)


def test_weights_that_forgive_everything_leave_nothing_to_measure() -> None:
    for interval in ("bootstrap", "analytic"):
        result = gwet_ac2(
            pd.DataFrame({"one": list("ab"), "two": list("ba")}), weights=np.ones((2, 2)), interval=interval
        )
        assert result.estimate is None
        assert result.why_not == "By chance no disagreement is to be expected, so none can be measured against it."


def test_complete_cases_only_leaves_the_others_out() -> None:
    complete = gwet_ac2(THREE_AGENCIES, weights="linear", grades=FOUR, complete_cases=True)
    assert complete.estimate == gwet_ac2(THREE_AGENCIES.dropna(), weights="linear", grades=FOUR).estimate
    assert complete.n_used + complete.n_missing == 10
