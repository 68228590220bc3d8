from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure.suppression import Cell, Range, choose_hidden, find_small, is_safe, possible_ranges


def leaf(name: str, value: int, **more: object) -> Cell:
    return Cell(name=name, value=value, **more)  # type: ignore[arg-type]


def whole(name: str, *parts: Cell, **more: object) -> Cell:
    return Cell(name=name, value=sum(part.value for part in parts), parts=parts, **more)  # type: ignore[arg-type]


def test_nothing_small_hides_nothing() -> None:
    assert choose_hidden(whole("base", leaf("yes", 20), leaf("no", 5), leaf("never", 0)), 4) == frozenset()


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    tree = whole("base", leaf("a", 20), leaf("b", 9), leaf("c", 3), leaf("d", 0))
    assert choose_hidden(tree, 4) == {"b", "c"}


def test_two_small_counts_that_could_not_be_four_take_a_third() -> None:
    tree = whole("base", leaf("a", 20), leaf("b", 9), leaf("c", 2), leaf("d", 1))
    assert choose_hidden(tree, 4) == {"b", "c", "d"}
    assert not is_safe(tree, frozenset("cd"), 4)  # together they are 3, so neither can be 4


def test_two_small_counts_that_add_up_to_enough_need_no_third() -> None:
    tree = whole("base", leaf("a", 20), leaf("b", 9), leaf("c", 4), leaf("d", 4))
    assert choose_hidden(tree, 4) == {"c", "d"}


def test_a_zero_is_never_hidden_behind() -> None:
    tree = whole("base", leaf("a", 30), leaf("b", 3), leaf("c", 0))
    assert choose_hidden(tree, 4) == {"a", "b"}


def test_hiding_goes_up_to_the_whole_where_there_is_no_neighbour() -> None:
    base = whole("base", leaf("yes", 30), leaf("no", 8), cost=5)
    assert choose_hidden(whole("asked", leaf("blank", 1), base), 4) == {"blank", "base", "no"}


def test_where_nothing_is_safe_the_answer_is_none() -> None:
    assert choose_hidden(whole("base", leaf("only", 3)), 4) is None
    assert choose_hidden(whole("base", leaf("a", 3), leaf("b", 9, fixed=True)), 4) is None


def test_an_unprinted_sum_is_protected_too() -> None:
    # 36 of 39 favourable: the 3 others are nowhere printed, and yet the favourable count must go.
    liked = whole("liked", leaf("a", 20), leaf("b", 16), cost=2)
    others = whole("others", leaf("c", 2), leaf("d", 1), printed=False)
    assert choose_hidden(whole("base", liked, others), 4) == {"liked", "b", "c", "d"}


def test_a_sum_without_a_small_cell_can_give_a_small_number_away() -> None:
    coded = leaf("coded", 20)
    tree = whole("comments", coded, leaf("uncoded", 3, printed=False))
    assert list(find_small(tree, 4)) == []
    assert choose_hidden(tree, 4) == {"coded"}


def cover(name: str, value: int, *parts: Cell) -> Cell:
    return Cell(name=name, value=value, parts=parts, rule="cover")


def test_an_option_that_all_but_a_few_ticked_is_small_too() -> None:
    tree = cover("base", 40, leaf("a", 37), leaf("b", 20), leaf("c", 30))
    assert choose_hidden(tree, 4) == {"a"}


def test_who_ticked_something_must_have_ticked_what_is_hidden() -> None:
    # 20 people, 10 and 8 ticked what is shown: at least 2 ticked the hidden option, so it could not be 1.
    tree = cover("base", 20, leaf("a", 3), leaf("b", 10), leaf("c", 8))
    assert possible_ranges(tree, frozenset("a"))["a"] == Range(2, 20)
    assert choose_hidden(tree, 4) == {"a", "c"}


def test_an_option_that_covers_everybody_else_is_within_the_base() -> None:
    tree = cover("base", 20, leaf("a", 20), leaf("b", 3))
    assert possible_ranges(tree, frozenset("b"))["b"] == Range(1, 20)
    assert choose_hidden(tree, 4) == {"b"}


SMALL = st.sampled_from((0, 1, 2, 5))


@st.composite
def trees(draw: st.DrawFn) -> Cell:
    """A question: an absence, and a base of a scale's two sides or of overlapping options; small enough to try all."""
    counts = draw(st.lists(SMALL, min_size=2, max_size=2))
    if draw(st.booleans()):
        highest, total = max(counts), sum(counts)
        parts = tuple(leaf(f"option {number}", count) for number, count in enumerate(counts))
        base = cover("base", draw(st.integers(highest, total)), *parts)
    else:
        liked = whole("liked", *(leaf(f"good {number}", count) for number, count in enumerate(counts)))
        other = whole("other", leaf("bad", draw(SMALL)), printed=False)
        base = whole("base", liked, other)
    return whole("asked", leaf("blank", draw(SMALL)), base)


@given(trees(), st.data())
def test_the_ranges_are_exactly_what_trying_everything_finds(tree: Cell, data: st.DataObject) -> None:
    printed = sorted(cell.name for cell in tree.walk() if cell.printed and cell.value > 0 and cell is not tree)
    hidden = frozenset(data.draw(st.sets(st.sampled_from(printed)))) if printed else frozenset()
    found = possible_ranges(tree, hidden)
    solutions = [dict(pairs) for pairs in _solutions(tree, hidden, tree.value)]
    assert solutions
    for cell in tree.walk():
        values = {solution[cell.name] for solution in solutions}
        assert values == set(range(found[cell.name].low, found[cell.name].high + 1)), cell.name


def _solutions(cell: Cell, hidden: frozenset[str], limit: int) -> Iterator[tuple[tuple[str, int], ...]]:
    """Every way in which the counts could be, by trying all."""
    shown = cell.printed and cell.name not in hidden
    own = [cell.value] if shown else range(int(cell.name in hidden), limit + 1)
    if not cell.parts:
        yield from (((cell.name, value),) for value in own)
        return
    for chosen in product(*(list(_solutions(part, hidden, limit)) for part in cell.parts)):
        tops = [solution[-1][1] for solution in chosen]
        least, most = (sum(tops), sum(tops)) if cell.rule == "sum" else (max(tops), sum(tops))
        for value in own:
            if least <= value <= most:
                yield (*(pair for solution in chosen for pair in solution), (cell.name, value))


@given(trees())
def test_the_choice_is_safe_and_none_is_cheaper(tree: Cell) -> None:
    chosen = choose_hidden(tree, 4)
    names = [cell for cell in tree.walk() if cell.printed and cell is not tree and cell.value > 0]
    costs = {cell.name: cell.cost for cell in names}
    small = frozenset(cell.name for cell in find_small(tree, 4))
    safe = [
        small | set(more)
        for size in range(len(names) + 1)
        for more in combinations(sorted(set(costs) - small), size)
        if is_safe(tree, frozenset(small | set(more)), 4)
    ]
    if chosen is None:
        assert "asked" in small or not safe
        return
    assert is_safe(tree, chosen, 4)
    assert small <= chosen
    # Only the smallest neighbours are tried; that may cost one cell more than the best of all.
    best = min(sum(costs[name] for name in names_ - small) for names_ in safe)
    assert sum(costs[name] for name in chosen - small) <= best + 1


@pytest.mark.parametrize("threshold", [1, 4, 9])
def test_the_threshold_decides_what_is_small(threshold: int) -> None:
    tree = whole("base", leaf("a", 30), leaf("b", 20), leaf("c", threshold))
    assert choose_hidden(tree, threshold) == {"b", "c"}
    larger = whole("base", leaf("a", 30), leaf("b", 20), leaf("c", threshold + 1))
    assert choose_hidden(larger, threshold) == frozenset()
