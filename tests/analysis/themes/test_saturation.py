from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes import expected_themes, saturation
from tests.analysis.themes.frames import Given, coded, codings

IN_ORDER: list[Given] = [
    ("c0", "work", "neutral"), ("c0", "pay", "neutral"), ("c2", "pay", "neutral"), ("c3", "time", "neutral"),
    ("c4", "work", "neutral"), ("c5", "time", "neutral"),
]  # fmt: skip


def test_themes_are_followed_through_the_comments_that_have_one() -> None:
    found = saturation(coded(IN_ORDER), base_size=1, run_length=2)
    assert found.found == (2, 2, 3, 3, 3)
    assert found.first_seen == (("work", 1), ("pay", 1), ("time", 3))
    # Runs end at comments 3, 4 and 5 with 1, 1 and 0 new themes, for the 2 of the base.
    assert (found.new_in_last_run, found.reached_after) == (0, 5)
    assert (found.n_used, found.n_missing, found.why_not) == (5, 1, None)
    assert found.method == "base of 1 comments, runs of 2, at most 5% new"


def test_new_themes_to_the_end_are_no_saturation() -> None:
    found = saturation(
        coded([("c0", "work", "neutral"), ("c1", "pay", "neutral"), ("c2", "time", "neutral")]), base_size=1
    )
    assert (found.reached_after, found.new_in_last_run) == (None, 2)


@pytest.mark.parametrize(
    ("given", "why"), [([], "No comments have"), (IN_ORDER[:1], "One comment has"), (IN_ORDER, "5 comments have")]
)
def test_too_few_comments_say_so(given: list[Given], why: str) -> None:
    found = saturation(coded(given))
    assert found.why_not == f"{why} a theme; saturation needs 6."
    assert (found.reached_after, found.new_in_last_run) == (None, None)
    assert len(found.found) == len(found.expected) == found.n_used


@pytest.mark.parametrize(
    ("argument", "value"), [("base_size", 0), ("run_length", -1), ("threshold", 1.5), ("threshold", float("nan"))]
)
def test_sizes_that_cannot_be_are_refused(argument: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{argument} is {value}"):
        saturation(coded(IN_ORDER), **{argument: value})


def test_the_expected_themes_are_those_of_rarefaction() -> None:
    # R 4.2: N <- 10; m <- c(7, 4, 2, 1); sapply(1:10, function(n) sum(1 - choose(N - m, n) / choose(N, n)))
    expected = [1.4, 2.177777777778, 2.658333333333, 2.995238095238, 3.253968253968, 3.461904761905, 3.633333333333,
                3.777777777778, 3.9, 4]  # fmt: skip
    assert expected_themes(np.array([7, 4, 2, 1]), 10) == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.integers(0, 7), max_size=6))
def test_the_expectation_is_the_mean_over_all_draws(mentions: list[int]) -> None:
    comments = 7
    found = expected_themes(np.array(mentions, dtype=int), comments)
    for size in (1, 3, 6):
        # Theme t is in the first m_t of the comments: which ones makes no difference to the mean.
        draws = [sum(min(draw) < count for count in mentions) for draw in combinations(range(comments), size)]
        assert found[size - 1] == pytest.approx(np.mean(draws))


@given(codings, st.randoms(use_true_random=False))
def test_the_expectation_knows_no_order_and_ends_where_the_count_ends(given: list[Given], random: Any) -> None:
    names = [f"c{number}" for number in range(6)]
    other = dict(zip(names, random.sample(names, 6), strict=True))
    found, turned = (
        saturation(coded(given)),
        saturation(coded([(other[c], theme, stance) for c, theme, stance in given])),
    )
    assert turned.expected == pytest.approx(found.expected)
    assert list(found.found) == sorted(found.found)
    if found.found:
        assert found.expected[-1] == pytest.approx(found.found[-1]) == turned.found[-1]


def test_mentions_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="runs from -1 to 2"):
        expected_themes(np.array([-1, 2]), 3)
    with pytest.raises(ValueError, match="with 3 comments"):
        expected_themes(np.array([4]), 3)
    assert expected_themes(np.zeros(0, dtype=int), 2) == (0, 0)
    assert expected_themes(np.zeros(0, dtype=int), 0) == ()


def test_two_hundred_thousand_comments_are_expected() -> None:
    found = expected_themes(np.array([1, 1, 100_000, 200_000]), 200_000)
    assert found[0] == pytest.approx(1.5 + 2 / 200_000)
    assert found[-1] == pytest.approx(4)
