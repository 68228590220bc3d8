from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.durations import ClockResult, clock_result
from analysis.working_days import (
    FRONT_DOOR_DECISION,
    NOTIFICATION,
    NOTIFICATION_OF_INCIDENT,
    PRACTICE_REVIEW,
    RAPID_REVIEW,
    REPORT_TO_PANEL,
    due_date,
)

AS_OF = date(2027, 1, 4)


def judged(rows: pd.DataFrame, clock=NOTIFICATION, as_of: date = AS_OF, **further) -> ClockResult:
    return clock_result(rows, clock, key="case", trigger="aware", done="notified", as_of=as_of, **further)


def cases(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["case", "aware", "notified"])


# Constructed. Due on 29 December 2026 where aware on the 18th, on 6 January 2027 where aware on the 29th.
ROWS = cases(
    ("on the last day", "2026-12-18", "2026-12-29"),
    ("a day late", "2026-12-18", "2026-12-30"),
    ("overdue", "2026-12-18", None),
    ("open, not yet due", "2026-12-29", None),
    ("at once", "2026-12-29", "2026-12-29"),
    ("after the report", "2026-12-29", "2027-01-05"),
    ("no trigger", None, "2026-12-29"),
    ("begins after the report", "2027-01-05", None),
    ("done before it began", "2026-12-29", "2026-12-28"),
)


def test_every_case_is_judged_as_the_rules_say() -> None:
    result = judged(ROWS)
    assert (result.n_in_time, result.n_open, result.n_judged) == (2, 2, 4)
    assert (result.n_missing, result.n_not_begun, result.n_impossible) == (1, 1, 1)
    assert (result.share.estimate, result.share.n_used) == (0.5, 4)
    assert [(one.key, one.due, one.done, one.days_late) for one in result.breaches] == [
        ("a day late", date(2026, 12, 29), date(2026, 12, 30), 1),
        ("overdue", date(2026, 12, 29), None, 6),
    ]


def test_an_open_case_is_a_breach_from_the_day_after_its_due_day() -> None:
    open_case = cases(("A", "2026-12-18", None))
    on_the_day, the_day_after = (judged(open_case, as_of=date(2026, 12, day)) for day in (29, 30))
    assert (on_the_day.n_open, on_the_day.breaches) == (1, ())
    assert on_the_day.share.why_not is not None
    assert (the_day_after.n_open, [one.days_late for one in the_day_after.breaches]) == (0, [1])


def test_what_was_due_on_a_friday_and_done_on_the_saturday_is_late() -> None:
    rows = cases(("A", "2026-01-02", "2026-01-10"))
    assert due_date(NOTIFICATION, date(2026, 1, 2)) == date(2026, 1, 9)
    assert [one.days_late for one in judged(rows).breaches] == [1]


def test_the_local_plan_judges_the_same_case_otherwise() -> None:
    rows = cases(("A", "2026-12-18", "2026-12-29"))
    assert judged(rows).n_in_time == 1
    assert [one.days_late for one in judged(rows, NOTIFICATION_OF_INCIDENT).breaches] == [6]
    assert [one.days_late for one in judged(rows, replace(NOTIFICATION, trigger_day=1)).breaches] == [5]


def test_the_median_counts_open_cases_and_working_days() -> None:
    result = judged(
        cases(*((key, "2026-12-18", end) for key, end in zip("abc", ("2026-12-22", "2026-12-29", None), strict=True)))
    )
    assert result.median is not None
    assert (result.median.estimate, result.median.n_censored, result.median_unit) == (5, 1, "working days")


def test_months_are_judged_by_dates_and_measured_in_calendar_days() -> None:
    rows = cases(("A", "2026-03-31", "2026-09-30"), ("B", "2026-03-31", "2026-10-01"))
    result = judged(rows, PRACTICE_REVIEW)
    assert [one.key for one in result.breaches] == ["B"]
    assert result.median is not None
    assert (result.median.estimate, result.median_unit) == (183.5, "calendar days")


def test_a_clock_to_an_event_ahead_is_judged_too() -> None:
    # Publication on 9 April 2026: the report has to be there by 27 March
    rows = cases(
        ("in time", "2026-04-09", "2026-03-27"), ("late", "2026-04-09", "2026-03-28"), ("not sent", "2026-04-09", None),
        ("published first", "2026-04-09", "2026-04-20"), ("ahead", "2026-06-09", None), ("no date", None, None),
    )  # fmt: skip
    result = judged(rows, REPORT_TO_PANEL, as_of=date(2026, 4, 1))
    assert (result.n_in_time, result.n_open, result.n_missing) == (1, 1, 1)
    assert {one.key: one.days_late for one in result.breaches} == {"late": 1, "not sent": 5, "published first": 5}
    assert (result.n_not_begun, result.n_impossible, result.median) == (0, 0, None)
    assert result.why_no_median is not None


@given(
    st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(-3, 60)), min_size=1, max_size=25),
    st.sampled_from([NOTIFICATION, FRONT_DOOR_DECISION, RAPID_REVIEW, NOTIFICATION_OF_INCIDENT, PRACTICE_REVIEW]),
    st.integers(0, 300),
)
def test_each_case_is_judged_as_it_would_be_alone(drawn, clock, until: int) -> None:
    start = date(2026, 3, 1)
    as_of = start + timedelta(until)
    rows, counts = [], {"in time": 0, "late": 0, "open": 0, "not begun": 0, "impossible": 0}
    for number, (begins, takes) in enumerate(drawn):
        trigger = start + timedelta(begins)
        done = None if takes is None else trigger + timedelta(takes)
        rows.append((str(number), trigger, done))
        known = done if done is not None and done <= as_of else None
        if trigger > as_of:
            kind = "not begun"
        elif done is not None and done < trigger:
            kind = "impossible"
        elif (known or as_of) > due_date(clock, trigger):
            kind = "late"
        else:
            kind = "in time" if known else "open"
        counts[kind] += 1
    result = judged(pd.DataFrame(rows, columns=["case", "aware", "notified"]), clock, as_of)
    found = (result.n_in_time, len(result.breaches), result.n_open, result.n_not_begun, result.n_impossible)
    assert found == tuple(counts.values())


@given(st.permutations(range(9)))
def test_the_order_of_the_cases_does_not_matter(order: list[int]) -> None:
    assert judged(ROWS.iloc[order]) == judged(ROWS)


@pytest.mark.parametrize("rows", [ROWS.head(0), cases(("A", None, None)), cases(("A", "2027-01-04", None))])
def test_nobody_to_judge_gives_no_share_and_says_so(rows: pd.DataFrame) -> None:
    result = judged(rows)
    assert (result.share.estimate, result.n_judged) == (None, 0)
    assert result.share.why_not is not None
    assert result.median is not None
    assert result.median.why_not is not None


def test_one_case_and_all_in_time() -> None:
    result = judged(cases(("A", "2026-12-18", "2026-12-18")))
    assert (result.share.estimate, result.breaches) == (1.0, ())


def test_two_hundred_thousand_cases_are_judged() -> None:
    days = np.resize(pd.date_range("2014-01-01", "2026-11-30").to_numpy(), 200_000)
    late = np.arange(200_000) % 1000 == 0
    rows = pd.DataFrame({"case": np.arange(200_000), "aware": days, "notified": days + late * np.timedelta64(30, "D")})
    assert len(judged(rows).breaches) == 200


@pytest.mark.parametrize(
    ("rows", "further", "message"),
    [
        (ROWS.drop(columns="case"), {}, "there is no column 'case'"),
        (ROWS.drop(columns="aware"), {}, "there is no column 'aware'"),
        (cases(("A", "18/12/2026", None)), {}, "column 'aware' holds '18/12/2026'"),
        (ROWS.assign(case=[None, *ROWS["case"][1:]]), {}, "column 'case' has no value in row 0"),
        (ROWS, {"confidence": 0.0}, "confidence is 0.0"),
        (cases(("A", "2028-12-28", None)), {"as_of": date(2028, 12, 29)}, "from 2012 to 2028"),
    ],
)
def test_impossible_input_is_refused_with_the_value(rows, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        judged(rows, **further)
