from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.section11 import CoverageMatrix, coverage_matrix, evidence_ages

AS_OF = date(2026, 3, 31)
COUNCILS = pd.DataFrame({"agency": ["Northdale", "Southdale"], "unit": ["District councils"] * 2})


def matrix(*rows: tuple, agencies=("Police",), **further) -> CoverageMatrix:
    frame = pd.DataFrame(rows, columns=["agency", "standard", "date"])
    return coverage_matrix(frame, **({"agencies": agencies, "standards": ["st1", "st2"], "as_of": AS_OF} | further))


@pytest.mark.parametrize(
    ("day", "is_old"),
    [("2025-03-31", False), ("2025-03-30", True), ("2026-03-31", False), ("2025-04-01", False), ("2020-01-01", True)],
)
def test_evidence_is_old_when_it_is_more_than_twelve_months_old(day: str, is_old: bool) -> None:
    assert evidence_ages(pd.Series([day]), as_of=AS_OF).n_old == is_old


def test_months_are_clipped_at_the_end_of_february() -> None:
    days = pd.Series(["2024-02-29", "2024-02-28"])
    assert evidence_ages(days, as_of=date(2025, 2, 28)).n_old == 0
    assert evidence_ages(days, as_of=date(2025, 3, 1)).n_old == 2


def test_ages_missing_and_later_are_counted() -> None:
    days = pd.Series(["2026-03-01", "2025-12-31", "2025-01-31", None, "2026-04-01"])
    ages = evidence_ages(days, as_of=AS_OF)
    assert (ages.n_used, ages.n_missing, ages.n_later, ages.n_old) == (3, 1, 1, 1)
    assert (ages.median_days, ages.oldest_days, ages.estimate) == (90, 424, pytest.approx(1 / 3))


@pytest.mark.parametrize("days", [[], [None, None], ["2026-04-01"]])
def test_no_dated_evidence_has_no_age_and_says_why(days) -> None:
    ages = evidence_ages(pd.Series(days, dtype=object), as_of=AS_OF)
    assert (ages.median_days, ages.oldest_days, ages.estimate, ages.n_old) == (None, None, None, 0)
    assert ages.why_not == "No evidence is dated, so nothing can be said of its age."


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=30), st.randoms())
def test_the_ages_are_those_counted_one_by_one(ages: list[int], random) -> None:
    days = [AS_OF - timedelta(age) for age in ages]
    found = evidence_ages(pd.Series(random.sample(days, len(days))), as_of=AS_OF)
    assert found.median_days == np.median(ages)
    assert found.n_old == sum(day < date(2025, 3, 31) for day in days)


def test_the_newest_evidence_counts_whatever_its_source_and_the_cells_say_their_state() -> None:
    found = matrix(
        ("Police", "st1", "2024-01-01"), ("Police", "st1", "2026-01-01"), ("Police", "st1", None),
        ("Probation", "st1", "2024-01-01"), ("Probation", "st2", None), ("Police", "st1", "2026-05-01"),
        agencies=["Police", "Probation", "School"],
    )  # fmt: skip
    states = {(cell.unit, cell.standard): cell.state for row in found.rows for cell in row}
    assert states == {
        ("Police", "st1"): "current", ("Police", "st2"): "none", ("Probation", "st1"): "old",
        ("Probation", "st2"): "undated", ("School", "st1"): "none", ("School", "st2"): "none",
    }  # fmt: skip
    police = found.rows[0][0]
    assert (police.last, police.age_days, police.n_records) == (date(2026, 1, 1), 89, 3)
    overall = found.overall
    assert (overall.n_expected, overall.n_current, overall.n_old, overall.n_undated, overall.n_none) == (6, 1, 1, 1, 3)
    assert (overall.estimate, overall.ages.n_missing, found.n_later) == (pytest.approx(1 / 6), 4, 1)
    assert [one.estimate for one in found.by_standard] == [pytest.approx(1 / 3), 0.0]
    assert [one.estimate for one in found.by_unit] == [0.5, 0.0, 0.0]


def test_an_agency_that_spans_partnerships_counts_once_and_councils_together_as_one() -> None:
    found = matrix(
        ("Police", "st1", "2026-01-01"), ("Police", "st1", "2026-02-01"), ("Southdale", "st1", "2026-01-01"),
        agencies=["Police", "Police", "Northdale", "Southdale"], members=COUNCILS,
    )  # fmt: skip
    assert found.units == ("District councils", "Police")
    assert (found.overall.n_expected, found.overall.n_current) == (4, 2)


def test_duties_that_an_agency_does_not_have_are_in_no_denominator() -> None:
    exempt = pd.DataFrame(
        {"agency": ["Police", "Northdale", "Southdale", "Northdale"], "standard": ["st2", "st1", "st1", "st2"]}
    )
    found = matrix(
        ("District councils", "st2", "2026-01-01"),
        agencies=["Police", "Northdale", "Southdale"], members=COUNCILS, not_applicable=exempt,
    )  # fmt: skip
    states = {(cell.unit, cell.standard): cell.state for row in found.rows for cell in row}
    assert states == {
        ("District councils", "st1"): "not applicable", ("District councils", "st2"): "current",
        ("Police", "st1"): "none", ("Police", "st2"): "not applicable",
    }  # fmt: skip
    assert (found.overall.n_expected, found.overall.n_not_applicable) == (2, 2)


def test_evidence_counts_even_where_the_duty_was_said_not_to_apply() -> None:
    exempt = pd.DataFrame({"agency": ["Police"], "standard": ["st1"]})
    assert matrix(("Police", "st1", "2026-01-01"), not_applicable=exempt).rows[0][0].state == "current"


def test_where_nothing_is_expected_there_is_no_share() -> None:
    exempt = pd.DataFrame({"agency": ["Police"] * 2, "standard": ["st1", "st2"]})
    overall = matrix(not_applicable=exempt).overall
    assert (overall.estimate, overall.why_not) == (None, "No evidence is expected, so there is no share.")
    assert matrix(agencies=[]).units == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["st1", "st2"]), st.none() | st.integers(-20, 900)),
        max_size=20,
    ),
    st.randoms(),
)
def test_neither_the_order_of_the_evidence_nor_older_pieces_change_the_newest(rows, random) -> None:
    dated = [(unit, standard, None if age is None else AS_OF - timedelta(age)) for unit, standard, age in rows]
    plain = matrix(*dated, agencies="abc")
    assert matrix(*random.sample(dated, len(dated)), agencies="abc") == plain
    for cell in (cell for row in plain.rows for cell in row):
        ages = [age for unit, standard, age in rows if (unit, standard) == (cell.unit, cell.standard)]
        known = [age for age in ages if age is not None and age >= 0]
        assert cell.age_days == min(known, default=None)
    parts = plain.overall
    assert parts.n_current + parts.n_old + parts.n_undated + parts.n_none == parts.n_expected == 6


def test_two_hundred_thousand_pieces_are_laid_out() -> None:
    size = 200_000
    rows = pd.DataFrame(
        {
            "agency": np.resize([f"school {number}" for number in range(367)], size),
            "standard": np.resize(["st1", "st2"], size),
            "date": np.resize(pd.date_range("2020-01-01", "2026-03-31").to_numpy(), size),
        }
    )
    found = coverage_matrix(rows, agencies=[], standards=["st1", "st2"], as_of=AS_OF)
    assert found.overall.n_expected == 734


@pytest.mark.parametrize(
    ("rows", "further", "message"),
    [
        ([("Police", "st9", None)], {}, "column 'standard' holds 'st9'"),
        ([(None, "st1", None)], {}, "column 'agency' has no value in row 0"),
        ([("Police", "st1", "May")], {}, "column 'date' holds 'May', which is no date"),
        ([], {"dated": "day"}, "there is no column 'day'"),
        ([], {"limit_months": 0}, "limit_months is 0"),
        ([], {"not_applicable": pd.DataFrame({"agency": ["Police"], "standard": ["st9"]})}, "'st9', which is none of"),
    ],
)
def test_impossible_input_is_refused_with_the_value(rows, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        matrix(*rows, **further)
