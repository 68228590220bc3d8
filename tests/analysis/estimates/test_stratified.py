from __future__ import annotations

from itertools import combinations, product
from math import comb
from statistics import mean, variance

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import finite_population_interval, stratified_mean, stratified_proportion
from analysis.estimates.strata import Stratum
from analysis.estimates.stratified_estimate import estimate_of_strata


def make_table(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stratum", "population", "answered", "count"])


AWARDS = make_table(("Elementary", 4421, 100, 73), ("Middle", 1018, 50, 24), ("High", 755, 50, 16))


def test_a_proportion_agrees_with_rs_survey_package() -> None:
    # R 4.2, survey 4.1.1: data(api); d <- svydesign(id=~1, strata=~stype, weights=~pw, data=apistrat, fpc=~fpc)
    # svymean(~I(awards == "Yes"), d) gives 0.6389360641, SE 0.034405918
    result = stratified_proportion(AWARDS)
    assert result.estimate == pytest.approx(0.6389360641, abs=5e-7)  # the package's weights are rounded
    assert result.standard_error == pytest.approx(0.034405918, abs=5e-9)
    # in base R: V^2/sum(v^2/(nh-1)), and Wilson's formula with qt(.975, df) and P(1-P)/V
    assert result.degrees_of_freedom == pytest.approx(135.3494864615607)
    assert (result.low, result.high) == pytest.approx((0.5687771420339, 0.7036281383954), abs=1e-10)


def test_lohrs_means_of_acres_come_out() -> None:
    # Lohr, Sampling: Design and Analysis, example 3.2: mean 295,560.8, standard error 16,379.9 (survey: 295561, 16380)
    summaries = [
        ("Northeast", 220, 21, 97_629.8, 7_647_472_708.0),
        ("North Central", 1054, 103, 300_504.2, 29_618_183_543.0),
        ("South", 1382, 135, 211_315.0, 53_587_487_856.0),
        ("West", 422, 41, 662_295.5, 396_185_950_266.0),
    ]
    strata = tuple(
        Stratum(label=label, population=size, n_used=n, n_missing=0, mean=middle, variance=spread)
        for label, size, n, middle, spread in summaries
    )
    result = estimate_of_strata(strata, 0.95, is_proportion=False)
    assert result.estimate == pytest.approx(295_560.8, abs=0.05)
    assert result.standard_error == pytest.approx(16_379.8727, abs=5e-4)
    assert result.degrees_of_freedom == pytest.approx(99.9188340453)
    assert result.estimate * 3078 == pytest.approx(909_736_035, abs=50)


def possible_counts(stratum: list[int], n: int) -> list[tuple[int, float]]:
    """How many of the kind a sample of n may have, and how many samples do, as a share."""
    size, kind = len(stratum), sum(stratum)
    ways = {x: comb(kind, x) * comb(size - kind, n - x) for x in range(max(0, n - size + kind), min(n, kind) + 1)}
    return [(x, count / comb(size, n)) for x, count in ways.items()]


BINARY = st.lists(st.integers(0, 1), min_size=2, max_size=7)


@given(st.lists(BINARY.flatmap(lambda s: st.tuples(st.just(s), st.integers(2, len(s)))), min_size=1, max_size=3))
def test_over_all_samples_estimate_and_variance_are_right_on_average(strata: list[tuple[list[int], int]]) -> None:
    everyone = [value for stratum, _ in strata for value in stratum]
    truth = mean(everyone)
    average = squares = estimated = 0.0
    for drawn in product(*(possible_counts(stratum, n) for stratum, n in strata)):
        chance = float(np.prod([share for _, share in drawn]))
        rows = [
            (f"s{place}", len(stratum), n, count)
            for place, ((stratum, n), (count, _)) in enumerate(zip(strata, drawn, strict=True))
        ]
        result = stratified_proportion(make_table(*rows))
        average += chance * result.estimate
        squares += chance * (result.estimate - truth) ** 2
        estimated += chance * result.standard_error**2
        assert result.low is None or 0 <= result.low <= result.estimate <= result.high <= 1
    assert average == pytest.approx(truth, abs=1e-12)
    assert estimated == pytest.approx(squares, abs=1e-12)


def test_over_all_samples_a_mean_and_its_variance_are_right_on_average() -> None:
    population = {"a": [1.0, 4.0, 4.0, 9.0], "b": [2.0, 2.5, 11.0, 0.5, 3.0]}
    sizes = {label: len(values) for label, values in population.items()}
    results = [
        stratified_mean(pd.Series([*a, *b]), pd.Series(["a"] * 2 + ["b"] * 3), sizes)
        for a, b in product(combinations(population["a"], 2), combinations(population["b"], 3))
    ]
    truth = mean(population["a"] + population["b"])
    assert mean(result.estimate for result in results) == pytest.approx(truth)
    spread = mean((result.estimate - truth) ** 2 for result in results)
    assert mean(result.standard_error**2 for result in results) == pytest.approx(spread)


@given(st.integers(2, 60).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n), st.integers(n + 1, 500))))
def test_one_stratum_is_a_simple_random_sample(answers: tuple[int, int, int]) -> None:
    count, n, population = answers
    result = stratified_proportion(make_table(("all", population, n, count)))
    p = count / n
    assert result.estimate == p
    assert result.standard_error**2 == pytest.approx((1 - n / population) * p * (1 - p) / (n - 1))
    assert result.degrees_of_freedom == pytest.approx(n - 1)


@pytest.mark.parametrize("count", [0, 40])
def test_unanimous_strata_have_the_interval_of_a_simple_sample_and_not_one_of_no_width(count: int) -> None:
    one = stratified_proportion(make_table(("all", 400, 40, count)))
    simple = finite_population_interval(count, 40, 400)
    assert one.standard_error == 0
    assert one.high - one.low == pytest.approx(simple.high - simple.low, rel=0.1)
    assert one.high - one.low > simple.high - simple.low  # t for the normal quantile
    assert "unanimous" in one.method


def test_strata_unanimous_each_in_its_own_way_keep_an_interval() -> None:
    result = stratified_proportion(make_table(("a", 100, 2, 2), ("b", 100, 2, 0)))
    assert (result.estimate, result.standard_error) == (0.5, 0.0)
    assert result.low < 0.25
    assert result.high > 0.75


def test_a_single_answer_is_judged_with_its_neighbour_and_said_so() -> None:
    # R 4.2, survey 4.1.1: svydesign(id=~1, strata=~g, weights=~w, fpc=~G, data=t) with y = 1,0,1,1, 1, 0,0,1,
    # w = N/n of a (40), b (12), c (30), b and c in one stratum g of G = 42: 0.6341463415, SE 0.1808608010
    result = stratified_proportion(make_table(("a", 40, 4, 3), ("b", 12, 1, 1), ("c", 30, 3, 1)))
    assert result.estimate == pytest.approx(0.6341463415, abs=5e-11)
    assert result.standard_error == pytest.approx(0.1808608010, abs=5e-11)
    assert result.collapsed == (("b", "c"),)
    assert result.notes == ("b and c were put together to judge their spread, because of single answers.",)


def test_collapsing_does_not_understate_the_variance_of_pairs_of_single_answers() -> None:
    # all samples of one from each of four constructed strata of three
    population = [[0, 0, 1], [0, 1, 1], [1, 1, 1], [0, 0, 0]]
    truth = mean(value for stratum in population for value in stratum)
    results = [
        stratified_proportion(make_table(*((f"s{place}", 3, 1, value) for place, value in enumerate(sample))))
        for sample in product(*population)
    ]
    spread = mean((result.estimate - truth) ** 2 for result in results)
    assert mean(result.estimate for result in results) == pytest.approx(truth)
    assert mean(result.standard_error**2 for result in results) >= spread
    assert results[0].collapsed == (("s0", "s1"), ("s2", "s3"))


def test_a_stratum_of_one_who_answered_is_a_census_and_is_not_collapsed() -> None:
    result = stratified_proportion(make_table(("a", 40, 4, 3), ("head", 1, 1, 1), ("c", 30, 3, 1)))
    assert result.collapsed == ()
    alone = stratified_proportion(make_table(("a", 40, 4, 3), ("c", 30, 3, 1)))
    assert result.standard_error == pytest.approx(alone.standard_error * 70 / 71)


def test_an_empty_stratum_is_left_out_and_said_so() -> None:
    result = stratified_proportion(make_table(("a", 60, 6, 3), ("b", 40, 0, 0)))
    assert (result.estimate, result.population, result.population_covered) == (0.5, 100, 60)
    assert result.empty == ("b",)
    assert result.notes == ("Nobody answered in b: the estimate is of the other strata, 60% of the population.",)
    without = stratified_proportion(make_table(("a", 60, 6, 3)))
    assert (result.low, result.high) == (without.low, without.high)


def test_strata_answered_in_full_have_no_interval() -> None:
    result = stratified_proportion(make_table(("a", 6, 6, 3), ("b", 4, 4, 4)))
    assert (result.estimate, result.low, result.standard_error) == (0.7, None, 0.0)
    assert "census" in result.why_not


def test_equal_draws_from_unequal_strata_are_weighted() -> None:
    result = stratified_proportion(make_table(("few", 100, 20, 20), ("many", 900, 20, 0)))
    assert result.estimate == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "Nobody answered"),
        ([("a", 10, 0, 0)], "Nobody answered"),
        ([("a", 0, 0, 0)], "Nobody answered"),
        ([("a", 10, 1, 1)], "single answer in all"),
        ([("a", 10, 1, 1), ("b", 3, 3, 2)], "single answer in all"),
    ],
)
def test_too_little_to_go_by_says_why(rows: list[tuple[str, int, int, int]], why: str) -> None:
    result = stratified_proportion(make_table(*rows))
    assert (result.low, result.high) == (None, None)
    assert why in result.why_not
    assert result.estimate is None or 0 <= result.estimate <= 1


def test_the_order_of_strata_does_not_matter_where_none_is_collapsed() -> None:
    one, other = stratified_proportion(AWARDS), stratified_proportion(AWARDS.iloc[::-1])
    assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": [74, 24, 51]}, "row 3, column 'count': 51 is more than the 50 who answered"),
        ({"answered": [5000, 50, 50]}, "row 1, column 'answered': 5000 is more than the population of 4421"),
        ({"population": [None, 1, 2]}, "row 1, column 'population': nan is not a number of people"),
        ({"count": [1.5, 1, 1]}, "row 1, column 'count': 1.5 is not a number of people"),
        ({"stratum": ["a", "b", "a"]}, "stratum 'a' occurs more than once"),
    ],
)
def test_an_impossible_table_is_refused_with_the_place(change: dict[str, list[object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stratified_proportion(AWARDS.assign(**change))


def test_an_absent_column_and_a_strange_confidence_are_refused() -> None:
    with pytest.raises(ValueError, match="no column 'count'"):
        stratified_proportion(AWARDS.drop(columns="count"))
    with pytest.raises(ValueError, match="confidence is 95"):
        stratified_proportion(AWARDS, confidence=95)


def test_those_drawn_who_did_not_answer_are_counted() -> None:
    assert stratified_proportion(AWARDS.assign(missing=[3, 0, 2])).n_missing == 5


HOURS = pd.Series([2.0, 4.0, None, 6.0, 10.0, 14.0], dtype="Float64")
TEAMS = pd.Series(["duty", "duty", "duty", "duty", "court", "court"], dtype="category")


def test_absent_values_and_those_without_a_stratum_are_left_out_and_counted() -> None:
    result = stratified_mean(HOURS, TEAMS, {"duty": 30, "court": 10})
    assert (result.estimate, result.n_used, result.n_missing) == (6.0, 5, 1)
    lost = stratified_mean(HOURS, TEAMS.cat.remove_categories("court"), {"duty": 30, "court": 10})
    assert (lost.estimate, lost.n_used, lost.n_missing) == (4.0, 3, 3)
    assert lost.notes[-1] == "2 answers without a stratum: left out."


def test_a_mean_of_ones_and_noughts_is_the_proportion() -> None:
    answers = pd.Series([True] * 73 + [False] * 27 + [True] * 24 + [False] * 26 + [True] * 16 + [False] * 34)
    strata = pd.Series(["Elementary"] * 100 + ["Middle"] * 50 + ["High"] * 50)
    result = stratified_mean(answers, strata, {"Elementary": 4421, "Middle": 1018, "High": 755})
    expected = stratified_proportion(AWARDS)
    assert result.estimate == pytest.approx(expected.estimate)
    assert result.standard_error == pytest.approx(expected.standard_error)


def test_a_mean_of_answers_all_the_same_has_no_interval() -> None:
    result = stratified_mean(pd.Series([3.0] * 4), pd.Series(list("aabb")), {"a": 9, "b": 9})
    assert (result.estimate, result.low) == (3.0, None)
    assert result.why_not == "All answers in each stratum are the same, so their spread cannot be judged."


@pytest.mark.parametrize("values", [[], [None, None]])
def test_a_mean_of_nobody_says_why(values: list[None]) -> None:
    result = stratified_mean(pd.Series(values, dtype="Float64"), pd.Series(["a"] * len(values), dtype="str"), {"a": 9})
    assert (result.estimate, result.n_missing) == (None, len(values))
    assert result.why_not == "Nobody answered, so there is no mean."


def test_strange_strata_and_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="stratum 'court' is not among the populations"):
        stratified_mean(HOURS, TEAMS, {"duty": 30})
    with pytest.raises(ValueError, match="stratum 'duty' has 3 answers, more than its population of 2"):
        stratified_mean(HOURS, TEAMS, {"duty": 2, "court": 10})
    with pytest.raises(ValueError, match="infinite"):
        stratified_mean(pd.Series([1.0, float("inf")]), pd.Series(["a", "a"]), {"a": 9})
    with pytest.raises(ValueError, match="same rows"):
        stratified_mean(HOURS, TEAMS.iloc[:3], {"duty": 30, "court": 10})
    with pytest.raises(ValueError, match="population of 'court': -1"):
        stratified_mean(HOURS, TEAMS, {"duty": 30, "court": -1})


def test_two_hundred_thousand_answers_in_a_hundred_strata() -> None:
    rows = 200_000
    values = pd.Series(np.arange(rows) % 7, dtype="Float64")
    strata = pd.Series(np.arange(rows) % 100).astype("str")
    result = stratified_mean(values, strata, {str(label): 5_000 for label in range(100)})
    assert result.estimate == pytest.approx(values.mean(), abs=1e-9)
    within = [variance(values[strata == str(label)].tolist()) for label in range(3)]
    assert result.standard_error**2 == pytest.approx(0.6 * np.mean(within) / rows, rel=1e-3)


def coverage_over_all_samples(*design: tuple[int, int, int]) -> float:
    """In what share of all samples the interval holds the truth; of each stratum: size, how many of the kind, drawn."""
    size = sum(stratum for stratum, _, _ in design)
    truth = sum(kind for _, kind, _ in design) / size
    covered = 0.0
    for counts in product(*(range(max(0, n - stratum + kind), min(n, kind) + 1) for stratum, kind, n in design)):
        chance = np.prod(
            [
                comb(kind, x) * comb(stratum - kind, n - x) / comb(stratum, n)
                for x, (stratum, kind, n) in zip(counts, design, strict=True)
            ]
        )
        rows = [(f"s{place}", row[0], row[2], x) for place, (x, row) in enumerate(zip(counts, design, strict=True))]
        result = stratified_proportion(make_table(*rows))
        covered += float(chance) * (result.low - 1e-12 <= truth <= result.high + 1e-12)
    return covered


@pytest.mark.parametrize(
    "design",
    [
        ((30, 15, 5), (30, 15, 5)),
        ((30, 1, 5), (30, 29, 5)),
        ((2000, 60, 30), (100, 50, 30)),  # 59% without the limit to the effective number of answers
        ((40, 10, 1), (40, 12, 1), (40, 30, 1), (40, 20, 1)),
        pytest.param(((200, 4, 20), (100, 5, 20), (50, 2, 20)), marks=pytest.mark.long),
        pytest.param(((500, 10, 20), (100, 10, 20), (50, 10, 20)), marks=pytest.mark.long),
        pytest.param(((1000, 690, 20), (800, 500, 20), (671, 500, 20)), marks=pytest.mark.long),
        pytest.param(((471, 30, 20), (1000, 20, 20), (1000, 100, 20)), marks=pytest.mark.long),
    ],
)
def test_over_all_samples_the_interval_holds_the_truth_often_enough(design: tuple[tuple[int, int, int], ...]) -> None:
    assert coverage_over_all_samples(*design) >= 0.94
