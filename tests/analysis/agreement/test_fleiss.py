from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from analysis.agreement import agreement_weights, fleiss_kappa, krippendorff_alpha, ratings_from_wide
from tests.analysis.agreement.generated import KEYS, grade_frames, grades_of_cases, shares_by_loops
from tests.analysis.agreement.published import (
    DIAGNOSES,
    FIVE,
    FLEISS_1971,
    FOUR_OBSERVERS,
    THREE_AGENCIES,
    raters_of,
)

WEIGHTS = st.sampled_from(["identity", "linear", "quadratic", "ordinal"])


def test_fleiss_own_example_comes_out() -> None:
    # Fleiss (1971), p. 380: κ = .430; statsmodels 0.15.0: fleiss_kappa(counts) = 0.4302445
    result = fleiss_kappa(raters_of(FLEISS_1971, DIAGNOSES))
    assert result.estimate == pytest.approx(0.430, abs=5e-4)
    assert result.estimate == pytest.approx(0.4302445, abs=5e-8)
    assert (result.n_used, result.n_missing) == (30, 0)
    # the shares of the grades that he prints beside it
    shares = result.table.to_frame().sum() / result.table.total
    assert shares[list(DIAGNOSES)].tolist() == pytest.approx([0.144, 0.144, 0.167, 0.306, 0.239], abs=6e-4)


@pytest.mark.parametrize(
    ("weights", "estimate", "error"),
    [
        # python irrCAC 0.4.4: CAC(raw4raters, weights=…, digits=8).fleiss()["est"]
        ("identity", 0.76116928, 0.1530192),
        ("linear", 0.81794477, 0.14850436),
        ("quadratic", 0.86493506, 0.14603361),
        ("ordinal", 0.85020619, 0.14703569),
    ],
)
def test_missing_grades_come_out_as_in_irrcac(weights, estimate: float, error: float) -> None:
    result = fleiss_kappa(FOUR_OBSERVERS, weights=weights, grades=FIVE, interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((estimate, error), abs=1e-8)


def test_the_analytic_interval_has_students_t() -> None:
    # python irrCAC 0.4.4: CAC(raw4raters).fleiss()["est"]["confidence_interval"] = (0.42437628, 1)
    result = fleiss_kappa(FOUR_OBSERVERS, grades=FIVE, interval="analytic")
    assert (result.low, result.high) == (pytest.approx(0.42437628, abs=1e-8), 1.0)
    assert result.method.endswith("95% interval from the standard error of Gwet (2014)")


@pytest.mark.parametrize(
    ("weights", "estimate", "error"),
    [
        # python irrCAC 0.4.4 on the same constructed cases, categories=[1, 2, 3, 4]
        ("identity", 0.64953271, 0.20506104),
        ("quadratic", 0.86297199, 0.17705766),
        ("ordinal", 0.82585139, 0.18056605),
    ],
)
def test_cases_with_one_grade_count_towards_the_shares_as_in_irrcac(weights, estimate: float, error: float) -> None:
    result = fleiss_kappa(THREE_AGENCIES, weights=weights, grades="1234", interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((estimate, error), abs=1e-8)
    assert (result.n_used, result.n_missing, result.absences) == (8, 2, {"missing": 6})


def test_complete_cases_only_leaves_the_others_out() -> None:
    complete = THREE_AGENCIES.dropna()
    result = fleiss_kappa(THREE_AGENCIES, grades="1234", complete_cases=True)
    assert result.estimate == fleiss_kappa(complete, grades="1234").estimate
    assert (result.n_used, result.n_missing) == (len(complete), 10 - len(complete))
    assert "complete cases only" in result.method


@given(grade_frames(missing=False))
def test_complete_cases_agree_with_statsmodels_and_with_alpha(generated) -> None:
    frame, keys = generated
    result = fleiss_kappa(frame, grades=keys, resamples=0)
    assume(result.is_defined)
    counts = np.array([[case.count(k) for k in range(len(keys))] for case in grades_of_cases(frame, keys)])
    assert result.estimate == pytest.approx(statsmodels_fleiss_kappa(counts), abs=1e-9)
    # alpha differs from Fleiss' kappa by its correction for n grades alone: 1 − alpha = (1 − κ)(n − 1)/n
    n = counts.sum()
    alpha = krippendorff_alpha(frame, level="nominal", grades=keys, resamples=0)
    assert 1 - alpha.estimate == pytest.approx((1 - result.estimate) * (n - 1) / n, abs=1e-9)


@given(grade_frames(), WEIGHTS)
def test_kappa_agrees_with_loops_over_cases_and_grades(generated, weights) -> None:
    frame, keys = generated
    cases = grades_of_cases(frame, keys)
    result = fleiss_kappa(frame, weights=weights, grades=keys, resamples=30)
    expected = shares_by_loops(cases, agreement_weights(weights, keys), "fleiss")
    one_grade = len({grade for case in cases if len(case) >= 2 for grade in case}) <= 1
    if expected is None or one_grade:
        assert (result.estimate, result.low) == (None, None)
        assert result.why_not
    else:
        assert result.estimate == pytest.approx(expected, abs=1e-9)
        assert result.estimate <= 1 + 1e-12


@given(grade_frames(), st.permutations(KEYS), st.randoms(use_true_random=False))
def test_who_gave_a_grade_and_what_it_is_called_change_nothing(generated, names, random) -> None:
    frame, keys = generated
    shuffled = pd.DataFrame([random.sample(list(row), len(row)) for row in frame.to_numpy()], columns=frame.columns)
    renamed = frame.replace(dict(zip(keys, names, strict=False)))
    first = fleiss_kappa(frame, resamples=0).estimate
    assert fleiss_kappa(shuffled.astype(object), resamples=0).estimate == pytest.approx(first, abs=1e-12)
    assert fleiss_kappa(renamed, resamples=0).estimate == pytest.approx(first, abs=1e-12)


def test_cases_twice_over_say_the_same() -> None:
    twice = pd.concat([THREE_AGENCIES, THREE_AGENCIES], ignore_index=True)
    assert fleiss_kappa(twice, resamples=0).estimate == pytest.approx(
        fleiss_kappa(THREE_AGENCIES, resamples=0).estimate
    )


def test_clusters_have_no_standard_error() -> None:
    ratings = ratings_from_wide(THREE_AGENCIES, clusters=pd.Series(np.arange(10) // 2))
    with pytest.raises(ValueError, match="only the bootstrap allows for"):
        fleiss_kappa(ratings, interval="analytic")
    assert fleiss_kappa(ratings, complete_cases=True).estimate is not None


def test_weights_that_forgive_everything_leave_nothing_to_measure() -> None:
    for interval in ("bootstrap", "analytic"):
        result = fleiss_kappa(THREE_AGENCIES, weights=np.ones((4, 4)), grades="1234", interval=interval)
        assert result.why_not == "By chance no disagreement is to be expected, so none can be measured against it."
