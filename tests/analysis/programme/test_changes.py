"""What one version of a programme says that another did not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analysis.programme.changes import compare_programmes

DAYS = ["2026-05-01", "2026-06-01", "2028-02-29"]


def topics() -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {
            "reference": st.sampled_from(["T-01", "T-02", "T-03"]), "title": st.sampled_from(["Neglect", "Drift"]),
            "starts_on": st.sampled_from(DAYS), "ends_on": st.sampled_from(DAYS), "days": st.sampled_from([0, 2.5]),
        }
    )  # fmt: skip
    return st.lists(one, max_size=4, unique_by=lambda topic: topic["reference"])


@given(topics(), topics())
def test_every_difference_is_told_once_and_nothing_else_is(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    found = compare_programmes(before, after)
    was, became = ({topic["reference"]: topic for topic in side} for side in (before, after))
    assert {key for key, _ in found.added} == set(became) - set(was)
    assert {key for key, _ in found.removed} == set(was) - set(became)
    told = {one.reference for one in (*found.moved, *found.changed)}
    assert told == {key for key in set(was) & set(became) if was[key] != became[key]}
    assert found.anything is (before != after and was != became)


def test_added_one_way_is_removed_the_other() -> None:
    one = {"reference": "T-01", "title": "Neglect", "starts_on": DAYS[0], "ends_on": DAYS[1]}
    assert compare_programmes([], [one]).added == compare_programmes([one], []).removed == (("T-01", "Neglect"),)
