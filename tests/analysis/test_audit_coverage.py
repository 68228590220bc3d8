"""What audits have looked at in two years, and what never."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.audit_coverage import Look, audit_coverage

TODAY = date(2026, 9, 1)


def look(value: str, case: str = "1", on: date | None = date(2026, 3, 1), **values: str) -> Look:
    return Look(**{"value": value, "audit": case[:1], "case": case, "on": on, **values})


def test_what_nobody_looked_at_is_never() -> None:
    found = audit_coverage([look("Police")], expected=["Hospital", "Police"], as_of=TODAY)
    assert found.never == ("Hospital",)
    assert (found.n_expected, found.n_looked_at, found.n_never) == (2, 1, 1)


def test_an_agency_that_spans_partnerships_and_is_named_twice_counts_once() -> None:
    found = audit_coverage([look("Police")], expected=["Police", "Police"], as_of=TODAY)
    assert [row.value for row in found.rows] == ["Police"]


def test_a_case_that_is_looked_at_twice_in_one_audit_is_one_case() -> None:
    looks = [look("Neglect"), look("Neglect"), look("Neglect", "1b"), look("Neglect", "2a")]
    (row,) = audit_coverage(looks, expected=["Neglect"], as_of=TODAY).rows
    assert (row.overall.n_audits, row.overall.n_cases) == (2, 3)


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2024, 9, 1), "looked at"), (date(2024, 8, 31), "before"), (TODAY, "looked at"), (date(2026, 9, 2), "never")],
    ids=["first-day", "day-before", "last-day", "day-after"],
)
def test_both_ends_of_the_two_years_belong_to_them(day: date, state: str) -> None:
    (row,) = audit_coverage([look("Police", on=day)], expected=["Police"], as_of=TODAY).rows
    assert row.overall.state == state


def test_the_period_ends_on_the_last_day_of_a_shorter_month() -> None:
    assert audit_coverage([], expected=[], as_of=date(2028, 2, 29), months=12).since == date(2027, 2, 28)


def test_what_is_under_way_is_said_so_and_not_counted() -> None:
    (row,) = audit_coverage([look("Police", on=None)], expected=["Police"], as_of=TODAY).rows
    assert (row.overall.state, row.overall.n_cases, row.overall.n_under_way) == ("under way", 0, 1)


def test_the_age_is_that_of_the_last_look_even_before_the_period() -> None:
    looks = [look("Police", "1", date(2020, 9, 1)), look("Police", "2", date(2023, 9, 2))]
    (row,) = audit_coverage(looks, expected=["Police"], as_of=TODAY).rows
    assert (row.overall.last, row.overall.age_days, row.overall.state) == (date(2023, 9, 2), 1095, "before")


def test_what_is_not_known_is_no_value_and_what_was_not_expected_stands_last() -> None:
    found = audit_coverage([look(""), look("zebra"), look("Another")], expected=["Police"], as_of=TODAY)
    assert [(row.value, row.is_expected) for row in found.rows] == [
        ("Police", True), ("Another", False), ("zebra", False),
    ]  # fmt: skip
    assert found.n_looked_at == 0


def test_a_look_of_another_column_counts_in_the_row_alone() -> None:
    looks = [look("Police", group="Neglect"), look("Police", "2", group="Online")]
    (row,) = audit_coverage(looks, expected=["Police"], as_of=TODAY, groups=["Neglect", "Sleep"]).rows
    assert row.overall.n_cases == 2
    assert [cell.state for cell in row.by_group] == ["looked at", "never"]


def test_a_period_without_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="months: 0"):
        audit_coverage([], expected=[], as_of=TODAY, months=0)


DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2027, 1, 1)))
LOOKS = st.lists(st.builds(Look, value=st.sampled_from("ab"), audit=st.sampled_from("12"), case=st.sampled_from("xyz"),
                           on=DAYS, group=st.sampled_from(["", "g"])))  # fmt: skip


@given(LOOKS)
def test_every_figure_is_what_counting_by_hand_gives(looks: list[Look]) -> None:
    found = audit_coverage(looks, expected=["a", "b"], as_of=TODAY, groups=["g"])
    assert found.n_looked_at + found.n_under_way + found.n_before + found.n_never == found.n_expected == 2
    for row in found.rows:
        for cell, mine in (
            (row.overall, [one for one in looks if one.value == row.value]),
            (row.by_group[0], [one for one in looks if one.value == row.value and one.group == "g"]),
        ):
            dated = [one for one in mine if one.on is not None and one.on <= TODAY]
            within = {(one.audit, one.case) for one in dated if one.on is not None and one.on >= date(2024, 9, 1)}
            assert cell.n_cases == len(within)
            assert (cell.last is None) is (not dated)
            assert (cell.state == "never") is (not dated and not any(one.on is None for one in mine))
