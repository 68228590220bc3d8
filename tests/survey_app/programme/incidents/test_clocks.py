"""Where the clocks of an incident stand, against a count of days one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.working_days import BANK_HOLIDAYS, ENGLAND_AND_WALES
from survey_app.programme.incidents.clocks import ClockState, day_in_london, states_of
from survey_app.programme.incidents.models import ClockRule, IncidentDecision, SeriousIncident
from survey_app.programme.incidents.rules import rule_on


def incident(**values: object) -> SeriousIncident:
    given_values = {"aware_on": date(2026, 12, 18), "rules_up_to": 0, "notified_by": "", "panel_response": ""}
    return SeriousIncident(**(given_values | values))


def approved(kind: str, what: str) -> IncidentDecision:
    return IncidentDecision(
        number=1, kind=kind, what=what, because="Agreed", entered_by_id=1, first_by_id=2, second_by_id=3
    )


def state(one: SeriousIncident, key: str, today: date, own: tuple[ClockRule, ...] = ()) -> ClockState:
    return next(found for found in states_of(one, own, ENGLAND_AND_WALES, today) if found.key == key)


def naive(start: date, n: int, *, first: bool = False, step: int = 1) -> date:
    """The n-th working day after a day, by walking; ``first`` where the day itself may be the first."""
    day, counted = start, 0
    if not first:
        day += timedelta(step)
    while True:
        if day.weekday() < 5 and day not in BANK_HOLIDAYS:
            counted += 1
            if counted == n:
                return day
        day += timedelta(step)


def rule(number: int = 1, **values: object) -> ClockRule:
    given_values = {
        "number": number, "clock": "notification", "trigger_event": "aware", "day_limit": 5, "unit": "working days",
        "trigger_day": 0, "off_day_trigger": "stays", "basis": "A local plan", "holds_from": date(2020, 1, 1),
    }  # fmt: skip
    return ClockRule(**(given_values | values))


def test_aware_on_the_friday_before_christmas_is_notified_by_the_29th() -> None:
    found = state(incident(), "notification", date(2026, 12, 21))
    assert (found.due_on, found.left, found.state) == (date(2026, 12, 29), 4, "running")
    assert found.words == "4 working days left: due on Tuesday 29 December 2026."
    assert (
        found.rule.sentence
        == "The Panel is notified within 5 working days of the day on which the local authority became aware"
    )


def test_notified_on_the_29th_the_rapid_review_is_due_on_20_january() -> None:
    one = incident(notified_on=date(2026, 12, 29), notified_by="head of service")
    assert state(one, "rapid_review", date(2026, 12, 30)).due_on == date(2027, 1, 20)
    assert state(one, "notification", date(2026, 12, 30)).state == "in_time"


days = st.dates(date(2012, 1, 2), date(2028, 9, 30))


@given(days, st.sampled_from((0, 1)), st.integers(1, 30))
def test_working_days_are_those_that_one_counts_by_hand(aware: date, trigger_day: int, limit: int) -> None:
    own = (rule(day_limit=limit, trigger_day=trigger_day, holds_from=date(2000, 1, 1)),)
    one = incident(aware_on=aware, rules_up_to=1)
    expected = naive(aware, limit, first=bool(trigger_day))
    assert state(one, "notification", aware, own).due_on == expected


@given(days, st.integers(1, 20))
def test_a_trigger_on_a_day_off_moves_to_the_next_working_day_where_that_is_the_rule(aware: date, limit: int) -> None:
    own = (rule(day_limit=limit, off_day_trigger="moves", holds_from=date(2000, 1, 1)),)
    one = incident(aware_on=aware, rules_up_to=1)
    assert state(one, "notification", aware, own).due_on == naive(naive(aware, 1, first=True), limit)


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        (date(2022, 6, 1), date(2022, 6, 10)),  # the jubilee: 2 and 3 June
        (date(2022, 9, 16), date(2022, 9, 26)),  # the funeral on the 19th
        (date(2021, 12, 24), date(2022, 1, 5)),  # both substitutes, and 3 January 2022
        (date(2026, 12, 24), date(2027, 1, 5)),  # Boxing Day on the Monday
        (date(2026, 12, 25), date(2027, 1, 5)),  # a bank holiday as trigger
        (date(2026, 12, 26), date(2027, 1, 5)),  # a Saturday
        (date(2028, 2, 24), date(2028, 3, 2)),  # over the leap day
        (date(2028, 2, 29), date(2028, 3, 7)),  # from it
        (date(2028, 12, 22), date(2028, 12, 29)),
    ],
    ids=str,
)
def test_holidays_weekends_and_leap_days(aware: date, due: date) -> None:
    found = state(incident(aware_on=aware), "notification", aware)
    if aware == date(2028, 12, 22):  # 25 and 26 December are off: the fifth working day is in 2029, which is not known
        assert (found.state, found.due_on) == ("unknown", None)
        assert "known from 2012 to 2028" in found.note
        return
    assert found.due_on == due == naive(aware, 5)


@pytest.mark.parametrize(
    ("started", "due"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)), (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 8, 30), date(2028, 2, 29)), (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2026, 10, 15), date(2027, 4, 15)), (date(2026, 7, 31), date(2027, 1, 31)),
    ],
    ids=str,
)  # fmt: skip
def test_six_months_end_on_the_day_of_the_same_number_or_the_last(started: date, due: date) -> None:
    one = incident(
        aware_on=date(2026, 1, 5), notified_on=date(2026, 1, 6), notified_by="head", lcspr_started_on=started
    )
    one.decisions = [approved("rapid_review", "c")]
    assert state(one, "practice_review", started).due_on == due


@given(st.dates(date(2026, 2, 1), date(2028, 12, 1)))
def test_the_report_is_with_the_panel_seven_working_days_before_publication(publish: date) -> None:
    one = incident(aware_on=date(2026, 1, 5), lcspr_started_on=date(2026, 1, 20), publish_on=publish)
    one.decisions = [approved("rapid_review", "c")]
    assert state(one, "report_to_panel", date(2026, 1, 21)).due_on == naive(publish, 7, step=-1)


def test_awareness_late_on_a_summer_evening_in_utc_is_the_next_day_in_london() -> None:
    assert day_in_london(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_in_london(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)
    assert day_in_london(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == date(2026, 10, 25)  # the clocks go back
    assert day_in_london(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == date(2026, 3, 28)  # the night they go forward
    assert day_in_london(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)) == date(2026, 3, 30)


def test_what_happened_on_an_unknown_day_is_counted_from_awareness_so_that_leaving_it_blank_gains_nothing() -> None:
    own = (rule(trigger_event="happened", unit="calendar days"),)
    found = state(incident(rules_up_to=1), "notification", date(2026, 12, 18), own)
    assert found.due_on == date(2026, 12, 23)
    assert "not known" in found.note
    known = state(incident(rules_up_to=1, happened_on=date(2026, 12, 10)), "notification", date(2026, 12, 18), own)
    assert (known.due_on, known.state, known.days_late) == (date(2026, 12, 15), "overdue", 3)


def test_an_incident_keeps_the_rules_that_there_were_when_it_was_entered() -> None:
    later = rule(number=2, day_limit=1, holds_from=date(2020, 1, 1))  # says that it holds from long ago
    one = incident(rules_up_to=1)
    assert state(one, "notification", date(2026, 12, 21), (later, rule())).due_on == date(2026, 12, 29)
    assert state(incident(rules_up_to=2), "notification", date(2026, 12, 21), (later, rule())).due_on == date(
        2026, 12, 21
    )


def test_of_several_rules_that_hold_the_one_that_began_last_counts() -> None:
    own = (
        rule(3, day_limit=3, holds_from=date(2025, 1, 1)),
        rule(2, day_limit=2, holds_from=date(2026, 1, 1)),
        rule(1),
    )
    assert rule_on(own, "notification", date(2026, 6, 1)).clock.limit == 2
    assert rule_on(own, "notification", date(2025, 6, 1)).clock.limit == 3
    assert rule_on(own, "notification", date(2024, 6, 1)).clock.limit == 5
    assert rule_on(own, "notification", date(2019, 6, 1)).number == 0


def test_a_decision_not_to_notify_stops_the_clocks_and_an_outcome_without_a_review_the_review() -> None:
    one = incident()
    one.decisions = [approved("notification", "not_notify")]
    assert {found.state for found in states_of(one, (), ENGLAND_AND_WALES, date(2027, 6, 1))} == {"not_needed"}
    other = incident(notified_on=date(2026, 12, 21), notified_by="head")
    other.decisions = [approved("rapid_review", "b")]
    assert state(other, "practice_review", date(2027, 6, 1)).state == "not_needed"


def test_days_late_and_days_left_are_said_in_words() -> None:
    assert state(incident(), "notification", date(2026, 12, 29)).words.startswith("Due today: ")
    assert state(incident(), "notification", date(2026, 12, 30)).words.startswith("1 calendar day late: it")
    done = state(incident(notified_on=date(2026, 12, 31), notified_by="head"), "notification", date(2027, 1, 5))
    late = "Done on Thursday 31 December 2026, 2 calendar days late."
    assert done.words == f"{late} It was due on Tuesday 29 December 2026."
