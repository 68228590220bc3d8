from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.suggestions.folds import folds_of

coded = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.tuples(st.booleans(), st.booleans())), min_size=1, max_size=30
)


def test_every_part_has_some_of_a_theme() -> None:
    comments = [f"comment {number}" for number in range(40)]
    given = np.array([[number < 5, number % 2 == 0] for number in range(40)])
    parts = folds_of(comments, given, 5, seed=0)
    assert [int(given[parts == part, 0].sum()) for part in range(5)] == [1] * 5
    assert sorted(np.bincount(parts)) == [8] * 5


def test_another_seed_cuts_otherwise() -> None:
    comments = [f"comment {number}" for number in range(40)]
    given = np.zeros((40, 1), dtype=bool)
    assert (folds_of(comments, given, 5, seed=0) != folds_of(comments, given, 5, seed=1)).any()


@given(coded, st.data())
def test_equal_comments_share_a_part_and_the_order_does_not_matter(
    rows: list[tuple[str, tuple[bool, bool]]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    comments, themes = [text for text, _ in rows], np.array([own for _, own in rows])
    parts = folds_of(comments, themes, 3, seed=0)
    turned = folds_of([comments[place] for place in order], themes[order], 3, seed=0)
    assert list(turned) == list(parts[order])
    assert len({(text, part) for text, part in zip(comments, parts, strict=True)}) == len(set(comments))
    assert set(parts) <= {0, 1, 2}
