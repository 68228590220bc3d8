from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.importing.moments import DateAmbiguous, Dates, order_told, read_time
from analysis.importing.table import WINDOWS_EPOCH

DAYS = st.dates(date(1971, 1, 1), date(2060, 12, 31))


@given(DAYS)
def test_what_is_said_of_the_order_is_how_dates_are_read(day: date) -> None:
    assert Dates(order="day_first").day(f"{day:%d/%m/%Y}") == day
    assert Dates(order="month_first").day(f"{day:%m/%d/%Y}") == day
    for text in (
        day.isoformat(),
        f"{day:%-d %B %Y}",
        f"{day:%B %-d, %Y}",
        f"{day:%a}, {day:%-d %b %Y}",
        f"{day:%Y/%m/%d}",
    ):
        assert Dates().day(text) == day


@given(DAYS)
def test_without_it_a_date_is_read_only_where_there_is_one_way(day: date) -> None:
    text = f"{day:%d/%m/%Y}"
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(DateAmbiguous):
            Dates().day(text)
    else:
        assert Dates().day(text) == day


@given(DAYS)
def test_days_of_a_workbook_are_counted_from_its_own_first(day: date) -> None:
    for epoch in (WINDOWS_EPOCH, datetime(1904, 1, 1)):
        serial = (datetime(day.year, day.month, day.day) - epoch).days
        assert Dates(epoch=epoch).day(str(serial)) == day
        assert Dates(epoch=epoch).moment(f"{serial}.75") == datetime(day.year, day.month, day.day, 18)
    assert Dates().day("46108") is None


@pytest.mark.parametrize(
    "text", ["", "yesterday", "31/02/2026", "2026-13-01", "1/2", "12.5", "00/00/2026", "32 March 2026"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert Dates(order="day_first").day(text) is None


@pytest.mark.parametrize(
    ("texts", "order", "asks"),
    [
        (["03/04/2026", "27/03/2026"], "day_first", True),
        (["03/04/2026", "03/27/2026 10:05:00 AM"], "month_first", True),
        (["27/03/2026", "03/27/2026"], None, False),
        (["03/04/2026"], None, True),
        (["2026-03-04", "4 March 2026", "03/03/2026"], None, False),
    ],
)
def test_the_order_is_told_only_by_a_number_over_twelve(texts: list[str], order: str | None, asks: bool) -> None:
    assert order_told(texts) == (order, asks)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:30", time(14, 30)), ("2:30 PM", time(14, 30)), ("12:05 am", time(0, 5)), ("12:05 p.m.", time(12, 5)),
        ("09:05:07", time(9, 5, 7)), ("9.05", time(9, 5)), ("14:30:00+01:00", time(14, 30)), ("25:00", None),
        ("13:00 PM", None), ("noon", None),
    ],
)  # fmt: skip
def test_times_of_day(text: str, clock: time | None) -> None:
    assert read_time(text) == clock


def test_two_digits_of_a_year_are_this_century_or_the_end_of_the_last() -> None:
    assert Dates(order="day_first").day("03/04/26") == date(2026, 4, 3)
    assert Dates(order="day_first").day("03/04/85") == date(1985, 4, 3)
