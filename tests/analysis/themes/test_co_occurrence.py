from __future__ import annotations

import pytest
from hypothesis import given

from analysis.themes import co_occurrence
from tests.analysis.themes.frames import Given, coded, codings


def test_themes_count_together_as_they_were_given() -> None:
    given: list[Given] = [
        ("c0", "pay", "neutral"), ("c0", "voice", "neutral"), ("c1", "pay", "neutral"), ("c2", "voice", "neutral"),
    ]  # fmt: skip
    found = co_occurrence(coded(given))
    pay, voice, work = (found.themes.index(name) for name in ("pay", "voice", "work"))
    assert (found.counts[pay][voice], found.counts[pay][pay], found.counts[work][pay]) == (1, 2, 0)
    assert found.jaccard[pay][voice] == pytest.approx(1 / 3)
    assert (found.jaccard[work][work], found.jaccard[work][pay]) == (None, 0)
    assert (found.n_used, found.n_missing, found.why_not) == (3, 3, None)


@pytest.mark.parametrize("count", [0, 1, 6])
def test_without_a_theme_there_is_a_reason(count: int) -> None:
    found = co_occurrence(coded([], count=count))
    assert (found.n_used, found.n_missing, found.why_not) == (0, count, "No comment has a theme.")


@given(codings)
def test_the_matrix_is_even_and_bounded(given: list[Given]) -> None:
    found = co_occurrence(coded(given))
    for row, first in enumerate(found.themes):
        for column, second in enumerate(found.themes):
            both = {c for c, theme, _ in given if theme == first} & {c for c, theme, _ in given if theme == second}
            assert found.counts[row][column] == found.counts[column][row] == len(both)
            share = found.jaccard[row][column]
            assert share is None or 0 <= share <= 1
            assert share == found.jaccard[column][row]
