from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, hypergeom
from statsmodels.stats.proportion import proportion_confint

from analysis.estimates import clopper_pearson_interval, finite_population_interval, hypergeometric_interval

SAMPLES = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, Clopper-Pearson, to four places (from memory), and
        # R 4.2: binom.test(x, n)$conf.int
        (81, 263, 0.252736747, 0.367621916),
        (15, 148, 0.0578440100834, 0.1616504903495),
        (0, 20, 0.0, 0.168433470983),
        (1, 29, 0.00087264688358, 0.17764429548872),
        (29, 29, 0.88055513093, 1.0),
        (36, 39, 0.791298078774, 0.983846699689),
    ],
)
def test_clopper_pearson_agrees_with_r(count: int, n: int, low: float, high: float) -> None:
    result = clopper_pearson_interval(count, n)
    assert (result.low, result.high) == pytest.approx((low, high), abs=1e-8)


@given(SAMPLES, st.floats(0.5, 0.999))
def test_clopper_pearson_agrees_with_scipy_and_statsmodels(answers: tuple[int, int], confidence: float) -> None:
    count, n = answers
    result = clopper_pearson_interval(count, n, confidence=confidence)
    scipys = binomtest(count, n).proportion_ci(confidence, method="exact")
    assert (result.low, result.high) == pytest.approx((scipys.low, scipys.high), abs=1e-9)
    expected = proportion_confint(count, n, alpha=1 - confidence, method="beta")
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)
    assert 0 <= result.low <= count / n <= result.high <= 1


@pytest.mark.parametrize("n", [1, 2, 7, 20])
def test_clopper_pearson_covers_every_proportion_often_enough(n: int) -> None:
    intervals = [clopper_pearson_interval(count, n) for count in range(n + 1)]
    for step in range(1, 100):
        p = step / 100
        covered = sum(
            binom.pmf(count, n, p) for count in range(n + 1) if intervals[count].low <= p <= intervals[count].high
        )
        assert covered >= 0.95


@pytest.mark.parametrize(
    ("count", "n", "population", "limits"),
    [
        # R 4.2: K <- 0:N; range(K[phyper(x-1,K,N-K,n,lower.tail=FALSE) > .025 & phyper(x,K,N-K,n) > .025])
        (3, 10, 50, (5, 31)),
        (36, 39, 225, (181, 220)),
    ],
)
def test_the_hypergeometric_interval_agrees_with_r(
    count: int, n: int, population: int, limits: tuple[int, int]
) -> None:
    result = hypergeometric_interval(count, n, population)
    assert (result.low * population, result.high * population) == pytest.approx(limits, abs=1e-9)


@given(st.integers(1, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size), st.data())))
def test_the_hypergeometric_interval_is_the_counts_that_are_not_rejected(drawn: tuple[int, int, st.DataObject]) -> None:
    population, n, data = drawn
    count = data.draw(st.integers(0, n))
    result = hypergeometric_interval(count, n, population)
    if n == population:
        assert result.why_not is not None
        return
    chances = [comb(k, x) * comb(population - k, n - x) for k in range(population + 1) for x in range(n + 1)]
    table = np.array(chances, dtype=object).reshape(population + 1, n + 1)  # whole numbers: ties with .025 are exact
    kept = [
        k
        for k, ways in enumerate(table)
        if 40 * sum(ways[count:]) > comb(population, n) and 40 * sum(ways[: count + 1]) > comb(population, n)
    ]
    assert (result.low, result.high) == (min(kept) / population, max(kept) / population)
    assert result.low <= result.estimate <= result.high


@pytest.mark.parametrize(("n", "population"), [(1, 2), (3, 9), (10, 25), (24, 25)])
def test_the_hypergeometric_interval_covers_every_population_often_enough(n: int, population: int) -> None:
    intervals = [hypergeometric_interval(count, n, population) for count in range(n + 1)]
    for k in range(population + 1):
        covered = sum(
            hypergeom.pmf(count, population, k, n)
            for count in range(n + 1)
            if intervals[count].low <= k / population <= intervals[count].high
        )
        assert covered >= 0.95


def test_in_a_vast_population_the_two_are_the_same() -> None:
    finite = hypergeometric_interval(36, 39, 10_000_000)
    infinite = clopper_pearson_interval(36, 39)
    assert (finite.low, finite.high) == pytest.approx((infinite.low, infinite.high), abs=1e-5)


def test_the_interval_is_the_mirror_image_of_that_of_the_others() -> None:
    for make in (clopper_pearson_interval, lambda x, n: hypergeometric_interval(x, n, 90)):
        one, other = make(7, 30), make(23, 30)
        assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)


def test_the_exact_interval_is_wider_than_wilsons_and_knows_the_population() -> None:
    exact, wilson = hypergeometric_interval(36, 39, 225), finite_population_interval(36, 39, 225)
    assert exact.high - exact.low > wilson.high - wilson.low
    assert exact.method == "Exact hypergeometric 95%, finite population of 225"


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (clopper_pearson_interval(0, 0), "Nobody answered, so there is no proportion."),
        (hypergeometric_interval(0, 0, 10), "Nobody answered, so there is no proportion."),
        (hypergeometric_interval(9, 12, 12), "All of the population answered: a census has no sampling error"),
    ],
)
def test_where_there_is_no_interval_it_says_why(result, why: str) -> None:
    assert (result.low, result.high) == (None, None)
    assert result.why_not.startswith(why)


def test_one_respondent_leaves_nearly_everything_open() -> None:
    assert clopper_pearson_interval(1, 1).low == pytest.approx(0.025)
    result = hypergeometric_interval(1, 1, 200)
    assert (result.low, result.high) == (6 / 200, 1.0)


def test_two_hundred_thousand_answers_have_a_narrow_interval() -> None:
    result = hypergeometric_interval(120_000, 200_000, 1_000_000)
    assert result.low < 0.6 < result.high
    assert result.high - result.low < 0.005


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clopper_pearson_interval(4, 3), "count is 4, which is not between 0 and n, 3"),
        (lambda: clopper_pearson_interval(1, 3, confidence=0.0), "confidence is 0.0"),
        (lambda: hypergeometric_interval(1, 3, 2), "n is 3, more than the population of 2"),
        (lambda: hypergeometric_interval(-1, 3, 20), "count is -1"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_number_that_the_answers_contradict_by_a_hair_is_outside() -> None:
    # one of 40 drawn, and not of the kind: with 39 of the kind that happens in exactly 1 of 40 draws, not in more
    assert hypergeometric_interval(0, 1, 40).high == 38 / 40
    assert hypergeometric_interval(0, 1, 41).high == 39 / 41
