"""Several partnerships: each that subtracts what it knows is left with nothing of few, and with nobody's own figure."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.indicators import SharedRow, shared_figure

THRESHOLD = 4


def row(partnership: str, agency: str, count: int, base: int | None) -> SharedRow:
    return SharedRow(partnership=partnership, agency=agency, count=count, base=base)


def four_councils(*counts: tuple[int, int]) -> list[SharedRow]:
    return [row(f"P{place}", f"Council {place}", count, base) for place, (count, base) in enumerate(counts)]


def test_the_sum_over_four_partnerships() -> None:
    found = shared_figure(four_councils((40, 50), (30, 50), (20, 60), (45, 70)), threshold=THRESHOLD)
    assert (found.count, found.base, found.partnerships, found.why_not) == (135, 230, 4, None)


def test_of_two_partnerships_each_would_have_the_others_figure() -> None:
    found = shared_figure(four_councils((40, 50), (30, 50)), threshold=THRESHOLD)
    assert (found.count, found.base) == (None, None)
    assert "from 3 partnerships on" in (found.why_not or "")


def test_a_partnership_that_subtracts_its_own_row_is_not_left_with_a_small_number() -> None:
    # Together 23 of 150. Whoever knows the 20 is left with 3 of 100.
    rows = four_councils((20, 50), (1, 50), (2, 50))
    assert sum(one.count for one in rows) > THRESHOLD
    assert shared_figure(rows, threshold=THRESHOLD).count is None


def test_a_complement_of_few_among_the_others_is_one_too() -> None:
    rows = four_councils((20, 50), (50, 50), (48, 50))
    assert shared_figure(rows, threshold=THRESHOLD).count is None


def test_an_agency_of_two_partnerships_is_not_left_with_the_third() -> None:
    rows = [row("A", "Trust", 30, 60), row("B", "Trust", 25, 50), row("C", "Other trust", 20, 40)]
    found = shared_figure(rows, threshold=THRESHOLD)
    assert found.count is None
    assert "One partnership" in (found.why_not or "")


def test_a_police_force_that_submits_for_all_of_them_knows_everything_anyway() -> None:
    rows = [row(area, "Police", 30, 60) for area in "ABC"]
    assert shared_figure(rows, threshold=THRESHOLD).count == 90


def test_policies_that_round_round_the_sum() -> None:
    found = shared_figure(four_councils((41, 50), (30, 50), (21, 61)), threshold=7, rounding=5)
    assert (found.count, found.base) == (90, 160)


figures = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(
    rows=st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["Police", "Trust", "Council"])), figures,
                         min_size=3, max_size=9)
)  # fmt: skip
def test_nobody_who_subtracts_what_they_know_learns_of_few(rows: dict[tuple[str, str], tuple[int, int]]) -> None:
    found = shared_figure([row(*who, *figure) for who, figure in rows.items()], threshold=THRESHOLD)
    assume(found.count is not None and found.base is not None)
    partnerships, agencies = {one for one, _ in rows}, {one for _, one in rows}
    knowers = [(None, None), *((one, None) for one in partnerships), *((None, one) for one in agencies)]
    knowers += [pair for pair in itertools.product(partnerships, agencies) if pair in rows]
    for partnership, agency in knowers:
        known = [who for who in rows if who[0] == partnership or who[1] == agency]
        others = rows.keys() - set(known)
        count = (found.count or 0) - sum(rows[who][0] for who in known)
        base = (found.base or 0) - sum(rows[who][1] for who in known)
        assert len({one for one, _ in others}) != 1, "what is left is one partnership's own"
        for number in (count, base, base - count):
            assert not 1 <= number <= THRESHOLD


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("A", "Police", 1, 2), row("A", "Police", 1, 2)], "twice"),
        ([row("A", "Police", 3, 2)], "3 of 2"),
        ([row("A", "Police", 3, 4), row("B", "Police", 3, None)], "others none"),
    ],
    ids=["twice", "more than its base", "mixed"],
)
def test_impossible_rows_are_named(rows: list[SharedRow], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        shared_figure(rows, threshold=THRESHOLD)
