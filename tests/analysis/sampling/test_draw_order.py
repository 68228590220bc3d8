from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

from analysis.sampling import ALGORITHM, fresh_seed, order_of_chance, random_start


def test_the_order_is_that_of_the_digests_that_anybody_can_make() -> None:
    # printf '20261129\tA1' | sha256sum, and so on for A2, A3 and A4
    digests = {"A1": "2298dc47", "A2": "9e0b3c0e", "A3": "72ef019c", "A4": "1033ef50"}
    for key, start in digests.items():
        assert sha256(f"20261129\t{key}".encode()).hexdigest().startswith(start)
    assert order_of_chance(20261129, digests) == sorted(digests, key=digests.__getitem__)


def test_the_algorithm_has_not_changed_under_its_name() -> None:
    assert ALGORITHM == "walkabout-draw 1: ascending SHA-256 of seed, tab, key"
    # from sha256sum (GNU coreutils 9.1), sort and bc
    assert order_of_chance(0, [str(number) for number in range(10)]) == list("6750239418")
    assert [random_start(seed, 100) for seed in range(5)] == [83, 71, 20, 76, 99]


@given(st.integers(0, 2**53 - 1), st.lists(st.text(max_size=5), unique=True, max_size=30), st.randoms())
def test_the_order_does_not_depend_on_the_order_given(seed: int, keys: list[str], random) -> None:
    keys = [key for key in keys if not any("\ud800" <= letter <= "\udfff" for letter in key)]
    shuffled = random.sample(keys, len(keys))
    assert order_of_chance(seed, keys) == order_of_chance(seed, shuffled)
    assert sorted(order_of_chance(seed, keys)) == sorted(keys)


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_without_a_case_the_others_keep_their_order(seed: int, gone: int) -> None:
    keys = [f"case {number}" for number in range(1, 21)]
    kept = [key for key in keys if key != f"case {gone}"]
    assert order_of_chance(seed, kept) == [key for key in order_of_chance(seed, keys) if key in kept]


def test_each_order_comes_up_as_often_as_any_other() -> None:
    found = Counter(tuple(order_of_chance(seed, "abcd")) for seed in range(24_000))
    counts = [found[order] for order in permutations("abcd")]
    assert chisquare(counts).pvalue > 0.001


def test_starts_are_uniform() -> None:
    found = Counter(random_start(seed, 7) for seed in range(14_000))
    assert chisquare([found[start] for start in range(7)]).pvalue > 0.001
    assert kstest([random_start(seed, 10**9) / 10**9 for seed in range(2_000)], "uniform").pvalue > 0.001


def test_a_fresh_seed_is_one_that_the_draws_accept() -> None:
    seeds = {fresh_seed() for _ in range(20)}
    assert len(seeds) == 20
    for seed in seeds:
        assert len(order_of_chance(seed, ["a", "b"])) == 2


@pytest.mark.parametrize("seed", [-1, 2**53, 1.0, "7", True, None])
def test_what_is_no_seed_is_refused(seed) -> None:
    with pytest.raises(ValueError, match="seed is"):
        order_of_chance(seed, ["a"])
    with pytest.raises(ValueError, match="seed is"):
        random_start(seed, 3)


def test_a_start_needs_something_to_start_at() -> None:
    with pytest.raises(ValueError, match="size is 0"):
        random_start(1, 0)
