"""The year of a programme: 1 April to 31 March."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analysis.programme.years import first_day, last_day, programme_due, report_due, year_name, year_of


@given(st.dates(min_value=date(2000, 4, 1), max_value=date(2100, 3, 31)))
def test_every_day_belongs_to_one_year(day: date) -> None:
    year = year_of(day)
    assert first_day(year) <= day <= last_day(year)
    assert last_day(year) + timedelta(days=1) == first_day(year + 1)


def test_the_edges_of_a_year() -> None:
    assert [year_of(day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [2025, 2026]
    assert (programme_due(2026), report_due(2026)) == (date(2026, 4, 30), date(2027, 9, 30))
    assert [year_name(year) for year in (2026, 2099)] == ["2026–27", "2099–00"]
    assert (last_day(2027) - first_day(2027)).days == 365  # with 29 February 2028
