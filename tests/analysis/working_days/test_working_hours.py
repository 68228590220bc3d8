"""Working hours against cases worked by hand, and against counting every minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.working_days import (
    ALWAYS_OPEN,
    BANK_HOLIDAYS,
    OFFICE_HOURS,
    OpeningHours,
    next_open_day,
    open_minutes,
    opening_hours_from_document,
    opening_hours_to_document,
    within_working_hours,
)
from analysis.working_days.opening_hours import DAY, minutes_of
from analysis.working_days.working_hours import LONDON

MINUTE = timedelta(minutes=1)
WITH_SATURDAY = replace(OFFICE_HOURS, weekly=(*OFFICE_HOURS.weekly[:5], (10 * 60, 13 * 60), None))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


BY_HAND = [
    ("within-one-day", "2026-03-02T09:30", "2026-03-02T11:45", OFFICE_HOURS, 135),
    ("before-opening", "2026-03-02T07:00", "2026-03-02T10:00", OFFICE_HOURS, 60),
    ("after-closing", "2026-03-02T18:30", "2026-03-03T09:20", OFFICE_HOURS, 20),
    ("decided-after-closing", "2026-03-02T16:00", "2026-03-02T20:00", OFFICE_HOURS, 60),
    ("over-a-weekend", "2026-03-06T16:30", "2026-03-09T09:45", OFFICE_HOURS, 75),
    ("all-on-a-sunday", "2026-03-08T10:00", "2026-03-08T15:00", OFFICE_HOURS, 0),
    ("exactly-a-day", "2026-03-02T09:00", "2026-03-02T17:00", OFFICE_HOURS, 480),
    ("same-time-next-day", "2026-03-02T14:00", "2026-03-03T14:00", OFFICE_HOURS, 480),
    ("over-easter", "2026-04-02T16:00", "2026-04-07T10:00", OFFICE_HOURS, 120),
    ("over-new-year", "2026-12-31T15:00", "2027-01-04T10:00", OFFICE_HOURS, 180),
    ("over-christmas-2026", "2026-12-24T16:00", "2026-12-29T10:00", OFFICE_HOURS, 120),
    ("on-a-bank-holiday", "2026-08-31T10:00", "2026-08-31T15:00", OFFICE_HOURS, 0),
    ("at-the-same-moment", "2026-03-02T10:00", "2026-03-02T10:00", OFFICE_HOURS, 0),
    ("clocks-forward-by-office-hours", "2026-03-27T16:00", "2026-03-30T10:00", OFFICE_HOURS, 120),
    ("clocks-forward-all-night", "2026-03-28T23:00", "2026-03-29T06:00", ALWAYS_OPEN, 6 * 60),
    ("clocks-back-all-night", "2026-10-24T23:00", "2026-10-25T06:00", ALWAYS_OPEN, 8 * 60),
    ("over-midnight-all-night", "2026-03-02T23:50", "2026-03-03T00:10", ALWAYS_OPEN, 20),
    ("christmas-all-night", "2026-12-24T12:00", "2026-12-26T12:00", ALWAYS_OPEN, 48 * 60),
    ("on-a-saturday", "2026-03-06T16:30", "2026-03-07T11:00", WITH_SATURDAY, 90),
    ("through-a-saturday", "2026-03-06T16:30", "2026-03-09T09:30", WITH_SATURDAY, 30 + 180 + 30),
]


@pytest.mark.parametrize(
    ("received", "decided", "hours", "minutes"), [case[1:] for case in BY_HAND], ids=[case[0] for case in BY_HAND]
)
def test_the_minutes_are_those_worked_by_hand(received: str, decided: str, hours: OpeningHours, minutes: int) -> None:
    assert open_minutes(at(received), at(decided), hours) == minutes


LIMITS = [
    ("next-day-same-time", "2026-03-02T14:00", OFFICE_HOURS, "2026-03-03T14:00"),
    ("at-opening", "2026-03-02T09:00", OFFICE_HOURS, "2026-03-02T17:00"),
    ("at-closing", "2026-03-02T17:00", OFFICE_HOURS, "2026-03-03T17:00"),
    ("in-the-night", "2026-03-03T02:00", OFFICE_HOURS, "2026-03-03T17:00"),
    ("friday-evening", "2026-03-06T18:00", OFFICE_HOURS, "2026-03-09T17:00"),
    ("over-easter", "2026-04-02T16:00", OFFICE_HOURS, "2026-04-07T16:00"),
    ("over-christmas", "2026-12-24T16:30", OFFICE_HOURS, "2026-12-29T16:30"),
    ("saturday-morning-counts", "2026-03-06T16:00", WITH_SATURDAY, "2026-03-09T13:00"),
    ("all-night-clocks-forward", "2026-03-28T12:00", ALWAYS_OPEN, "2026-03-29T13:00"),
    ("all-night-clocks-back", "2026-10-24T12:00", ALWAYS_OPEN, "2026-10-25T11:00"),
]


@pytest.mark.parametrize(
    ("received", "hours", "limit"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS]
)
def test_a_working_day_ends_when_worked_out_by_hand(received: str, hours: OpeningHours, limit: str) -> None:
    assert within_working_hours(at(received), hours) == at(limit)


def minute_by_minute(start: datetime, end: datetime, hours: OpeningHours) -> int:
    """Every minute that passed, one by one, with what the clock on the wall said in it."""
    first, last = (moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in (start, end))
    count = 0
    while first < last:
        wall = first.astimezone(LONDON)
        span = hours.weekly[wall.weekday()]
        shut = not hours.open_on_bank_holidays and wall.date() in BANK_HOLIDAYS
        count += not shut and span is not None and span[0] <= wall.hour * 60 + wall.minute < span[1]
        first += MINUTE
    return count


# What opens or closes between one and two at night may do so twice in one night: the count then takes the first.
CLOCK = st.integers(0, DAY).filter(lambda minutes: not 60 < minutes < 120)
SPANS = st.none() | st.tuples(CLOCK, CLOCK).filter(lambda span: span[0] < span[1])
HOURS = st.builds(
    OpeningHours,
    weekly=st.lists(SPANS, min_size=7, max_size=7).map(tuple).filter(any),
    open_on_bank_holidays=st.booleans(),
)
STARTS = st.sampled_from(
    [date(2026, 3, 26), date(2026, 10, 23), date(2026, 12, 23), date(2027, 12, 30), date(2026, 4, 1), date(2026, 7, 6)]
)


@given(HOURS, STARTS, st.integers(0, 3 * DAY), st.integers(0, 4 * DAY))
def test_the_minutes_are_those_counted_one_by_one(hours: OpeningHours, day: date, after: int, long: int) -> None:
    start = datetime.combine(day, datetime.min.time()) + after * MINUTE
    end = start + long * MINUTE
    for moment in (start, end):
        if moment.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != moment:
            with pytest.raises(ValueError, match="does not exist"):
                open_minutes(start, end, hours)
            return
    assert open_minutes(start, end, hours) == minute_by_minute(start, end, hours)


@given(HOURS, STARTS, st.integers(0, 3 * DAY), st.integers(1, 600))
def test_at_the_limit_the_minutes_are_full_and_not_before(
    hours: OpeningHours, day: date, after: int, minutes: int
) -> None:
    start = datetime.combine(day, datetime.min.time().replace(hour=3)) + after * MINUTE
    if start.date() in (date(2026, 3, 29), date(2026, 10, 25)):
        return  # the hour before may not exist or be there twice
    weekly = open_minutes(datetime(2026, 6, 8), datetime(2026, 6, 15), hours)
    assume(minutes <= 40 * weekly)  # a door that opens for a minute a week has none of that within a year
    limit = within_working_hours(start, hours, minutes=minutes)
    if 1 <= limit.hour < 2 or 1 <= (limit - MINUTE).hour < 2:
        return
    assert open_minutes(start, limit, hours) == minutes
    assert open_minutes(start, limit - MINUTE, hours) == minutes - 1


class TestWhatCannotBeCounted:
    def test_an_end_before_the_start_is_refused_rather_than_counted_as_nothing(self) -> None:
        with pytest.raises(ValueError, match="before start"):
            open_minutes(at("2026-03-03T10:00"), at("2026-03-02T10:00"), OFFICE_HOURS)

    def test_a_time_that_the_clocks_left_out_is_refused(self) -> None:
        with pytest.raises(ValueError, match="01:30 on 29 March 2026 does not exist"):
            open_minutes(at("2026-03-29T01:30"), at("2026-03-29T12:00"), ALWAYS_OPEN)

    def test_a_time_with_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="has a zone"):
            open_minutes(at("2026-03-02T10:00+00:00"), at("2026-03-02T12:00"), OFFICE_HOURS)

    def test_a_year_of_unknown_bank_holidays_is_refused_unless_they_make_no_difference(self) -> None:
        with pytest.raises(ValueError, match="known from 2012 to 2028"):
            open_minutes(at("1926-03-02T10:00"), at("1926-03-02T12:00"), OFFICE_HOURS)
        assert open_minutes(at("1926-03-02T10:00"), at("1926-03-02T12:00"), ALWAYS_OPEN) == 120

    def test_a_mistyped_year_is_refused_at_once(self) -> None:
        with pytest.raises(ValueError, match="from 0202-03-02 to 2026-03-03 it is more than ten years"):
            open_minutes(at("0202-03-02T10:00"), at("2026-03-03T12:00"), ALWAYS_OPEN)
        with pytest.raises(ValueError, match="more than ten years"):
            open_minutes(at("2014-03-02T10:00"), at("2026-03-03T12:00"), OFFICE_HOURS)
        assert open_minutes(at("2016-03-02T10:00"), at("2026-03-02T10:00"), ALWAYS_OPEN) == 3652 * 24 * 60

    def test_no_minutes_are_no_limit(self) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            within_working_hours(at("2026-03-02T10:00"), OFFICE_HOURS, minutes=0)


class TestOpeningHours:
    def test_they_come_back_as_they_were_stored(self) -> None:
        for hours in (OFFICE_HOURS, ALWAYS_OPEN, WITH_SATURDAY):
            assert opening_hours_from_document(opening_hours_to_document(hours)) == hours

    def test_they_are_said_in_words(self) -> None:
        assert OFFICE_HOURS.sentence == "Monday to Friday 09:00 to 17:00; closed on bank holidays"
        assert ALWAYS_OPEN.sentence == "Every day, all day and night; open on bank holidays"
        assert WITH_SATURDAY.sentence == (
            "Monday to Friday 09:00 to 17:00, Saturday 10:00 to 13:00; closed on bank holidays"
        )

    @pytest.mark.parametrize(
        ("weekly", "fault"),
        [
            (((540, 1020),) * 6, "not seven"),
            (((1020, 540), *((None,) * 6)), "Monday opens at 17:00 and closes at 09:00"),
            ((None,) * 7, "closed on every day"),
        ],
        ids=["six-days", "backwards", "never"],
    )
    def test_what_can_be_no_hours_is_refused(self, weekly: tuple[tuple[int, int] | None, ...], fault: str) -> None:
        with pytest.raises(ValueError, match=fault):
            OpeningHours(weekly=weekly)

    @pytest.mark.parametrize(("text", "minutes"), [("09:00", 540), ("9.30", 570), ("24:00", DAY), ("0:00", 0)])
    def test_a_time_of_day_is_read(self, text: str, minutes: int) -> None:
        assert minutes_of(text) == minutes

    @pytest.mark.parametrize("text", ["9", "25:00", "24:01", "nine", ""])
    def test_what_is_no_time_of_day_is_named(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a time of day"):
            minutes_of(text)

    def test_the_next_day_that_it_opens_passes_over_holidays(self) -> None:
        assert next_open_day(date(2026, 4, 2), OFFICE_HOURS) == date(2026, 4, 7)
        assert next_open_day(date(2026, 3, 6), WITH_SATURDAY) == date(2026, 3, 7)
        assert next_open_day(date(2026, 12, 24), ALWAYS_OPEN) == date(2026, 12, 25)
