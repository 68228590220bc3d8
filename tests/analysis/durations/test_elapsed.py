from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.durations import elapsed_times, kaplan_meier
from analysis.working_days import count_working_days

AS_OF = date(2027, 1, 4)
# Constructed: done, open, same day, done later than the report, begun later, ended before it began, no start.
ROWS = pd.DataFrame(
    {
        "opened": ["2026-12-18", "2026-12-18", "2026-12-18", "2026-12-18", "2027-01-05", "2026-12-18", None],
        "closed": ["2026-12-29", None, "2026-12-18", "2027-02-01", None, "2026-12-17", "2026-12-20"],
    },
    index=list("abcdefg"),
)


@pytest.mark.parametrize(
    ("unit", "first", "durations"),
    [
        ("calendar days", 0, [11, 17, 0, 17]),
        ("calendar days", 1, [12, 18, 1, 18]),
        ("working days", 0, [5, 8, 0, 8]),
        ("working days", 1, [6, 9, 1, 9]),
    ],
)
def test_days_are_counted_in_either_unit_and_from_either_day(unit, first: int, durations: list[int]) -> None:
    times = elapsed_times(ROWS, start="opened", end="closed", as_of=AS_OF, unit=unit, trigger_day=first)
    assert times.durations.dropna().tolist() == durations
    assert times.finished.dropna().tolist() == [True, False, True, False]
    assert times.durations.index.equals(ROWS.index)
    assert times.durations[list("efg")].isna().all()
    assert (times.n_missing, times.n_not_begun, times.n_impossible) == (1, 1, 1)


def test_the_median_leaves_out_the_same_cases() -> None:
    times = elapsed_times(ROWS, start="opened", end="closed", as_of=AS_OF)
    median = kaplan_meier(times.durations, times.finished).median
    assert (median.n_used, median.n_missing, median.estimate) == (4, 3, 11)


def test_a_report_on_a_past_day_comes_out_as_it_would_have_then() -> None:
    then = elapsed_times(ROWS.loc[["a"]], start="opened", end="closed", as_of=date(2026, 12, 28))
    assert (then.durations["a"], then.finished["a"]) == (10, False)


@given(st.dates(date(2013, 1, 1), date(2027, 1, 1)), st.integers(0, 500), st.sampled_from([0, 1]))
def test_each_case_has_the_days_it_has_alone(start: date, length: int, first: int) -> None:
    end = date.fromordinal(start.toordinal() + length)
    rows = pd.DataFrame({"opened": [start], "closed": [end]})
    times = elapsed_times(rows, start="opened", end="closed", as_of=end, unit="working days", trigger_day=first)
    assert times.durations[0] == count_working_days(start, end, trigger_day=first)


def test_nobody_has_no_times_and_two_hundred_thousand_have_theirs() -> None:
    empty = elapsed_times(ROWS.head(0), start="opened", end="closed", as_of=AS_OF, unit="working days")
    assert len(empty.durations) == 0
    days = np.resize(pd.date_range("2014-01-01", "2026-12-31").to_numpy(), 200_000)
    many = pd.DataFrame({"opened": days, "closed": pd.NaT})
    times = elapsed_times(many, start="opened", end="closed", as_of=AS_OF, unit="working days")
    assert times.durations.notna().all()


@pytest.mark.parametrize(
    ("further", "message"),
    [
        ({"unit": "weeks"}, "unit is 'weeks'"),
        ({"start": "begun"}, r"there is no column 'begun'; there are \['opened', 'closed'\]"),
        ({"end": "ended"}, "there is no column 'ended'"),
        ({"unit": "working days", "as_of": date(2030, 1, 1)}, "1 January 2030 cannot be counted .* from 2012 to 2028"),
    ],
)
def test_impossible_input_is_refused_with_the_value(further: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        elapsed_times(ROWS, **({"start": "opened", "end": "closed", "as_of": AS_OF} | further))
