from __future__ import annotations

from collections import Counter
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from analysis.sampling import draw_simple, draw_stratified, draw_systematic, order_of_chance


def referrals(size: int = 40) -> pd.DataFrame:
    """Constructed."""
    outcomes = ["assessment", "assessment", "early help", "none"]
    return pd.DataFrame(
        {
            "case": [f"R{number:04}" for number in range(size)],
            "outcome": [outcomes[number % 4] for number in range(size)],
            "received": pd.date_range("2026-01-01", periods=size),
        }
    )


def draw(method: str, rows: pd.DataFrame, n: int, seed: int, **further):
    if method == "simple":
        return draw_simple(rows, n, key="case", seed=seed, **further)
    if method == "stratified":
        return draw_stratified(rows, n, key="case", stratum="outcome", seed=seed, **further)
    return draw_systematic(rows, n, key="case", seed=seed, order="received", **further)


METHODS = pytest.mark.parametrize("method", ["simple", "stratified", "systematic"])


def test_the_simple_draw_takes_the_first_in_the_order_of_chance() -> None:
    rows = referrals()
    assert list(draw_simple(rows, 7, key="case", seed=3).drawn) == order_of_chance(3, rows["case"])[:7]


def test_more_cases_from_the_same_seed_leave_the_first_as_they_are() -> None:
    fewer, more = (draw_simple(referrals(), n, key="case", seed=3).drawn for n in (7, 12))
    assert more[:7] == fewer


def test_each_sample_comes_up_as_often_as_any_other() -> None:
    rows = pd.DataFrame({"case": list("abcdef")})
    found = Counter(frozenset(draw_simple(rows, 2, key="case", seed=seed).drawn) for seed in range(6_000))
    counts = [found[frozenset(pair)] for pair in combinations("abcdef", 2)]
    assert sum(counts) == 6_000
    assert chisquare(counts).pvalue > 0.001


def test_in_a_stratified_draw_each_case_of_a_stratum_is_as_likely_and_strata_are_independent() -> None:
    rows = pd.DataFrame({"case": list("abcdef"), "outcome": ["x", "x", "x", "y", "y", "y"]})
    draws = [
        draw_stratified(rows, {"x": 2, "y": 1}, key="case", stratum="outcome", seed=seed).drawn for seed in range(5_400)
    ]
    found = Counter((frozenset(drawn[:2]), drawn[2]) for drawn in draws)
    counts = [found[frozenset(pair), one] for pair in combinations("abc", 2) for one in "def"]
    assert sum(counts) == 5_400
    assert chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(("size", "n"), [(7, 3), (10, 5), (11, 11), (25, 4), (5, 1), (12, 7)])
def test_every_start_of_a_systematic_draw_together_takes_each_case_exactly_n_times(size: int, n: int) -> None:
    rows = pd.DataFrame({"case": range(size)})
    taken: Counter[str] = Counter()
    for start in range(size):
        with patch("analysis.sampling.draws.random_start", return_value=start):
            drawn = draw_systematic(rows, n, key="case", order="case", seed=1).drawn
        assert len(set(drawn)) == n
        steps = np.diff([int(key) for key in drawn])
        assert all(size // n <= step <= -(-size // n) for step in steps)
        taken.update(drawn)
    assert taken == {str(case): n for case in range(size)}


def test_systematic_starts_come_up_equally_often() -> None:
    rows = pd.DataFrame({"case": range(10)})
    firsts = Counter(draw_systematic(rows, 5, key="case", order="case", seed=seed).drawn for seed in range(2_000))
    assert len(firsts) == 2
    assert chisquare(list(firsts.values())).pvalue > 0.001


def test_a_systematic_draw_follows_the_order_and_not_the_key() -> None:
    rows = referrals().assign(received=lambda frame: frame["received"].to_numpy()[::-1])
    drawn = draw_systematic(rows, 10, key="case", seed=1, order="received").drawn
    assert list(drawn) == sorted(drawn, reverse=True)
    by_key = draw_systematic(rows, 10, key="case", seed=1).drawn
    assert list(by_key) == sorted(by_key)
    tied = draw_systematic(rows.assign(received=1), 10, key="case", seed=1, order="received").drawn
    assert tied == by_key


@METHODS
@given(st.randoms(), st.integers(0, 2**53 - 1))
def test_the_order_of_the_rows_changes_nothing(method: str, random, seed: int) -> None:
    rows = referrals()
    shuffled = rows.iloc[random.sample(range(40), 40)]
    assert draw(method, rows, 9, seed) == draw(method, shuffled, 9, seed)


@METHODS
def test_another_seed_draws_others(method: str) -> None:
    assert len({draw(method, referrals(), 8, seed).drawn for seed in range(20)}) > 3


@METHODS
def test_excluded_cases_are_never_drawn_and_stay_in_the_record_with_their_reason(method: str) -> None:
    exclusions = {f"R{number:04}": "in the pilot" for number in range(0, 40, 5)}
    record = draw(method, referrals(), 32, 3, exclusions=exclusions)
    assert not set(record.drawn) & set(exclusions)
    assert len(record.drawn) == 32
    assert {one.key: one.reason for one in record.exclusions} == exclusions
    assert record.frame_size == 40
    assert record.frame_hash == draw(method, referrals(), 8, 4).frame_hash


def test_an_exclusion_may_write_its_key_in_another_form() -> None:
    rows = pd.DataFrame({"case": ["Zo\u00eb", "Ada"]})
    assert draw_simple(rows, 1, key="case", seed=1, exclusions={"Zoe\u0308": "in the pilot"}).drawn == ("Ada",)
    numbers = pd.DataFrame({"case": [7, 8]})
    assert draw_simple(numbers, 1, key="case", seed=1, exclusions={"7": "in the pilot"}).drawn == ("8",)


def test_the_record_says_what_each_stratum_gave() -> None:
    record = draw("stratified", referrals(), 10, 3, exclusions={"R0002": "duplicate of R0006"}, minimum=3)
    found = [(one.stratum, one.size, one.n_excluded, one.n) for one in record.strata]
    assert found == [("assessment", 20, 0, 4), ("early help", 10, 1, 3), ("none", 10, 0, 3)]
    assert [one.weight for one in record.strata] == [5.0, 3.0, pytest.approx(10 / 3)]
    assert (record.n, record.allocation, record.minimum) == (10, "proportional", 3)


def test_a_stratum_of_which_nothing_is_drawn_has_no_weight() -> None:
    record = draw_stratified(
        referrals(), {"assessment": 2, "early help": 0, "none": 1}, key="case", stratum="outcome", seed=1
    )
    assert [one.weight for one in record.strata] == [10.0, None, 10.0]
    assert record.allocation == "stated"


def test_a_stratum_wholly_excluded_is_still_in_the_record() -> None:
    rows = pd.DataFrame({"case": ["a", "b"], "outcome": ["x", "y"]})
    record = draw_stratified(rows, 1, key="case", stratum="outcome", seed=1, exclusions={"a": "closed file"})
    assert record.drawn == ("b",)
    assert [(one.stratum, one.size, one.n_excluded, one.n) for one in record.strata] == [("x", 1, 1, 0), ("y", 1, 0, 1)]


@METHODS
def test_one_case_of_one_and_all_of_all(method: str) -> None:
    assert draw(method, referrals(1), 1, 5).drawn == ("R0000",)
    assert sorted(draw(method, referrals(), 40, 5).drawn) == list(referrals()["case"])


@METHODS
def test_two_hundred_thousand_cases_are_drawn_from(method: str) -> None:
    assert len(set(draw(method, referrals(200_000), 500, 5).drawn)) == 500


@METHODS
@pytest.mark.parametrize(
    ("rows", "n", "seed", "further", "message"),
    [
        (referrals(0), 1, 1, {}, "no rows"),
        (referrals(), 0, 1, {}, "n is 0"),
        (referrals(), 41, 1, {}, "n is 41, which is not between 1 and the 40"),
        (referrals(2), 2, 1, {"exclusions": {"R0001": "pilot"}}, "n is 2, which is not between 1 and the 1"),
        (referrals(), 2, -1, {}, "seed is -1"),
        (referrals(), 2, 1, {"exclusions": {"R9999": "pilot"}}, "exclusions name 'R9999'"),
        (referrals(), 2, 1, {"exclusions": {"R0001": " "}}, "no reason for 'R0001'"),
    ],
)
def test_impossible_input_is_refused_with_the_value(method: str, rows, n, seed, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw(method, rows, n, seed, **further)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"assessment": 2}, r"n names the strata \['assessment'\]"),
        ({"assessment": 21, "early help": 0, "none": 0}, "n is 21 for stratum 'assessment'"),
        ({"assessment": 0, "early help": 0, "none": 0}, "n is 0"),
    ],
)
def test_stated_numbers_must_fit_the_strata(numbers: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_stratified(referrals(), numbers, key="case", stratum="outcome", seed=1)
