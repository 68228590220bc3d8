from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analysis.agreement import cohen_kappa, exact_agreement, gwet_ac1, krippendorff_alpha, ratings_from_wide
from analysis.agreement.case_bootstrap import (
    Plan,
    Units,
    _resampled_sums,
    bootstrap_interval,
    distinct_rows,
    units_of_features,
)
from tests.analysis.agreement.generated import grade_frames
from tests.analysis.agreement.published import FIVE, FOUR_OBSERVERS, MODERATION, cases_of

PLAN = Plan(confidence=0.95, resamples=400, seed=7)


@pytest.mark.parametrize("multiplicity", [[1, 1, 1], [4, 1, 2], [500, 3, 97]])
def test_every_resample_has_as_many_cases_as_there_are(multiplicity: list[int]) -> None:
    units = Units(features=np.eye(3), multiplicity=np.array(multiplicity), n_cases=sum(multiplicity))
    sums = _resampled_sums(units, PLAN)
    assert (sums.sum(axis=1) == sum(multiplicity)).all()
    assert sums.mean(axis=0) == pytest.approx(multiplicity, rel=0.4)
    assert np.array_equal(sums, _resampled_sums(units, PLAN))
    other = Plan(confidence=0.95, resamples=400, seed=8)
    assert not np.array_equal(sums, _resampled_sums(units, other))


def test_resamples_drawn_in_portions_are_all_there() -> None:
    n = 30_000  # cases that are all different: a few dozen resamples fit into one portion
    units = Units(features=np.ones((n, 1)), multiplicity=np.ones(n, dtype=np.int64), n_cases=n)
    plan = Plan(confidence=0.95, resamples=70, seed=1)
    assert _resampled_sums(units, plan).tolist() == [[float(n)]] * 70


def test_the_interval_is_near_that_of_all_resamples_there_can_be() -> None:
    frame = pd.DataFrame({"one": list("aabba"), "two": list("abbba")})
    result = exact_agreement(frame, resamples=20_000, confidence=0.8)
    agree = (frame["one"] == frame["two"]).to_numpy()
    every = [np.mean(agree[list(drawn)]) for drawn in itertools.product(range(5), repeat=5)]
    assert (result.low, result.high) == pytest.approx(tuple(np.quantile(every, [0.1, 0.9])), abs=1e-9)


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_the_interval_agrees_with_a_bootstrap_that_builds_every_resample(level) -> None:
    rng = np.random.default_rng(99)
    used = FOUR_OBSERVERS.dropna(thresh=2)
    values = []
    for _ in range(300):
        drawn = used.iloc[rng.integers(len(used), size=len(used))].reset_index(drop=True)
        values.append(krippendorff_alpha(drawn, level=level, grades=FIVE, resamples=0).estimate)
    expected = np.quantile([value for value in values if value is not None], [0.1, 0.5])
    ours = krippendorff_alpha(FOUR_OBSERVERS, level=level, grades=FIVE, confidence=0.8, resamples=4000)
    assert ours.low == pytest.approx(expected[0], abs=0.06)
    assert ours.low < expected[1] < ours.high


@given(grade_frames())
def test_the_order_of_the_cases_changes_no_interval(generated) -> None:
    frame, keys = generated
    for statistic in (
        lambda one: krippendorff_alpha(one, level="ordinal", grades=keys, resamples=60),
        lambda one: gwet_ac1(one, grades=keys, resamples=60),
        lambda one: exact_agreement(one, grades=keys, resamples=60),
    ):
        forwards, backwards = statistic(frame), statistic(frame.iloc[::-1])
        assert (forwards.low, forwards.high) == (backwards.low, backwards.high)


def test_the_seed_is_recorded_and_draws_the_same_again() -> None:
    frame = cases_of(MODERATION)
    first, again, other = (cohen_kappa(frame, seed=seed, resamples=200) for seed in (5, 5, 6))
    assert first == again
    assert (first.seed, first.resamples) == (5, 200)
    assert (first.low, first.high) != (other.low, other.high)
    assert "200 resamples, PCG64 seed 5" in first.method


def test_the_draws_of_a_seed_are_what_they_were() -> None:
    # Recorded when written (numpy 2.4): a change here means that recorded seeds no longer give what was reported.
    result = cohen_kappa(cases_of(MODERATION), weights="quadratic", grades="1234", seed=1)
    assert (result.low, result.high) == pytest.approx((0.48507016169, 0.86301955275), abs=1e-9)


def test_one_case_has_nothing_to_draw_from() -> None:
    result = exact_agreement(pd.DataFrame({"one": ["a"], "two": ["b"], "three": ["a"]}))
    assert result.estimate == pytest.approx(1 / 3)
    assert (result.low, result.high) == (None, None)
    assert result.why_not == "There is only one case, so there is nothing to draw an interval from."


def test_a_statistic_that_never_varies_has_no_interval() -> None:
    result = exact_agreement(pd.DataFrame({"one": ["a", "b"], "two": ["a", "b"]}))
    assert (result.estimate, result.low) == (1.0, None)
    assert result.why_not == "All resamples have the same value, so the bootstrap cannot say how sure it is."


def test_resamples_that_are_not_defined_are_counted_and_left_out() -> None:
    frame = pd.DataFrame({"one": list("aaaab"), "two": list("aaaaa")})
    result = krippendorff_alpha(frame, level="nominal", resamples=500)
    assert 0.25 < result.undefined_resamples / 500 < 0.42  # (4/5)⁵ = .33
    assert any(f"Not defined in {result.undefined_resamples} of 500 resamples" in one for one in result.cautions)


def test_there_is_no_interval_where_most_resamples_are_not_defined() -> None:
    values = units_of_features(np.array([[1.0], [2.0], [3.0]]), None)
    interval = bootstrap_interval(values, lambda sums: np.where(sums[:, 0] > 7, sums[:, 0], np.nan), PLAN)
    assert interval.low is None
    assert interval.why_not == f"The statistic is not defined in {interval.undefined} of 400 resamples."


def test_few_cases_are_cautioned_about_and_many_are_not() -> None:
    few, many = (exact_agreement(pd.DataFrame({"one": list("ab") * n, "two": list("aa") * n})) for n in (4, 20))
    assert few.cautions == ("Only 8 cases: an interval from so few is rough and mostly too narrow.",)
    assert many.cautions == ()


def test_no_resamples_are_no_interval_and_nothing_amiss() -> None:
    result = cohen_kappa(cases_of(MODERATION), resamples=0)
    assert (result.low, result.seed, result.resamples, result.why_not) == (None, None, None, None)
    assert result.method == "Cohen's kappa, identity weights; without interval"


def test_clusters_are_drawn_whole() -> None:
    frame = pd.DataFrame({"one": list("ab") * 60, "two": list("aa") * 60})
    # Both cases of each cluster alike: as many independent observations as clusters.
    alike = pd.Series(np.repeat(range(60), 2), index=frame.index)
    apart = frame.sort_values("one", kind="stable").reset_index(drop=True)
    independent = exact_agreement(apart)
    clustered = exact_agreement(ratings_from_wide(apart, clusters=alike))
    assert clustered.estimate == independent.estimate
    assert clustered.high - clustered.low > 1.2 * (independent.high - independent.low)
    single = ratings_from_wide(apart, clusters=pd.Series(0, index=apart.index))
    assert exact_agreement(single).why_not == "There is only one cluster, so there is nothing to draw an interval from."


def test_rows_too_wide_for_one_number_are_told_apart_all_the_same() -> None:
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 3, size=(40, 60))
    rows, multiplicity = distinct_rows(np.vstack([counts, counts[:7]]))
    assert len(rows) == 40
    assert sorted(multiplicity.tolist()) == [1] * 33 + [2] * 7


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"confidence": 1.0}, "confidence is 1.0, which is not between 0 and 1"),
        ({"confidence": 0.0}, "confidence is 0.0"),
        ({"resamples": -1}, "resamples is -1, which is negative"),
        ({"seed": -1}, "seed is -1, which is negative"),
    ],
)
def test_impossible_plans_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cohen_kappa(cases_of(MODERATION), **options)
