from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.agreement import agreement_weights, cohen_kappa, ratings_from_wide, weights_from_penalties
from tests.analysis.agreement.generated import KEYS, grade_frames, grades_of_cases, kappa_by_loops
from tests.analysis.agreement.published import (
    ABSTRACTORS,
    COHEN_1968,
    COHEN_1968_PENALTIES,
    FOUR,
    MODERATION,
    cases_of,
)

WEIGHTS = st.sampled_from(["identity", "linear", "quadratic", "ordinal"])
TABLES = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("weights", "estimate", "error"),
    [
        # Rscript -e 'library(vcd); t <- matrix(c(0,1,0,0, 0,12,5,0, 0,1,9,2, 0,0,0,2), 4, byrow=TRUE);
        #   print(unclass(Kappa(t, weights="Equal-Spacing")))' and weights="Fleiss-Cohen" (R 4.2.2, vcd 1.4.11)
        ("identity", 0.5278688525, 0.1295610697),
        ("linear", 0.6043956044, 0.1109789390),
        ("quadratic", 0.70370370370, 0.09023606921),
    ],
)
def test_the_moderation_table_comes_out_as_in_vcd(weights, estimate: float, error: float) -> None:
    result = cohen_kappa(cases_of(MODERATION), weights=weights, grades=FOUR, interval="analytic")
    assert (result.estimate, result.standard_error) == (
        pytest.approx(estimate, abs=1e-9),
        pytest.approx(error, abs=1e-9),
    )
    assert (result.low, result.high) == pytest.approx(
        (estimate - 1.959964 * error, estimate + 1.959964 * error), abs=1e-6
    )
    assert (result.seed, result.resamples) == (None, None)


def test_gwets_abstractors_come_out() -> None:
    # The documentation of R's irrCAC: kappa2.table(cont3x3abstractors) is 0.7964094 with standard error 0.05891072;
    # vcd's Kappa has 0.05891071833
    result = cohen_kappa(cases_of(ABSTRACTORS), interval="analytic")
    assert (result.estimate, result.standard_error) == pytest.approx((0.7964094, 0.05891072), abs=1e-7)


def test_cohens_own_weighted_example_comes_out() -> None:
    # Cohen (1968) publishes .492 and .348; psych 2.2.9: cohen.kappa(cohen, cohen.weights, n.obs = 200)
    frame = cases_of(COHEN_1968)
    assert cohen_kappa(frame).estimate == pytest.approx(0.4915254237, abs=1e-9)
    weighted = cohen_kappa(frame, weights=weights_from_penalties(COHEN_1968_PENALTIES))
    assert weighted.estimate == pytest.approx(0.347826087, abs=1e-9)
    assert "weights of one's own" in weighted.method
    # vcd 1.4.11: Kappa(t, weights = 1 - v/6)$Weighted has the standard error 0.07550401525 (psych's .388 is no match)
    analytic = cohen_kappa(frame, weights=weights_from_penalties(COHEN_1968_PENALTIES), interval="analytic")
    assert analytic.standard_error == pytest.approx(0.07550401525, abs=1e-9)


@given(TABLES, WEIGHTS)
def test_kappa_and_its_error_agree_with_statsmodels_and_scikit_learn(table, weights) -> None:
    counts = np.array(table)
    frame = cases_of(table)
    result = cohen_kappa(frame, weights=weights, grades=FOUR, interval="analytic")
    if not result.is_defined:
        return
    matrix = agreement_weights(weights, FOUR)
    with np.errstate(all="ignore"):  # where its variance rounds to less than 0, or it tests a kappa that cannot vary
        oracle = cohens_kappa(counts, weights=1 - matrix, return_results=True)
    assert result.estimate == pytest.approx(oracle.kappa, abs=1e-9)
    expected_error = 0.0 if np.isnan(oracle.std_kappa) else oracle.std_kappa
    assert result.standard_error == pytest.approx(expected_error, abs=1e-6)
    if weights != "ordinal":
        name = None if weights == "identity" else weights
        learned = cohen_kappa_score(frame["own"], frame["moderated"], labels=list(FOUR), weights=name)
        assert result.estimate == pytest.approx(learned, abs=1e-9)


@given(grade_frames(raters=st.just(2)), WEIGHTS)
def test_kappa_agrees_with_loops_over_all_pairs(generated, weights) -> None:
    frame, keys = generated
    pairs = [(case[0], case[1]) for case in grades_of_cases(frame, keys) if len(case) == 2]
    result = cohen_kappa(frame, weights=weights, grades=keys, resamples=30)
    expected = kappa_by_loops(pairs, agreement_weights(weights, keys))
    assert (result.n_used, result.n_missing) == (len(pairs), len(frame) - len(pairs))
    assert result.table.total == len(pairs)
    if expected is None:
        assert (result.estimate, result.low) == (None, None)
        assert result.why_not
    else:
        assert result.estimate == pytest.approx(expected, abs=1e-12)
        assert -1 <= result.estimate <= 1


@given(grade_frames(raters=st.just(2)), st.permutations(KEYS))
def test_swapping_raters_and_renaming_grades_changes_nothing(generated, names) -> None:
    frame, keys = generated
    renamed = frame.replace(dict(zip(keys, names, strict=False)))
    first = cohen_kappa(frame, resamples=0)
    assert cohen_kappa(frame.iloc[:, ::-1], resamples=0).estimate == pytest.approx(first.estimate, abs=1e-12)
    assert cohen_kappa(renamed, resamples=0).estimate == pytest.approx(first.estimate, abs=1e-12)
    backwards = cohen_kappa(frame, weights="quadratic", grades=keys[::-1], resamples=0).estimate
    assert backwards == pytest.approx(
        cohen_kappa(frame, weights="quadratic", grades=keys, resamples=0).estimate, abs=1e-12
    )


def test_asymmetric_weights_know_which_rater_comes_first() -> None:
    frame = cases_of(((5, 3, 0), (1, 6, 2), (0, 0, 4)))
    weights = np.array([[1, 0.9, 0], [0.1, 1, 0.9], [0, 0.1, 1]])
    forwards = cohen_kappa(frame, weights=weights, grades="123", resamples=0)
    turned = cohen_kappa(frame.iloc[:, ::-1], weights=weights.T, grades="123", resamples=0)
    other = cohen_kappa(frame.iloc[:, ::-1], weights=weights, grades="123", resamples=0)
    assert forwards.estimate == pytest.approx(turned.estimate, abs=1e-12)
    assert forwards.estimate != pytest.approx(other.estimate, abs=0.01)


def test_perfect_agreement_on_two_grades_is_one_without_interval() -> None:
    frame = pd.DataFrame({"own": ["a", "b", "a"], "moderated": ["a", "b", "a"]})
    bootstrapped, analytic = (cohen_kappa(frame, interval=kind) for kind in ("bootstrap", "analytic"))
    assert (bootstrapped.estimate, analytic.estimate, analytic.standard_error) == (1.0, 1.0, 0.0)
    assert (bootstrapped.low, analytic.low) == (None, None)
    assert analytic.why_not == "The standard error is 0 or needs two cases, so there is no interval."


def test_one_grade_only_is_not_defined_and_says_which() -> None:
    result = cohen_kappa(pd.DataFrame({"own": ["a", "a", "b"], "moderated": ["a", "a", None]}))
    assert result.why_not == "Only one grade occurs ('a'), so agreement beyond chance is not defined."
    assert (result.estimate, result.observed_disagreement, result.table.total) == (None, None, 2)


def test_a_rater_with_one_grade_only_is_cautioned_about() -> None:
    result = cohen_kappa(pd.DataFrame({"own": list("aaaa"), "moderated": list("aaab")}))
    assert result.estimate == pytest.approx(0)
    assert "'own' gave only one grade: kappa is then 0, however often the two agree." in result.cautions


def test_weights_that_forgive_everything_leave_nothing_to_measure() -> None:
    frame = pd.DataFrame({"own": list("aab"), "moderated": list("aba")})
    for interval in ("bootstrap", "analytic"):
        result = cohen_kappa(frame, weights=np.ones((2, 2)), interval=interval)
        assert result.why_not == "By chance no disagreement is to be expected, so none can be measured against it."


def test_the_table_has_the_raters_and_the_keys() -> None:
    frame = cohen_kappa(cases_of(MODERATION), grades=FOUR).table.to_frame()
    assert (frame.index.name, frame.columns.name) == ("own", "moderated")
    assert frame.loc["2", "3"] == 5
    assert frame.to_numpy().tolist() == [list(row) for row in MODERATION]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cohen_kappa(pd.DataFrame({"a": ["x"]})), "two raters, and there are 1: "),
        (lambda: cohen_kappa(pd.DataFrame({"a": ["x"], "b": ["x"], "c": ["x"]})), "two raters, and there are 3"),
        (lambda: cohen_kappa(cases_of(MODERATION), weights="linear"), "have no order"),
        (lambda: cohen_kappa(cases_of(MODERATION), interval="exact"), "interval is 'exact', which is not one of"),
    ],
)
def test_what_cohens_kappa_cannot_take_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_clusters_have_no_analytic_interval_but_a_bootstrap() -> None:
    frame = cases_of(MODERATION)
    ratings = ratings_from_wide(frame, grades=FOUR, clusters=pd.Series(np.arange(32) % 8, index=frame.index))
    with pytest.raises(ValueError, match="the cases are in clusters, which only the bootstrap allows for"):
        cohen_kappa(ratings, interval="analytic")
    result = cohen_kappa(ratings, weights="quadratic")
    assert result.estimate == pytest.approx(0.7037037)
    assert "Only 8 clusters: an interval from so few is rough and mostly too narrow." in result.cautions
    assert result.low < result.estimate < result.high
