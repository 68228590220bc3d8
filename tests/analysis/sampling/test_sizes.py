"""Sample sizes: for a margin, for a margin of strata, and for finding what is there."""

from __future__ import annotations

from math import comb, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint, samplesize_confint_proportion

from analysis.sampling import discovery_sample_size, sample_size_for_proportion, stratified_sample_size

TWO = 2 * NormalDist().cdf(2) - 1


def test_cochrans_islanders_come_out() -> None:
    # Cochran (1977), section 4.4: p = 50%, d = 5%, t = 2: n₀ = 400; of 3,200 islanders, n = 356 (from memory)
    endless = sample_size_for_proportion(0.05, confidence=TWO, interval="textbook")
    islanders = sample_size_for_proportion(0.05, confidence=TWO, interval="textbook", population=3200)
    assert (endless.n, islanders.n) == (400, 356)


@pytest.mark.parametrize(
    ("margin", "population", "n"),
    # The figures of every calculator, also Krejcie and Morgan (1970), table 1 (for N = 100, 1,000 and 10,000)
    [(0.05, None, 385), (0.03, None, 1068), (0.05, 100, 80), (0.05, 1000, 278), (0.05, 10_000, 370), (0.05, 367, 188)],
)
def test_well_known_sizes_come_out(margin: float, population: int | None, n: int) -> None:
    assert sample_size_for_proportion(margin, population=population, interval="textbook").n == n


@given(st.floats(0.01, 0.4), st.floats(0.05, 0.95), st.floats(0.6, 0.999))
def test_the_textbooks_size_is_that_of_statsmodels(margin: float, p: float, confidence: float) -> None:
    theirs = samplesize_confint_proportion(p, margin, alpha=1 - confidence)
    ours = sample_size_for_proportion(margin, expected=p, confidence=confidence, interval="textbook")
    assert ours.n == max(1, -int(-(theirs - 1e-7) // 1))


@given(st.floats(0.02, 0.4), st.floats(0, 1), st.floats(0.6, 0.999), st.none() | st.integers(1, 3000))
def test_wilsons_size_is_the_smallest_whose_interval_is_narrow_enough(
    margin: float, p: float, confidence: float, population: int | None
) -> None:
    def half_width(n: int) -> float:
        if population is not None and n >= population:
            return 0.0
        effective = n if population is None else n * (population - 1) / (population - n)
        low, high = proportion_confint(p * effective, effective, alpha=1 - confidence, method="wilson")
        return (high - low) / 2

    result = sample_size_for_proportion(margin, expected=p, confidence=confidence, population=population)
    brute = next(n for n in range(1, 100_000) if half_width(n) <= margin + 1e-12)
    assert result.n == brute
    assert result.margin_reached == pytest.approx(half_width(result.n), abs=1e-9)
    assert result.margin_reached <= margin + 1e-9


def test_wilson_needs_answers_even_where_all_are_expected_to_agree() -> None:
    # at p = 1 the width is z²/(n + z²), half of it at most 0.05: n ≥ z²(1/0.1 − 1) = 34.57
    assert sample_size_for_proportion(0.05, expected=1).n == 35


def test_a_response_rate_says_how_many_to_ask_or_that_there_are_too_few() -> None:
    asked = sample_size_for_proportion(0.1, population=225, response_rate=0.5)
    assert (asked.n, asked.n_to_ask, asked.why_not) == (66, 132, None)
    short = sample_size_for_proportion(0.05, population=225, response_rate=0.17)
    assert short.n_to_ask is None
    assert short.why_not == (
        "142 answers are needed. Even if all 225 were asked, at a response rate of 17% only 38 would answer."
    )


def test_a_population_of_one_needs_that_one() -> None:
    for interval in ("wilson", "textbook"):
        result = sample_size_for_proportion(0.05, population=1, interval=interval)
        assert (result.n, result.margin_reached) == (1, 0.0)


@pytest.mark.parametrize(
    ("further", "message"),
    [
        ({"margin": 0}, "margin is 0"),
        ({"margin": 1}, "margin is 1"),
        ({"confidence": 1}, "confidence is 1"),
        ({"expected": 1.2}, "expected is 1.2"),
        ({"expected": 0, "interval": "textbook"}, "expected is 0: the textbook's interval then has no width"),
        ({"interval": "exact"}, "interval is 'exact'"),
        ({"response_rate": 0}, "response_rate is 0"),
        ({"population": 0}, "population is 0"),
        ({"margin": float("nan")}, "margin is nan"),
    ],
)
def test_impossible_margins_are_refused_with_the_value(further: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sample_size_for_proportion(**({"margin": 0.05} | further))


REFERRALS = {"assessment": 1471, "early help": 600, "none": 400}  # constructed, to the sum of Cambridgeshire's 2,471
EXPECTED = {"assessment": 0.5, "early help": 0.8, "none": 0.95}


def spread(p: float) -> float:
    return sqrt(p * (1 - p))


def stratified_margin(numbers: dict[str, int]) -> float:
    whole = sum(REFERRALS.values())
    variance = sum(
        (size / whole) ** 2 * (size - numbers[h]) / (size - 1) * spread(EXPECTED[h]) ** 2 / numbers[h]
        for h, size in REFERRALS.items()
    )
    return NormalDist().inv_cdf(0.975) * sqrt(variance)


def test_proportional_and_neyman_sizes_are_near_cochrans_formulas() -> None:
    # Cochran (1977), section 5.12 with (N − 1) for N: proportional n₀ = Σ W pq/V, Neyman n₀ = (Σ W √pq)²/V
    whole, margin = sum(REFERRALS.values()), 0.05
    wanted = (margin / NormalDist().inv_cdf(0.975)) ** 2
    squares = sum(size / whole * spread(EXPECTED[h]) ** 2 for h, size in REFERRALS.items())
    roots = sum(size / whole * spread(EXPECTED[h]) for h, size in REFERRALS.items())
    for method, n in (
        ("proportional", squares / wanted / (1 + squares / wanted / whole)),
        ("neyman", roots**2 / (wanted + squares / whole)),
    ):
        ours = stratified_sample_size(REFERRALS, margin, expected=EXPECTED, allocation=method)
        assert ours.n == pytest.approx(n, abs=1.5)
        assert ours.margin_reached == pytest.approx(stratified_margin(ours.allocation.by_stratum))
        assert ours.margin_reached <= margin


def test_neyman_needs_no_more_than_proportional_and_equal_strata_need_most_here() -> None:
    neyman, proportional, equal = (
        stratified_sample_size(REFERRALS, 0.05, expected=EXPECTED, allocation=method).n
        for method in ("neyman", "proportional", "equal")
    )
    assert neyman < proportional < equal


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 80), min_size=1).filter(lambda sizes: any(sizes.values())),
    st.floats(0.03, 0.3),
    st.sampled_from(["proportional", "equal", "neyman"]),
)
def test_every_margin_is_met_and_the_allocation_fits(sizes: dict[str, int], margin: float, method: str) -> None:
    result = stratified_sample_size(sizes, margin, allocation=method, expected=0.3)
    assert result.margin_reached <= margin
    assert result.n == sum(result.allocation.by_stratum.values()) <= sum(sizes.values())
    for one in result.allocation.strata:
        assert min(2, one.size) <= one.n <= one.size


def test_one_stratum_is_a_simple_sample() -> None:
    assert (
        stratified_sample_size({"all": 1000}, 0.05).n
        == sample_size_for_proportion(0.05, population=1000, interval="textbook").n
    )


def test_strata_of_one_case_each_are_all_drawn_where_each_must_be_seen() -> None:
    result = stratified_sample_size({"a": 1, "b": 1, "c": 1}, 0.1)
    assert (result.n, result.margin_reached) == (3, 0.0)


def test_without_a_minimum_each_stratum_is_still_seen_for_a_stratum_unseen_has_no_bound() -> None:
    result = stratified_sample_size({"large": 10_000, "small": 3}, 0.2, minimum=0)
    assert result.allocation.by_stratum["small"] >= 1


@pytest.mark.parametrize(
    ("further", "message"),
    [
        ({"sizes": {}}, "hold nobody"),
        ({"sizes": {"a": 0}}, r"the strata \['a'\] hold nobody"),
        ({"margin": 0}, "margin is 0"),
        ({"confidence": 0}, "confidence is 0"),
        ({"expected": {"b": 0.5}}, r"expected names the strata \['b'\]"),
        ({"expected": 1.5}, "expected is 1.5 for stratum 'a'"),
        ({"expected": 0, "allocation": "neyman"}, "all spreads are 0"),
    ],
)
def test_impossible_strata_are_refused_with_the_value(further: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stratified_sample_size(**({"sizes": {"a": 5}, "margin": 0.1} | further))


@pytest.mark.parametrize(
    ("population", "having", "at_least", "confidence", "n", "chance"),
    [
        # R 4.2.2: phyper(k - 1, D, N - D, n, lower.tail = FALSE) for the first n at which it is enough
        (100, 5, 1, 0.95, 45, 0.9537936566),
        (2471, 25, 1, 0.95, 278, 0.9501786191),
        (367, 20, 2, 0.90, 66, 0.9042599225),
        (225, 10, 3, 0.80, 85, 0.8000919034),
    ],
)
def test_discovery_sizes_are_those_of_r(population, having, at_least, confidence, n, chance) -> None:
    result = discovery_sample_size(population, having, at_least=at_least, confidence=confidence)
    assert result.n == n
    assert result.chance == pytest.approx(chance, abs=1e-9)


@given(st.integers(1, 25), st.data())
def test_discovery_agrees_with_counting_every_sample(population: int, data) -> None:
    having = data.draw(st.integers(1, population))
    at_least = data.draw(st.integers(1, having))

    def chance(n: int) -> float:
        ways = sum(comb(having, k) * comb(population - having, n - k) for k in range(at_least, min(n, having) + 1))
        return ways / comb(population, n)

    result = discovery_sample_size(population, having, at_least=at_least, confidence=0.8)
    assert result.n == next(n for n in range(1, population + 1) if chance(n) >= 0.8 - 1e-12)
    assert result.chance == pytest.approx(chance(result.n))


def test_a_chance_that_is_just_enough_is_enough() -> None:
    assert discovery_sample_size(5, 1, confidence=0.8).n == 4
    assert discovery_sample_size(10, 1, confidence=0.7).n == 7


def test_what_is_not_there_is_not_found_and_what_all_have_is_found_at_once() -> None:
    nothing = discovery_sample_size(2471, 0)
    assert (nothing.n, nothing.chance) == (None, None)
    assert nothing.why_not == "Only 0 of the 2,471 have it, so no sample holds 1."
    assert discovery_sample_size(10, 10, at_least=3).n == 3
    assert discovery_sample_size(1, 1).n == 1
    assert discovery_sample_size(200_000, 2_000).n == 299 - 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"population": 0}, "population, 0"),
        ({"in_population": 11}, "in_population is 11"),
        ({"at_least": 0}, "at_least is 0"),
        ({"confidence": 1.0}, "confidence is 1.0"),
    ],
)
def test_impossible_discoveries_are_refused_with_the_value(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        discovery_sample_size(**({"population": 10, "in_population": 2} | arguments))
