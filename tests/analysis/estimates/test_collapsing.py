from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.collapsing import groups_of_neighbours

STRATA = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 50)), min_size=1, max_size=9)


def test_a_stratum_with_one_answer_joins_the_neighbour_nearer_in_size() -> None:
    assert groups_of_neighbours([5, 1, 5], [100, 30, 40], 2) == ((0,), (1, 2))
    assert groups_of_neighbours([5, 1, 5], [40, 30, 100], 2) == ((0, 1), (2,))


def test_it_joins_the_one_before_where_both_are_equally_near() -> None:
    assert groups_of_neighbours([5, 1, 5], [40, 30, 20], 2) == ((0, 1), (2,))


def test_the_first_and_the_last_have_a_single_neighbour() -> None:
    assert groups_of_neighbours([1, 5, 5, 1], [1, 100, 100, 1], 2) == ((0, 1), (2, 3))


def test_two_single_answers_side_by_side_make_a_pair() -> None:
    assert groups_of_neighbours([1, 1, 5], [10, 12, 11], 2) == ((0, 1), (2,))


def test_too_few_in_all_end_in_one_group() -> None:
    assert groups_of_neighbours([0, 1, 0], [3, 3, 3], 2) == ((0, 1, 2),)
    assert groups_of_neighbours([], [], 2) == ()


@given(STRATA, st.integers(1, 6))
def test_groups_are_the_strata_in_order_and_have_enough_answers_if_there_are_enough(
    strata: list[tuple[int, int]], minimum: int
) -> None:
    answers, sizes = [n for n, _ in strata], [size for _, size in strata]
    groups = groups_of_neighbours(answers, sizes, minimum)
    assert [place for group in groups for place in group] == list(range(len(strata)))
    totals = [sum(answers[place] for place in group) for group in groups]
    assert all(total >= minimum for total in totals) or len(groups) == 1
    enough = [place for place, n in enumerate(answers) if n >= minimum]
    if len(enough) == len(answers):
        assert len(groups) == len(strata)
