from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.working_days import (
    BANK_HOLIDAYS,
    ENGLAND_AND_WALES,
    add_working_days,
    count_working_days,
    is_working_day,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(2012, 6, 1), date(2027, 9, 1))


def plainly_working(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def step_by_step(day: date, n: int, trigger_day: int, off_day_trigger: str) -> date:
    """The same by walking from day to day."""
    step = DAY if n > 0 else -DAY
    if trigger_day == 0:
        while off_day_trigger == "moves" and not plainly_working(day):
            day += step
        day += step
    left = abs(n)
    while True:
        left -= plainly_working(day)
        if not left:
            return day
        day += step


@given(DAYS, st.integers(-60, 60).filter(bool), st.sampled_from([0, 1]), st.sampled_from(["stays", "moves"]))
def test_the_nth_working_day_is_the_one_found_step_by_step(day: date, n: int, first: int, off: str) -> None:
    found = add_working_days(day, n, trigger_day=first, off_day_trigger=off)
    assert found == step_by_step(day, n, first, off)
    assert is_working_day(found)


@given(DAYS, st.integers(0, 400), st.sampled_from([0, 1]))
def test_the_count_is_the_one_made_day_by_day(start: date, length: int, first: int) -> None:
    end = start + length * DAY
    days = [start + step * DAY for step in range(1 - first, length + 1)]
    assert count_working_days(start, end, trigger_day=first) == sum(map(plainly_working, days))


@given(DAYS, st.integers(1, 60), st.sampled_from([0, 1]))
def test_counting_undoes_adding(day: date, n: int, first: int) -> None:
    assert count_working_days(day, add_working_days(day, n, trigger_day=first), trigger_day=first) == n


@pytest.mark.parametrize(
    ("day", "n", "first", "off", "found"),
    [
        # by hand, on the calendar of December 2026: Friday 25 and Monday 28 are off
        (date(2026, 12, 18), 5, 0, "stays", date(2026, 12, 29)),
        (date(2026, 12, 18), 5, 1, "stays", date(2026, 12, 24)),
        (date(2026, 12, 19), 5, 0, "stays", date(2026, 12, 29)),
        (date(2026, 12, 19), 5, 0, "moves", date(2026, 12, 30)),
        (date(2026, 12, 19), 5, 1, "stays", date(2026, 12, 29)),
        (date(2026, 12, 26), 1, 0, "stays", date(2026, 12, 29)),
        (date(2026, 12, 29), 15, 0, "stays", date(2027, 1, 20)),
        (date(2026, 12, 29), -1, 0, "stays", date(2026, 12, 24)),
        (date(2026, 12, 27), -1, 0, "stays", date(2026, 12, 24)),
        (date(2026, 12, 27), -1, 0, "moves", date(2026, 12, 23)),
        (date(2022, 9, 16), 1, 0, "stays", date(2022, 9, 20)),
    ],
)
def test_days_counted_by_hand_come_out(day: date, n: int, first: int, off: str, found: date) -> None:
    assert add_working_days(day, n, trigger_day=first, off_day_trigger=off) == found


def test_an_offices_own_closing_days_can_be_added_under_a_name() -> None:
    own = ENGLAND_AND_WALES.with_days_off([date(2026, 12, 29)], "the council's offices")
    assert add_working_days(date(2026, 12, 18), 5, calendar=own) == date(2026, 12, 30)
    assert not is_working_day(date(2026, 12, 29), own)
    with pytest.raises(ValueError, match="the working days of the council's offices are known from 2012 to 2028"):
        is_working_day(date(2029, 1, 1), own)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: add_working_days(date(2028, 12, 22), 5), "2 January 2029"),
        (lambda: add_working_days(date(2029, 3, 1), 5), "1 March 2029"),
        (lambda: add_working_days(date(2012, 1, 4), -5), "December 2011"),
        (lambda: count_working_days(date(2011, 12, 30), date(2012, 2, 1)), "30 December 2011"),
        (lambda: count_working_days(date(2028, 12, 30), date(2029, 2, 1)), "1 February 2029"),
        (lambda: is_working_day(date(2030, 6, 3)), "3 June 2030"),
    ],
)
def test_beyond_the_bundled_years_the_error_names_the_day_and_the_years(call, named: str) -> None:
    with pytest.raises(ValueError, match=f"{named} cannot be counted to or from: .* from 2012 to 2028"):
        call()


def test_the_last_bundled_days_can_still_be_counted() -> None:
    assert add_working_days(date(2028, 12, 22), 3) == date(2028, 12, 29)
    assert count_working_days(date(2012, 1, 1), date(2012, 1, 3)) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: add_working_days(date(2026, 1, 5), 0), "n is 0"),
        (lambda: add_working_days(date(2026, 1, 5), 1, trigger_day=2), "trigger_day is 2"),
        (lambda: add_working_days(date(2026, 1, 5), 1, off_day_trigger="back"), "off_day_trigger is 'back'"),
        (lambda: count_working_days(date(2026, 1, 5), date(2026, 1, 4)), "end is 2026-01-04, which is before start"),
        (lambda: count_working_days(date(2026, 1, 5), date(2026, 1, 6), trigger_day=-1), "trigger_day is -1"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
