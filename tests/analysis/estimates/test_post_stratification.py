from __future__ import annotations

from itertools import combinations
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import post_stratified_mean, post_stratified_proportion, stratified_proportion

SCHOOLS = {"E": 4421, "M": 1018, "H": 755}


def make_answers(**counts: tuple[int, int]) -> tuple[pd.Series, pd.Series]:
    """For each group, how many are of the kind and how many are not."""
    answers = [value for yes, no in counts.values() for value in [True] * yes + [False] * no]
    groups = [label for label, (yes, no) in counts.items() for _ in range(yes + no)]
    return pd.Series(answers, dtype="boolean"), pd.Series(groups, dtype="str")


def test_a_proportion_agrees_with_rs_survey_package() -> None:
    # R 4.2, survey 4.1.1: s <- svydesign(id=~1, fpc=~fpc, data=apisrs); p <- postStratify(s, ~stype,
    # data.frame(stype=c("E","H","M"), Freq=c(4421,755,1018))); svymean(~I(sch.wide == "Yes"), p)
    result = post_stratified_proportion(*make_answers(E=(127, 15), H=(12, 13), M=(24, 9)), SCHOOLS)
    assert result.estimate == pytest.approx(0.81639596289, abs=5e-12)
    assert result.standard_error == pytest.approx(0.02513605464, abs=5e-12)
    assert result.effective_sample_size == pytest.approx(199.9800677, abs=5e-8)  # w <- weights(p); sum(w)^2/sum(w^2)
    assert result.degrees_of_freedom == 197
    assert 0 < result.low < result.estimate < result.high < 1


PROVINCE = pd.Series([4123, 760, 721, 142, 187, 331, 127, 219], dtype="Int64")
PLACES = pd.Series(["urban"] * 3 + ["rural"] * 5)


def test_the_unemployed_of_a_finnish_province_come_out() -> None:
    # Lehtonen and Pahkinen, Practical Methods for Design and Analysis of Complex Surveys, eight municipalities of
    # Province'91, by urban (7) and rural (25): total 18,106 (from memory). R 4.2, survey 4.1.1, postStratify and
    # svytotal: 18106, SE 6013.646244
    result = post_stratified_mean(PROVINCE, PLACES, {"urban": 7, "rural": 25})
    assert result.estimate * 32 == pytest.approx(18_106)
    assert result.standard_error * 32 == pytest.approx(6_013.646244, abs=5e-7)
    assert result.low < result.estimate < result.high


def test_a_composition_that_is_already_right_changes_nothing() -> None:
    answers, groups = make_answers(a=(3, 3), b=(1, 3))
    result = post_stratified_proportion(answers, groups, {"a": 60, "b": 40})
    assert result.estimate == pytest.approx(0.4)
    assert result.effective_sample_size == pytest.approx(10)
    assert [cell.weight for cell in result.cells] == [10, 10]


def test_over_all_samples_with_enough_of_each_group_the_estimate_is_right_on_average() -> None:
    values = [0, 0, 1, 1, 1, 0, 1, 1, 0]
    groups = list("aaaabbbbb")
    estimates = []
    for drawn in combinations(range(9), 5):
        chosen = pd.Series([bool(values[one]) for one in drawn]), pd.Series([groups[one] for one in drawn])
        result = post_stratified_proportion(*chosen, {"a": 4, "b": 5}, minimum=1)
        if len(result.cells) == 2:
            estimates.append(result.estimate)
    # given how many fall in each group the samples are stratified, and each such estimate is unbiased
    assert mean(estimates) == pytest.approx(mean(values))


GROUPS = st.dictionaries(
    st.sampled_from("abcd"), st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(0, 50)), min_size=2
)


@given(GROUPS)
def test_the_weights_add_up_to_the_population_and_the_estimate_is_the_stratified_one(
    groups: dict[str, tuple[int, int, int]],
) -> None:
    populations = {label: yes + no + more for label, (yes, no, more) in groups.items()}
    answers = make_answers(**{label: (yes, no) for label, (yes, no, _) in groups.items()})
    result = post_stratified_proportion(*answers, populations)
    assert sum(cell.weight * cell.n_used for cell in result.cells) == pytest.approx(sum(populations.values()))
    assert {label: cell.population for cell in result.cells for label in cell.labels} == populations
    table = pd.DataFrame(
        [(label, populations[label], yes + no, yes) for label, (yes, no, _) in groups.items()],
        columns=["stratum", "population", "answered", "count"],
    )
    assert result.estimate == pytest.approx(stratified_proportion(table).estimate)
    assert result.effective_sample_size <= result.n_used + 1e-9


@given(st.permutations(range(12)))
def test_the_order_of_the_answers_does_not_matter(order: list[int]) -> None:
    answers, groups = make_answers(a=(3, 3), b=(1, 5))
    one = post_stratified_proportion(answers, groups, {"a": 20, "b": 80})
    shuffled = post_stratified_proportion(answers.iloc[list(order)], groups.iloc[list(order)], {"a": 20, "b": 80})
    assert (one.estimate, one.low, one.high) == pytest.approx((shuffled.estimate, shuffled.low, shuffled.high))


def test_groups_with_too_few_answers_are_weighted_together_and_said_so() -> None:
    answers, groups = make_answers(a=(4, 4), b=(1, 0), d=(2, 2))
    result = post_stratified_proportion(answers, groups, {"a": 50, "b": 20, "c": 10, "d": 20})
    assert [cell.labels for cell in result.cells] == [("a",), ("b", "c", "d")]
    assert "b, c and d were weighted together, because too few answered." in result.notes
    assert result.cells[1].population == 50


def test_a_group_without_members_is_left_out() -> None:
    result = post_stratified_proportion(*make_answers(a=(4, 4)), {"a": 50, "nobody": 0})
    assert [cell.labels for cell in result.cells] == [("a",)]


@pytest.mark.parametrize("kind", [(6, 0), (0, 6)])
def test_unanimous_answers_keep_an_interval(kind: tuple[int, int]) -> None:
    result = post_stratified_proportion(*make_answers(a=kind, b=kind), {"a": 20, "b": 80})
    assert result.standard_error == 0
    assert result.high - result.low > 0.2
    assert "unanimous" in result.method


def test_a_census_has_no_interval() -> None:
    result = post_stratified_proportion(*make_answers(a=(1, 2), b=(2, 0)), {"a": 3, "b": 2})
    assert (result.estimate, result.low, result.standard_error) == (0.6, None, 0.0)
    assert "census" in result.why_not


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (make_answers(), "Nobody answered, so there is no proportion."),
        (make_answers(a=(1, 0)), "Too few answers for the number of groups (1 for 1)"),
    ],
)
def test_nobody_and_one_respondent_say_why(answers: tuple[pd.Series, pd.Series], why: str) -> None:
    result = post_stratified_proportion(*answers, {"a": 20, "b": 80})
    assert (result.low, result.high) == (None, None)
    assert result.why_not.startswith(why)
    assert result.n_used == len(answers[0])


def test_all_missing_and_those_without_a_group_are_counted() -> None:
    missing = post_stratified_mean(pd.Series([None, None], dtype="Float64"), pd.Series(["a", "a"]), {"a": 9})
    assert (missing.estimate, missing.n_missing) == (None, 2)
    assert missing.why_not == "Nobody answered, so there is no mean."
    lost = post_stratified_mean(pd.Series([1.0, 2.0, 5.0]), pd.Series(["a", "a", None]), {"a": 9})
    assert (lost.estimate, lost.n_missing) == (1.5, 1)
    assert lost.notes[-1] == "1 answer without a group: left out."


def test_numbers_all_the_same_have_no_interval() -> None:
    result = post_stratified_mean(pd.Series([2.0] * 4), pd.Series(list("aabb")), {"a": 9, "b": 9})
    assert (result.estimate, result.low) == (2.0, None)
    assert "spread cannot be judged" in result.why_not


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: post_stratified_proportion(pd.Series([2.0]), pd.Series(["a"]), {"a": 9}), "answers has 2.0"),
        (lambda: post_stratified_mean(pd.Series([2.0]), pd.Series(["b"]), {"a": 9}), "stratum 'b' is not among"),
        (lambda: post_stratified_mean(pd.Series([2.0]), pd.Series(["a"]), {"a": 9}, minimum=0), "minimum is 0"),
        (lambda: post_stratified_mean(pd.Series([2.0]), pd.Series(["a"]), {"a": 9}, confidence=2), "confidence is 2"),
        (lambda: post_stratified_mean(pd.Series([2.0, 1]), pd.Series(["a", "a"]), {"a": 1}), "population of 1"),
    ],
)
def test_impossible_input_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_answers() -> None:
    rows = np.arange(200_000)
    result = post_stratified_proportion(
        pd.Series(rows % 5 == 0), pd.Series(rows % 3).astype("str"), {"0": 100_000, "1": 100_000, "2": 200_000}
    )
    assert result.estimate == pytest.approx(0.2, abs=1e-4)
    assert result.high - result.low < 0.004
