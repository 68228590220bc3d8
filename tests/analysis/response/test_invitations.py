from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import count_invitations


def test_people_on_two_lists_count_once() -> None:
    people = pd.Series(["a.ashe@example.org", " A.Ashe@Example.org", "b.brook@example.org"])
    result = count_invitations(people)
    assert (result.estimate, result.n_used, result.duplicates, result.n_missing) == (2, 2, 1, 0)
    assert result.why_not is None


def test_the_ineligible_are_left_out_and_the_unknown_are_not() -> None:
    people = pd.Series(["a", "b", "c", "c", "d", "d", "e", "e"])
    eligible = pd.Series([True, False, None, False, False, True, False, False], dtype="boolean")
    result = count_invitations(people, eligible)
    assert (result.n_used, result.estimate, result.ineligible, result.unknown_eligibility) == (5, 3, 2, 1)


def test_rows_that_name_nobody_are_people_of_their_own_and_said_so() -> None:
    result = count_invitations(pd.Series(["a", None, "", "  "]), pd.Series([True, True, False, None], dtype="boolean"))
    assert (result.estimate, result.n_used, result.n_missing, result.ineligible) == (3, 4, 3, 1)
    assert result.why_not == "3 rows name nobody and may repeat others, so the number of people is at most this."


@given(st.lists(st.tuples(st.sampled_from("abcA "), st.sampled_from([True, False, None])), max_size=20))
def test_it_agrees_with_counting_one_by_one_in_any_order(rows: list[tuple[str, bool | None]]) -> None:
    said: dict[object, set[bool | None]] = {}
    for place, (name, is_eligible) in enumerate(rows):
        said.setdefault(name.strip().lower() or place, set()).add(is_eligible)
    people = pd.Series([name for name, _ in rows], dtype="str")
    eligible = pd.Series([is_eligible for _, is_eligible in rows], dtype="boolean")
    result = count_invitations(people, eligible)
    assert result.n_used == len(said)
    assert result.ineligible == sum(words == {False} for words in said.values())
    assert result.unknown_eligibility == sum(True not in words and None in words for words in said.values())
    assert result.estimate == result.n_used - result.ineligible
    assert count_invitations(people.iloc[::-1], eligible.iloc[::-1]) == result


def test_an_empty_list_has_nobody() -> None:
    assert count_invitations(pd.Series([], dtype="str")).estimate == 0


def test_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="same rows"):
        count_invitations(pd.Series(["a"]), pd.Series([True, False]))


def test_two_hundred_thousand_rows() -> None:
    people = pd.Series([f"made-up-{number % 150_000}@example.org" for number in range(200_000)])
    assert count_invitations(people).estimate == 150_000
