from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.working_days import (
    ASSESSMENT,
    CLOCKS,
    CONFERENCE,
    FRONT_DOOR_DECISION,
    NOTIFICATION,
    NOTIFICATION_OF_INCIDENT,
    PRACTICE_REVIEW,
    RAPID_REVIEW,
    REPORT_TO_PANEL,
    due_date,
    due_dates,
)


@pytest.mark.parametrize(
    ("clock", "trigger", "due"),
    [
        # The fixture: aware on Friday 18 December 2026, notified on the last day, then the rapid review.
        (NOTIFICATION, date(2026, 12, 18), date(2026, 12, 29)),
        (RAPID_REVIEW, date(2026, 12, 29), date(2027, 1, 20)),
        # The same in a local plan that counts five days of the incident, or from the day itself
        (NOTIFICATION_OF_INCIDENT, date(2026, 12, 18), date(2026, 12, 23)),
        (replace(NOTIFICATION_OF_INCIDENT, unit="working days"), date(2026, 12, 18), date(2026, 12, 29)),
        (replace(NOTIFICATION, trigger_day=1), date(2026, 12, 18), date(2026, 12, 24)),
        (replace(NOTIFICATION_OF_INCIDENT, trigger_day=1), date(2026, 12, 18), date(2026, 12, 22)),
        # by hand: a referral on Maundy Thursday 2026 is decided on Tuesday 7 April
        (FRONT_DOOR_DECISION, date(2026, 4, 2), date(2026, 4, 7)),
        (FRONT_DOOR_DECISION, date(2026, 4, 4), date(2026, 4, 7)),
        (replace(FRONT_DOOR_DECISION, off_day_trigger="moves"), date(2026, 4, 4), date(2026, 4, 8)),
        (CONFERENCE, date(2026, 3, 16), date(2026, 4, 8)),
        (ASSESSMENT, date(2026, 3, 2), date(2026, 5, 7)),
        (PRACTICE_REVIEW, date(2026, 3, 15), date(2026, 9, 15)),
        (REPORT_TO_PANEL, date(2026, 4, 9), date(2026, 3, 27)),
    ],
)
def test_dates_counted_by_hand_come_out(clock, trigger: date, due: date) -> None:
    assert due_date(clock, trigger) == due


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 8, 30), date(2027, 2, 28)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 8, 28), date(2027, 2, 28)),
        (date(2026, 3, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2027, 2, 28), date(2027, 8, 28)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_months_last(begun: date, due: date) -> None:
    assert due_date(PRACTICE_REVIEW, begun) == due


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 30))
def test_months_are_those_of_pandas(begun: date, months: int) -> None:
    expected = (pd.Timestamp(begun) + pd.DateOffset(months=months)).date()
    assert due_date(replace(PRACTICE_REVIEW, limit=months), begun) == expected
    back = (pd.Timestamp(begun) - pd.DateOffset(months=months)).date()
    assert due_date(replace(PRACTICE_REVIEW, limit=months, direction="before"), begun) == back


@pytest.mark.parametrize("clock", CLOCKS.values(), ids=list(CLOCKS))
def test_many_cases_have_the_dates_that_each_has_alone_and_missing_stay_missing(clock) -> None:
    triggers = pd.Series(pd.date_range("2026-01-01", periods=400), index=range(100, 500), name="begun")
    triggers[105] = pd.NaT
    found = due_dates(clock, triggers)
    assert found.index.equals(triggers.index)
    assert found.isna().sum() == 1
    for row in (100, 106, 250, 499):
        assert found[row].date() == due_date(clock, triggers[row].date())


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["2026-12-18", None]),
        pd.Series([date(2026, 12, 18), None]),
        pd.Series([datetime(2026, 12, 18, 23, 59), pd.NaT]),
        pd.Series([datetime(2026, 12, 18, 23, 59), float("nan")], dtype=object),
        pd.Series(np.array(["2026-12-18T08:00", "NaT"], dtype="datetime64[ms]")),
    ],
)
def test_dates_may_come_as_text_dates_or_moments(column: pd.Series) -> None:
    found = due_dates(NOTIFICATION, column)
    assert [found[0].date(), found.isna()[1]] == [date(2026, 12, 29), True]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pd.Series(["18/12/2026"], name="aware"), "column 'aware' holds '18/12/2026', which is no date such as"),
        (pd.Series([20261218], name="aware"), "column 'aware' holds 20261218, which is no date"),
        (pd.Series([True], name="aware"), "column 'aware' holds True"),
        (pd.Series(pd.to_datetime(["2026-12-18"]).tz_localize("Europe/London"), name="aware"), "has a time zone"),
        (pd.Series([date(2029, 1, 2)], name="aware"), "2 January 2029 cannot be counted"),
        (pd.Series([date(2028, 12, 29)], name="aware"), "January 2029 cannot be counted .* from 2012 to 2028"),
    ],
)
def test_what_is_no_date_or_beyond_the_years_is_refused(column: pd.Series, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        due_dates(NOTIFICATION, column)


def test_no_cases_have_no_dates_and_two_hundred_thousand_have_theirs() -> None:
    assert due_dates(NOTIFICATION, pd.Series([], dtype="datetime64[s]")).empty
    assert due_dates(NOTIFICATION, pd.Series([None, None])).isna().all()
    many = pd.Series(np.resize(pd.date_range("2014-01-01", "2027-12-31").to_numpy(), 200_000))
    assert due_dates(ASSESSMENT, many).notna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"unit": "weeks"}, "unit is 'weeks'"),
        ({"direction": "around"}, "direction is 'around'"),
        ({"trigger_day": 3}, "trigger_day is 3"),
        ({"unit": "months", "trigger_day": 1}, "trigger_day is 1, but months have no first day"),
        ({"off_day_trigger": "never"}, "off_day_trigger is 'never'"),
    ],
)
def test_a_clock_that_cannot_run_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(NOTIFICATION, **change)


def test_each_clock_says_its_rule() -> None:
    assert FRONT_DOOR_DECISION.sentence.endswith("within 1 working day of the day on which the referral was received")
    assert "at least 7 working days before the day" in REPORT_TO_PANEL.sentence
    assert replace(RAPID_REVIEW, trigger_day=1).sentence.endswith("(that day is day 1)")
