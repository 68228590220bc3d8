from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.response import response_composition
from analysis.response.composition import GroupComposition, _by_chance, _spread


def make_frame(*rows: tuple[str, int | None, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["agency", "invited", "answered"]).astype({"invited": "Int64"})


@pytest.mark.parametrize(
    ("rows", "indicator"),
    [
        # R 4.2: 1 - 2 * sd(rep(c(.2, .6), c(50, 50))) and 1 - 2 * sd(rep(c(10/40, 30/60, 5/100), c(40, 60, 100)))
        ((("P", 50, 10), ("H", 50, 30)), 0.597984873896),
        ((("P", 40, 10), ("H", 60, 30), ("S", 100, 5)), 0.608507558619),
    ],
)
def test_the_r_indicator_agrees_with_r(rows: tuple[tuple[str, int, int], ...], indicator: float) -> None:
    assert response_composition(make_frame(*rows), "agency").estimate == pytest.approx(indicator, abs=1e-11)


def test_shares_and_dissimilarity_by_hand() -> None:
    result = response_composition(make_frame(("P", 40, 10), ("H", 60, 30), ("S", 100, 10)), "agency")
    assert [(row.share_invited, row.share_answered) for row in result.groups] == [(0.2, 0.2), (0.3, 0.6), (0.5, 0.2)]
    assert result.dissimilarity == pytest.approx(0.3)
    assert [row.rate for row in result.groups] == [0.25, 0.5, 0.1]
    assert (result.n_used, result.n_missing) == (50, 150)


def test_equal_rates_are_representative() -> None:
    result = response_composition(make_frame(("P", 40, 10), ("H", 60, 15)), "agency")
    assert (result.estimate, result.adjusted, result.dissimilarity) == (pytest.approx(1), pytest.approx(1), 0)


def test_half_who_all_answer_and_half_who_never_do_are_the_other_end() -> None:
    result = response_composition(make_frame(("P", 5000, 5000), ("H", 5000, 0)), "agency")
    assert result.estimate == pytest.approx(0, abs=2e-4)
    assert result.dissimilarity == 0.5
    assert response_composition(make_frame(("P", 1, 1), ("H", 1, 0)), "agency").estimate == 0.0


def test_the_correction_takes_away_what_chance_adds_on_average() -> None:
    # over all ways in which members of groups of 2, 3 and 4 may answer, each with the chance of their group
    sizes, chances = (2, 3, 4), (0.3, 0.6, 0.8)
    n = sum(sizes)
    mean = sum(size * p for size, p in zip(sizes, chances, strict=True)) / n
    truth = sum(size * (p - mean) ** 2 for size, p in zip(sizes, chances, strict=True)) / (n - 1)
    naive = corrected = 0.0
    for answered in product(*(range(size + 1) for size in sizes)):
        chance = float(binom.pmf(answered, sizes, chances).prod())
        rows = tuple(
            GroupComposition(
                label=str(size),
                invited=size,
                answered=count,
                rate=count / size,
                share_invited=size / n,
                share_answered=0.0,
                difference=0.0,
            )
            for size, count in zip(sizes, answered, strict=True)
        )
        spread = _spread(rows, n, sum(answered) / n)
        naive += chance * spread
        corrected += chance * (spread - _by_chance(rows, n))
    assert corrected == pytest.approx(truth)
    assert naive > truth * 1.5


ROWS = st.lists(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=2, max_size=6)


@given(ROWS)
def test_the_numbers_are_shares_and_do_not_depend_on_order_or_names(rows: list[tuple[int, int]]) -> None:
    result = response_composition(make_frame(*((f"g{place}", *row) for place, row in enumerate(rows))), "agency")
    if not sum(answered for _, answered in rows):
        assert result.estimate is None
        return
    assert 0 <= result.estimate <= result.adjusted + 1e-12 <= 1 + 1e-12
    assert 0 <= result.dissimilarity < 1
    turned = response_composition(make_frame(*((f"h{place}", *row) for place, row in enumerate(rows[::-1]))), "agency")
    assert turned.estimate == pytest.approx(result.estimate, abs=1e-9)
    assert turned.dissimilarity == pytest.approx(result.dissimilarity, abs=1e-9)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), "There are fewer than two groups"),
        ((("P", 10, 3),), "There are fewer than two groups"),
        ((("P", 10, 3), ("H", 0, 0)), "There are fewer than two groups"),
        ((("P", 10, 0), ("H", 5, 0)), "Nobody answered"),
        ((("P", 10, 1), ("H", None, 2)), "It is not known how many of H were invited"),
        ((("P", 10, 1), ("H", 1, 2)), "More of H answered (2) than were invited (1)."),
    ],
)
def test_what_cannot_be_compared_says_why(rows: tuple[tuple[str, int | None, int], ...], why: str) -> None:
    result = response_composition(make_frame(*rows), "agency")
    assert (result.estimate, result.adjusted, result.dissimilarity, result.groups) == (None, None, None, ())
    assert result.why_not.startswith(why)


def test_a_group_without_members_has_no_rate_and_changes_nothing() -> None:
    with_it = response_composition(make_frame(("P", 40, 10), ("H", 60, 30), ("X", 0, 0)), "agency")
    without = response_composition(make_frame(("P", 40, 10), ("H", 60, 30)), "agency")
    assert with_it.groups[2].rate is None
    assert (with_it.estimate, with_it.dissimilarity) == (without.estimate, without.dissimilarity)
