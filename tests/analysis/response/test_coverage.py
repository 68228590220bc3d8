from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import stratum_coverage


def make_frame(*rows: tuple[str, int | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["agency", "invited", "answered"])
    return frame.astype({"agency": "str", "invited": "Int64", "answered": "Int64"})


def test_silent_agencies_and_those_with_too_few_are_named() -> None:
    result = stratum_coverage(make_frame(("Police", 20, 6), ("Health", 60, 4), ("Schools", 20, 0)), "agency", minimum=5)
    assert (result.covered, result.under_minimum, result.nobody) == (("Police",), ("Health",), ("Schools",))
    assert result.estimate == 0.2
    assert result.sentence == (
        "1 of 3 has at least 5 answers, and 20% of those invited are in them. Nobody answered in Schools. "
        "Fewer than 5 answers came from Health."
    )


def test_several_are_listed_in_words() -> None:
    result = stratum_coverage(make_frame(("A", 5, 1), ("B", 5, 0), ("C", 5, 0), ("D", 5, 0)), "agency")
    assert result.sentence.endswith("Nobody answered in B, C and D.")
    assert result.sentence.startswith("1 of 4 has at least 1 answer, and 25%")


def test_the_cells_of_other_breakdowns_are_added_up() -> None:
    frame = make_frame(("Police", 10, 1), ("Health", 30, 0), ("Police", 10, 3)).assign(forum=["N", "N", "S"])
    result = stratum_coverage(frame, "agency", minimum=4)
    assert [(group.label, group.invited, group.answered) for group in result.groups] == [
        ("Police", 20, 4),
        ("Health", 30, 0),
    ]
    assert result.estimate == 0.4


def test_an_agency_of_unknown_size_is_covered_but_takes_the_share_away() -> None:
    result = stratum_coverage(make_frame(("Police", 20, 6), ("Health", None, 9), ("None", None, 0)), "agency")
    assert result.covered == ("Police", "Health")
    assert result.nobody == ("None",)
    assert (result.estimate, result.n_missing) == (None, 2)
    assert result.why_not == "It is not known how many of Health were invited, so there is no share."
    assert result.sentence.startswith("2 of 3 have at least 1 answer.")


def test_more_answers_than_invited_take_the_share_away() -> None:
    result = stratum_coverage(make_frame(("Police", 4, 6)), "agency")
    assert (result.estimate, result.covered) == (None, ("Police",))
    assert result.why_not == "More of Police answered (6) than were invited (4)."


@pytest.mark.parametrize("rows", [(), (("Police", 0, 0),)])
def test_nobody_invited_has_no_coverage(rows: tuple[tuple[str, int, int], ...]) -> None:
    result = stratum_coverage(make_frame(*rows), "agency")
    assert (result.estimate, result.nobody, result.sentence) == (None, (), "Nobody was invited.")
    assert result.why_not == "Nobody was invited, so there is no coverage."


def test_one_agency_with_one_respondent() -> None:
    assert stratum_coverage(make_frame(("Police", 1, 1)), "agency").estimate == 1.0


ROWS = st.lists(
    st.integers(0, 20).flatmap(lambda n: st.tuples(st.sampled_from("abc"), st.just(n), st.integers(0, n))), min_size=1
)


@given(ROWS, st.integers(1, 9))
def test_it_is_a_share_that_falls_with_the_minimum_and_not_with_the_order(
    rows: list[tuple[str, int, int]], minimum: int
) -> None:
    result = stratum_coverage(make_frame(*rows), "agency", minimum=minimum)
    stricter = stratum_coverage(make_frame(*rows), "agency", minimum=minimum + 1)
    turned = stratum_coverage(make_frame(*rows[::-1]), "agency", minimum=minimum)
    assert result.estimate is None or 0 <= stricter.estimate <= result.estimate <= 1
    assert turned.estimate == result.estimate
    assert set(turned.nobody) == set(result.nobody)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="minimum is 0"):
        stratum_coverage(make_frame(("Police", 4, 2)), "agency", minimum=0)
    with pytest.raises(ValueError, match="no breakdown 'forum'"):
        stratum_coverage(make_frame(("Police", 4, 2)), "forum")
    with pytest.raises(ValueError, match="no breakdown 'invited'"):
        stratum_coverage(make_frame(("Police", 4, 2)), "invited")
    with pytest.raises(ValueError, match="column 'answered': -2 is not a number of people"):
        stratum_coverage(make_frame(("Police", 4, -2)), "agency")
