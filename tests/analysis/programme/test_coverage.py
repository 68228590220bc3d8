"""Agencies against subjects: reach and extent against a plain count, and what was never looked at comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.audit_coverage import Look, audit_coverage
from analysis.programme.coverage import LookAt, assurance_coverage

TODAY = date(2028, 2, 29)
AGENCIES, SUBJECTS = ["Police", "Hospital", "School"], ["st1", "st2"]
looks = st.lists(
    st.builds(
        LookAt, agency=st.sampled_from([*AGENCIES, "Elsewhere"]), subject=st.sampled_from([*SUBJECTS, "other"]),
        on=st.none() | st.dates(date(2024, 1, 1), date(2028, 6, 1)), source=st.sampled_from(["visit", "audit"]),
    ),
    max_size=8,
)  # fmt: skip


@given(looks)
def test_reach_and_extent_are_what_a_plain_count_gives(found: list[LookAt]) -> None:
    since = date(2026, 2, 28)  # two years before a leap day, its last day of February
    result = assurance_coverage(found, agencies=AGENCIES, subjects=SUBJECTS, as_of=TODAY)
    assert result.since == since
    recent = {(one.agency, one.subject) for one in found if one.on and since <= one.on <= TODAY}
    pairs = {(agency, subject) for agency in AGENCIES for subject in SUBJECTS}
    assert result.n_current == len(recent & pairs)
    assert result.n_reached == len({agency for agency, _ in recent & pairs})
    ever = {(one.agency, one.subject) for one in found if one.on is None or one.on <= TODAY}
    assert set(result.never) == pairs - ever
    assert result.n_current + result.n_under_way + result.n_old + result.n_never == result.n_cells == 6


@given(looks)
def test_each_row_agrees_with_the_coverage_of_audits(found: list[LookAt]) -> None:
    """The other implementation in this project, on one side of the same looks."""
    mine = assurance_coverage(found, agencies=AGENCIES, subjects=SUBJECTS, as_of=TODAY)
    theirs = audit_coverage(
        [Look(value=one.agency, audit=one.source, case=str(number), on=one.on)
         for number, one in enumerate(found) if one.subject in SUBJECTS],
        expected=AGENCIES, as_of=TODAY,
    )  # fmt: skip
    by_name = {row.value: row.overall for row in theirs.rows}
    words = {"current": "looked at", "under way": "under way", "old": "before", "never": "never"}
    for row in mine.rows:
        assert (words[row.state], row.last) == (by_name[row.agency].state, by_name[row.agency].last)


def test_what_is_under_way_for_the_first_time_comes_after_what_nobody_has_begun() -> None:
    begun = LookAt(agency="Hospital", subject="st1", on=None, source="audit")
    found = assurance_coverage([begun], agencies=["Hospital", "Police", "School"], subjects=["st1"], as_of=TODAY)
    assert [row.agency for row in found.rows] == ["Police", "School", "Hospital"]
    assert [(row.n_never, row.n_cells) for row in found.rows] == [(1, 1), (1, 1), (0, 1)]


def test_what_nobody_looked_at_comes_first_and_each_agency_once() -> None:
    found = assurance_coverage(
        [LookAt(agency="Police", subject="st1", on=TODAY, source="visit"),
         LookAt(agency="School", subject="st1", on=TODAY - timedelta(days=9), source="visit")],
        agencies=["Police", "School", "Hospital", "Police"], subjects=["st1"], as_of=TODAY,
    )  # fmt: skip
    assert [row.agency for row in found.rows] == ["Hospital", "School", "Police"]
    assert [row.age_days for row in found.rows] == [None, 9, 0]


def test_what_does_not_apply_is_no_gap_but_a_look_counts_all_the_same() -> None:
    exempt = frozenset({("Police", "st1"), ("Police", "st2")})
    found = assurance_coverage(
        [LookAt(agency="Police", subject="st1", on=TODAY, source="visit")], agencies=["Police"], subjects=SUBJECTS,
        as_of=TODAY, not_applicable=exempt,
    )  # fmt: skip
    assert (found.n_cells, found.extent, found.n_never) == (1, 1.0, 0)
    empty = assurance_coverage([], agencies=[], subjects=[], as_of=TODAY)
    assert (empty.reach, empty.extent) == (None, None)
    with pytest.raises(ValueError, match="months"):
        assurance_coverage([], agencies=[], subjects=[], as_of=TODAY, months=0)
