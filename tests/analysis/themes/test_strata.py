from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes import themes_by_stratum
from tests.analysis.themes.frames import Given, coded, codings, under

FORUMS = ["North"] * 3 + ["South"] * 2 + [None]


def test_each_stratum_has_its_own_comments() -> None:
    given: list[Given] = [("c0", "pay", "concern"), ("c1", "work", "concern"), ("c3", "pay", "concern")]
    table = themes_by_stratum(coded(given, forum=FORUMS), "forum", allowed=["forum"], smallest_group=1)
    assert (table.strata, table.comments) == (("North", "South"), (3, 2))
    assert dict(zip(table.themes, table.mentions, strict=True)) == {
        "work": (2, 1), "pay": (1, 1), "sick_pay": (0, 0), "time": (0, 0), "voice": (0, 0),
    }  # fmt: skip
    assert (table.n_used, table.n_missing, table.withheld, table.why_not) == (5, 1, (), None)


def test_a_breakdown_that_was_not_fixed_beforehand_is_refused() -> None:
    with pytest.raises(ValueError, match="'forum' is not among the breakdowns allowed"):
        themes_by_stratum(coded([], forum=FORUMS), "forum", allowed=["agency"])
    with pytest.raises(ValueError, match="no column 'agency'"):
        themes_by_stratum(coded([], forum=FORUMS), "agency", allowed=["agency"])
    with pytest.raises(ValueError, match="smallest_group is 0"):
        themes_by_stratum(coded([], forum=FORUMS), "forum", allowed=["forum"], smallest_group=0)


def test_a_small_stratum_is_withheld_and_never_alone() -> None:
    frame = coded([], count=9, forum=["A"] * 4 + ["B"] * 3 + ["C"] * 2)
    table = themes_by_stratum(frame, "forum", allowed=["forum"], smallest_group=3)
    assert (table.strata, table.withheld, table.n_used, table.n_missing) == (("A",), ("B", "C"), 4, 5)


def test_people_are_counted_where_they_are_known() -> None:
    frame = coded([], forum=["A"] * 3 + ["B"] * 3, respondent=["r1", "r1", "r1", "r2", "r3", "r4"])
    table = themes_by_stratum(frame, "forum", allowed=["forum"], smallest_group=3)
    assert table.strata == ()  # A is one person, and B is withheld with it
    assert table.why_not == "No stratum is large enough to be shown."
    assert table.mentions == ((),) * 5


@pytest.mark.parametrize("count", [0, 1])
def test_no_comments_and_one_give_no_table(count: int) -> None:
    table = themes_by_stratum(coded([], count=count, forum=["A"] * count), "forum", allowed=["forum"])
    assert (table.strata, table.why_not) == ((), "No stratum is large enough to be shown.")


@given(codings, st.lists(st.sampled_from(["A", "B", "C", None]), min_size=6, max_size=6), st.integers(1, 3))
def test_the_table_is_that_of_a_slow_count(given: list[Given], forums: list[str | None], smallest: int) -> None:
    table = themes_by_stratum(coded(given, forum=forums), "forum", allowed=["forum"], smallest_group=smallest)
    assert len(table.withheld) != 1 or not table.strata
    for place, stratum in enumerate(table.strata):
        own = {f"c{number}" for number, forum in enumerate(forums) if forum == stratum}
        assert table.comments[place] == len(own) >= smallest
        for theme, counts in zip(table.themes, table.mentions, strict=True):
            assert counts[place] == len({comment for comment, name, _ in given if name in under(theme)} & own)
    assert table.n_used + table.n_missing == 6
