from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure.cells import (
    Axis,
    Relation,
    Suppression,
    System,
    is_safe,
    linked,
    suppress,
    table,
    two_way,
)
from tests.analysis.disclosure.cells.optimum import withheld_parts

YES_NO = Axis("answer", ("yes", "no"))


def one_way(*counts: int) -> System:
    return table(counts, Axis("answer", tuple("abcdefgh"[: len(counts)])))


def names(system: System, found: Suppression) -> set[str]:
    return {system.name(cell).replace("answer ", "") for cell in found.hidden}


def hide(system: System, threshold: int = 4, **more: object) -> Suppression:
    return suppress(
        system.values,
        system.relations,
        threshold=threshold,
        cost=system.cost,
        **more,  # type: ignore[arg-type]
    )


def test_nothing_small_hides_nothing() -> None:
    found = hide(two_way([[20, 5], [0, 9]]))
    assert found == Suppression(
        hidden=frozenset(), primary=frozenset(), cost=0, lower_bound=0, optimal=True, method="no count is of few"
    )


def test_no_counts_at_all_hide_nothing() -> None:
    assert suppress([], [], threshold=4).hidden == frozenset()
    assert suppress([0], [], threshold=4).hidden == frozenset()


def test_a_count_by_itself_is_hidden() -> None:
    found = suppress([3], [], threshold=4)
    assert found.hidden == {0}
    assert found.optimal


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    system = one_way(20, 9, 3, 0)
    found = hide(system)
    assert names(system, found) == {"b", "c"}
    assert (found.cost, found.lower_bound, found.optimal) == (2, 1, False)


def test_two_small_counts_that_could_not_be_four_take_a_third() -> None:
    assert names(one_way(20, 9, 2, 1), hide(one_way(20, 9, 2, 1))) == {"b", "c", "d"}


def test_two_small_counts_that_add_up_to_enough_need_no_third() -> None:
    found = hide(one_way(20, 9, 4, 4))
    assert names(one_way(20, 9, 4, 4), found) == {"c", "d"}
    assert found.optimal
    assert found.method == "the counts of few protect one another"


def test_a_table_needs_four_corners() -> None:
    system = two_way([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    found = hide(system)
    assert {system.name(cell) for cell in found.hidden} == {
        "column 1, row 1",
        "column 2, row 1",
        "column 1, row 2",
        "column 2, row 2",
    }


def test_a_zero_is_never_hidden_behind() -> None:
    assert names(one_way(30, 3, 0), hide(one_way(30, 3, 0))) == {"a", "b"}


def test_where_the_mark_may_stand_for_zero_a_zero_may_be_hidden_behind() -> None:
    system = one_way(30, 4, 0)
    assert is_safe(system.values, system.relations, [0, 1], threshold=4)
    assert is_safe(system.values, system.relations, [1, 2], threshold=4, mark_at_least=0)
    assert names(system, hide(system, mark_at_least=0)) == {"b", "c"}


def test_of_a_total_of_few_only_the_total_is_marked() -> None:
    """Were each part marked "at least 1", the total could not be 1."""
    system = two_way([[2, 1, 0], [30, 20, 10], [9, 8, 7]])
    found = hide(system)
    row = {system.at(row="1", column=column) for column in "123"}
    assert found.withheld == row
    assert row | {system.at(row="1")} <= found.hidden
    assert system.at(row="1") not in found.withheld


def test_that_nobody_at_all_gave_an_answer_may_be_shown() -> None:
    system = two_way([[2, 1, 0], [30, 20, 0], [9, 8, 0]])
    found = hide(system)
    assert system.at(column="3") not in found.hidden
    assert is_safe(system.values, system.relations, found.hidden, threshold=4)


def test_an_unprinted_sum_is_protected_too() -> None:
    # 36 of 39 favourable: the 3 others are nowhere printed, and yet the favourable count must go.
    values = [39, 36, 3, 20, 16, 2, 1]
    relations = [Relation(0, (1, 2)), Relation(1, (3, 4)), Relation(2, (5, 6))]
    printed = [True, True, False, True, True, True, True]
    found = suppress(values, relations, threshold=4, printed=printed, fixed=[0], cost=[9, 2, 1, 1, 1, 1, 1])
    assert found.hidden == {1, 4, 5, 6}


def test_an_option_that_all_but_a_few_ticked_is_small_too() -> None:
    cover = [Relation(0, (1, 2, 3), "cover")]
    assert suppress([40, 37, 20, 30], cover, threshold=4).hidden == frozenset()
    found = suppress([40, 37, 20, 30], cover, threshold=4, complements=[(0, 1), (0, 2), (0, 3)])
    assert found.primary == {1}
    assert found.hidden == {1}


def test_who_ticked_something_must_have_ticked_what_is_hidden() -> None:
    # 20 people, 10 and 8 ticked what is shown: at least 2 ticked the hidden option, so it could not be 1.
    found = suppress([20, 3, 10, 8], [Relation(0, (1, 2, 3), "cover")], threshold=4, cost=[9, 1, 1, 1])
    assert found.hidden == {1, 3}


def test_what_is_known_from_elsewhere_is_not_hidden() -> None:
    found = suppress([23, 20, 3], [Relation(0, (1, 2))], threshold=4, fixed=[1])
    assert found.hidden == {0, 2}
    assert not is_safe([23, 20, 3], [Relation(0, (1, 2))], [1, 2], threshold=4, fixed=[1])


def test_where_nothing_is_safe_everything_is_hidden() -> None:
    found = suppress([23, 20, 3], [Relation(0, (1, 2))], threshold=4, fixed=[0, 1])
    assert found.everything
    assert found.hidden == found.withheld == {2}


def test_where_marks_tell_too_much_nothing_is_marked() -> None:
    """Five people, one each: three marks leave a hidden one no more than three, and the total is known."""
    values, relations = [5, 1, 1, 3], [Relation(0, (1, 2, 3))]
    assert not is_safe(values, relations, [1, 2, 3], threshold=4, fixed=[0])
    found = suppress(values, relations, threshold=4, fixed=[0])
    assert not found.everything
    assert found.hidden == found.withheld == {1, 2, 3}
    assert is_safe(values, relations, found.hidden, withheld=found.withheld, threshold=4, fixed=[0])


def test_what_is_hidden_for_other_reasons_is_not_exact_either() -> None:
    system = one_way(30, 20, 10)
    found = hide(system, also=[system.at(answer="c")])
    assert names(system, found) == {"b", "c"}
    assert found.primary == frozenset()


def test_sensitive_zeros_are_hidden_and_stay_possible() -> None:
    system = two_way([[0, 20], [9, 14], [12, 30]], Axis("agency", ("A", "B", "C")), YES_NO)
    zero = system.at(agency="A", answer="yes")
    found = hide(system, zero_primary=[zero], mark_at_least=0)
    assert zero in found.primary
    assert len(found.hidden) >= 4


def test_rounding_protects_by_itself_where_enough_is_rounded() -> None:
    system = two_way(np.array([[5, 33, 41], [52, 63, 71], [22, 38, 44]]))
    exact = hide(system, threshold=7)
    rounded = hide(system, threshold=7, rounding=5)
    assert len(rounded.hidden) < len(exact.hidden)
    assert rounded.hidden >= {system.at(row="1", column="1")}


def test_a_margin_that_tables_share_is_protected_in_all_of_them() -> None:
    by_agency = two_way([[3, 20], [40, 30]], Axis("agency", ("A", "B")), YES_NO)
    by_role = two_way([[13, 24], [30, 26]], Axis("role", ("C", "D")), YES_NO)
    system = linked(by_agency, by_role)
    shared = [system.at(answer="yes"), system.at(answer="no"), system.at()]
    alone = suppress(by_agency.values, by_agency.relations, threshold=4)
    assert len(alone.hidden) == 4
    found = hide(system)
    assert not found.hidden & set(shared)
    assert is_safe(system.values, system.relations, found.hidden, threshold=4)


@pytest.mark.parametrize("threshold", [1, 4, 9])
def test_the_threshold_decides_what_is_small(threshold: int) -> None:
    assert names(one_way(30, 20, threshold), hide(one_way(30, 20, threshold), threshold)) == {"b", "c"}
    assert hide(one_way(30, 20, threshold + 1), threshold).hidden == frozenset()


def test_a_threshold_of_zero_hides_nothing() -> None:
    assert hide(two_way([[1, 2], [3, 4]]), threshold=0).hidden == frozenset()


def test_a_table_of_fifty_by_twenty_is_protected() -> None:
    rng = np.random.default_rng(7)
    system = two_way(rng.poisson(rng.gamma(1.2, 20, (50, 20))))
    found = hide(system)
    assert found.primary
    assert is_safe(system.values, system.relations, found.hidden, threshold=4)


@pytest.mark.parametrize(
    ("values", "relations", "more", "message"),
    [
        ([3, -1], [], {}, r"values\[1\] is -1"),
        ([3, 1.5], [], {}, r"values\[1\] is 1.5"),
        ([3, 1], [Relation(0, (1,))], {}, "add up to 1, not to 3"),
        ([3, 4], [Relation(0, (1,), "cover")], {}, "do not cover 3"),
        ([3, 3], [Relation(0, (2,))], {}, "not among the 2 values"),
        ([3, 3], [Relation(0, ())], {}, "has no parts"),
        ([3, 3], [Relation(0, (1, 1))], {}, "names a cell twice"),
        ([3, 3], [], {"threshold": -1}, "threshold is -1"),
        ([3, 3], [], {"mark_at_least": 2}, "mark_at_least is 2"),
        ([3, 3], [], {"rounding": 1}, "rounding is 1"),
        ([3, 3], [], {"rounding": 11}, "rounding is 11"),
        ([3, 3], [], {"printed": [True]}, "printed has 1 entries for 2 cells"),
        ([3, 3], [], {"cost": [1]}, "cost has 1 entries"),
        ([3, 3], [], {"cost": [1, -1]}, "cost has -1"),
        ([3, 3], [], {"fixed": [2]}, "fixed names a cell"),
        ([3, 5], [], {"complements": [(0, 1)]}, "cell 1 is more than cell 0"),
        ([3, 0], [], {"also": [1]}, "cell 1 is 0, and the mark"),
        ([3, 0], [], {"zero_primary": [1]}, "cell 1 is 0, and the mark"),
    ],
)
def test_what_cannot_be_is_refused(
    values: list[int], relations: list[Relation], more: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        suppress(values, relations, **{"threshold": 4, **more})  # type: ignore[arg-type]


def test_a_zero_that_is_marked_as_at_least_one_is_refused() -> None:
    with pytest.raises(ValueError, match="cell 1 is 0, and its mark says at least 1"):
        is_safe([3, 0], [], [0, 1], threshold=4)


SMALL = st.sampled_from((0, 1, 2, 3, 6))
# All tables of two by two with counts up to 8, with their margins, in the order of the system's cells.
INSIDE = np.array(list(product(range(9), repeat=4)))
TABLES = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 1]])
TABLES = INSIDE @ np.vstack([TABLES, [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 1, 1]]]).T


@given(st.lists(SMALL, min_size=4, max_size=4), st.sets(st.sampled_from(range(9))))
def test_safe_means_that_each_value_stands_in_a_table_that_looks_the_same(counts: list[int], more: set[int]) -> None:
    system = two_way(np.array(counts).reshape(2, 2))
    values = system.values
    few = {cell for cell, value in enumerate(values) if 1 <= value <= 2}
    withheld = withheld_parts(values, [(one.whole, one.parts) for one in system.relations], 2)
    hidden = few | withheld | {cell for cell in more if values[cell]}
    alike = np.ones(len(TABLES), dtype=bool)
    for cell, value in enumerate(values):
        alike &= _looks(TABLES[:, cell], cell, value, hidden, withheld)
    possible = [set(column.tolist()) for column in TABLES[alike].T]
    # That nobody at all gave an answer may be shown, and then nobody of a small group did.
    shown_zeros = {cell for cell, value in enumerate(values) if value == 0 and cell not in hidden}
    told = {part for one in system.relations if one.whole in shown_zeros for part in one.parts}
    safe = all({1, 2} <= possible[cell] if cell in few else len(possible[cell]) > 1 for cell in hidden - (told - few))
    assert is_safe(values, system.relations, hidden, threshold=2) == safe


def _looks(column: np.ndarray, cell: int, value: int, hidden: set[int], withheld: set[int]) -> np.ndarray:
    """Which counts would be published as this one is."""
    if cell not in hidden:
        return column == value
    if cell in withheld:
        return column >= 0
    if cell in (2, 5, 6, 7, 8):  # a total, and whether its parts are withheld tells whether it is of few
        return (column >= 1) & (column <= 2) if value <= 2 else column >= 3
    return column >= 1


def test_two_hundred_thousand_counts_are_looked_through() -> None:
    values = np.full(200_000, 7)
    values[-1] = 3
    assert suppress(values.tolist(), [], threshold=4).hidden == {199_999}


def test_numpy_counts_are_counts() -> None:
    found = suppress(np.array([23, 20, 3]), [Relation(0, (1, 2))], threshold=4, cost=np.array([9.0, 1.0, 1.0]))  # type: ignore[arg-type]
    assert found.hidden == {1, 2}
