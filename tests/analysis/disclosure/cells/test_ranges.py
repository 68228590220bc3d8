from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure.cells import PossibleRange, Relation, is_safe, possible_ranges, suppress, three_way, two_way

# Asked is blank and base; base is covered by two options. All such counts of up to ten people asked.
SYSTEM = (Relation(0, (1, 2)), Relation(2, (3, 4), "cover"))
BLANK, BASE, ONE, TWO = np.indices((11, 11, 11, 11)).reshape(4, -1)
ALL = np.column_stack([BLANK + BASE, BLANK, BASE, ONE, TWO])
ALL = ALL[(BLANK + BASE <= 10) & (np.maximum(ONE, TWO) <= BASE) & (BASE <= ONE + TWO)]


def test_the_textbook_table_gives_the_textbook_interval() -> None:
    """Investment by activity and region: four cells hidden leave 22 between 5 and 30, as plain arithmetic has it."""
    system = two_way([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    hidden = [system.at(row=row, column=column) for row in "23" for column in "13"]
    ranges = possible_ranges(system.values, system.relations, hidden, threshold=0, mark_at_least=0)
    assert ranges[system.at(row="2", column="3")] == PossibleRange(5, 30)
    assert ranges[system.at(row="2", column="1")] == PossibleRange(0, 25)


def test_what_nothing_limits_has_no_upper_end() -> None:
    assert possible_ranges([5, 2, 3], [Relation(0, (1, 2))], [0, 1, 2], threshold=0) == {
        0: PossibleRange(2, None),
        1: PossibleRange(1, None),
        2: PossibleRange(1, None),
    }


def test_shown_and_fixed_counts_have_no_range() -> None:
    relations = [Relation(0, (1, 2))]
    assert possible_ranges([5, 2, 3], relations, [], threshold=4) == {}
    assert possible_ranges([5, 2, 3], relations, [1], threshold=4, fixed=[1]) == {}
    assert possible_ranges([5, 2, 3], relations, [1], threshold=4) == {1: PossibleRange(2, 2)}


def test_an_unprinted_count_has_a_range() -> None:
    ranges = possible_ranges([9, 6, 3], [Relation(0, (1, 2))], [1], threshold=4, printed=[True, True, False])
    assert ranges == {1: PossibleRange(1, 9), 2: PossibleRange(0, 8)}


def test_a_rounded_count_is_known_within_its_rounding() -> None:
    """20 shown is 18 to 22, and 10 shown is 8 to 12: 1 to 7 would be hidden."""
    ranges = possible_ranges([30, 20, 10], [Relation(0, (1, 2))], [2], threshold=7, rounding=5)
    assert ranges == {2: PossibleRange(6, 14)}
    ranges = possible_ranges([30, 12, 18], [Relation(0, (1, 2))], [2], threshold=7, rounding=5)
    assert ranges == {2: PossibleRange(16, 24)}


def test_a_total_with_listed_parts_is_not_of_few() -> None:
    ranges = possible_ranges([9, 3, 6, 18, 9], [Relation(0, (1, 2)), Relation(3, (0, 4))], [0, 1, 2, 4], threshold=4)
    assert ranges[0] == PossibleRange(5, 17)


def test_a_count_less_than_its_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="cell 1 is 0, and its mark says at least 1"):
        possible_ranges([3, 0], [], [1], threshold=4)


@given(
    st.integers(0, len(ALL) - 1),
    st.sets(st.sampled_from(range(1, 5))),
    st.sampled_from((0, 1)),
    st.sampled_from((None, 5)),
)
def test_the_ranges_are_what_trying_everything_finds(
    number: int, more: set[int], mark: int, rounding: int | None
) -> None:
    values = tuple(ALL[number].tolist())
    hidden = {cell for cell in more if values[cell] >= mark}
    alike = _alike(values, hidden, mark, rounding)
    ranges = possible_ranges(
        values, SYSTEM, hidden, threshold=2, mark_at_least=mark, rounding=rounding, withheld=(), fixed=[0]
    )
    for cell in hidden:
        assert ranges[cell] == PossibleRange(int(alike[:, cell].min()), int(alike[:, cell].max()))


@given(st.integers(0, len(ALL) - 1), st.sets(st.sampled_from(range(1, 5))), st.sampled_from((None, 5)))
def test_safe_is_what_trying_everything_finds_of_a_multiple_choice(
    number: int, more: set[int], rounding: int | None
) -> None:
    values = tuple(ALL[number].tolist())
    complements = [(2, 3), (2, 4)]
    few = {cell for cell in range(1, 5) if 1 <= values[cell] <= 2}
    few_left = [pair for pair in complements if 1 <= values[pair[0]] - values[pair[1]] <= 2]
    hidden = more | few | {part for _, part in few_left if values[part]}
    alike = _alike(values, hidden, 0, rounding)
    safe = all({1, 2} <= set(alike[:, cell]) if cell in few else len(set(alike[:, cell])) > 1 for cell in hidden)
    safe &= all({1, 2} <= set(alike[:, whole] - alike[:, part]) for whole, part in few_left)
    shown_zeros = {cell for cell in (0, 2) if values[cell] == 0 and cell not in hidden}
    if hidden & {part for one in SYSTEM if one.whole in shown_zeros for part in one.parts}:
        return  # that nobody at all answered may be shown
    assert safe == is_safe(
        values,
        SYSTEM,
        hidden,
        threshold=2,
        mark_at_least=0,
        rounding=rounding,
        complements=complements,
        fixed=[0],
    )


def _alike(values: tuple[int, ...], hidden: set[int], mark: int, rounding: int | None) -> np.ndarray:
    """All counts that would be published as these are, where the number asked is known."""
    alike = ALL[:, 0] == values[0]
    for cell in range(1, 5):
        column = ALL[:, cell]
        if cell in hidden and cell == 2 and mark:
            alike &= (column >= 1) & (column <= 2) if values[cell] <= 2 else column >= 3
        elif cell in hidden:
            alike &= column >= mark
        elif rounding is None or values[cell] <= 2:
            alike &= column == values[cell]
        else:
            alike &= ((column + 2) // 5 == (values[cell] + 2) // 5) & (column > 2)
    return ALL[alike]


def test_safe_choices_leave_wide_ranges_in_three_way_tables_too() -> None:
    rng = np.random.default_rng(3)
    system = three_way(rng.poisson(rng.gamma(1.0, 12, (3, 3, 3))))
    found = suppress(system.values, system.relations, threshold=4)
    ranges = possible_ranges(system.values, system.relations, found.hidden, threshold=4, withheld=found.withheld)
    assert found.primary
    for cell in found.primary - found.withheld:
        assert ranges[cell].low <= 1
        assert ranges[cell].high is None or ranges[cell].high >= 4
    assert all(one.high is None or one.low < one.high for one in ranges.values())
