"""The clocks of a front door: what is in time by either rule, and what cannot be judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.dip_samples import ClockReading, ClockTerms, decision_clock, in_hours, told_clock
from analysis.working_days import ALWAYS_OPEN, OFFICE_HOURS
from tests.analysis.dip_samples.sampled import OFFICE, referral

BY_DAY = replace(OFFICE, rule="next_working_day")
ROUND_THE_CLOCK = ClockTerms(hours=ALWAYS_OPEN)

# received, decided, by opening hours, by the next working day
DECIDED = [
    ("same-day", "2026-03-02T09:30", "2026-03-02T11:45", "favourable", "favourable"),
    ("exactly-a-day", "2026-03-02T14:00", "2026-03-03T14:00", "favourable", "favourable"),
    ("a-minute-over", "2026-03-02T14:00", "2026-03-03T14:01", "other", "favourable"),
    ("two-days", "2026-03-02T14:00", "2026-03-04T09:30", "other", "other"),
    ("friday-to-monday", "2026-03-06T16:30", "2026-03-09T16:29", "favourable", "favourable"),
    ("friday-night-to-monday-evening", "2026-03-06T20:00", "2026-03-09T17:30", "favourable", "favourable"),
    ("friday-night-to-tuesday-morning", "2026-03-06T20:00", "2026-03-10T09:30", "other", "other"),
    ("friday-night-to-tuesday-at-opening", "2026-03-06T20:00", "2026-03-10T08:59", "favourable", "other"),
    ("over-easter", "2026-04-02T12:00", "2026-04-07T11:00", "favourable", "favourable"),
    ("over-new-year", "2026-12-31T16:00", "2027-01-04T16:30", "other", "favourable"),
    ("clocks-forward", "2026-03-27T16:00", "2026-03-30T16:00", "favourable", "favourable"),
]


@pytest.mark.parametrize(
    ("received", "decided", "by_hours", "by_day"), [one[1:] for one in DECIDED], ids=[one[0] for one in DECIDED]
)
def test_a_decision_is_in_time_by_the_rule_that_the_audit_states(
    received: str, decided: str, by_hours: str, by_day: str
) -> None:
    one = referral("REF-1", g5_received=received, g5_decided=decided)
    for terms, expected, other in ((OFFICE, by_hours, by_day), (BY_DAY, by_day, by_hours)):
        (reading,) = decision_clock([one], terms).readings
        assert reading.state == expected
        assert reading.by_other_rule is (other == "favourable")


def test_a_front_door_that_never_closes_has_twenty_four_hours_whatever_the_clocks_do() -> None:
    late = referral("REF-1", g5_received="2026-10-24T12:00", g5_decided="2026-10-25T12:00")  # 25 hours
    soon = referral("REF-2", g5_received="2026-03-28T12:00", g5_decided="2026-03-29T12:30")  # 23 hours and a half
    found = decision_clock([late, soon], ROUND_THE_CLOCK)
    assert [(one.minutes, one.state) for one in found.readings] == [(1500, "other"), (1410, "favourable")]


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("answers", "why"),
        [
            ({"g5_received": None}, "The record does not say when it was received."),
            ({"g5_decided": None}, "The record does not say when it was decided."),
            ({"g5_received": None, "g5_decided": None}, "when it was received or when it was decided."),
            ({"g5_decided": "2026-03-01T10:00"}, "the second is before the first"),
            ({"g5_received": "1926-03-02T10:00", "g5_decided": "1926-03-02T15:00"}, "known from 2012 to 2028"),
            ({"g5_received": "1926-03-02T10:00"}, "from 1926-03-02 to 2026-03-02 it is more than ten years"),
            ({"g5_received": "2026-03-29T01:30", "g5_decided": "2026-03-30T10:00"}, "does not exist"),
        ],
        ids=["received", "decided", "both", "backwards", "another-century", "a-century-long", "left-out-hour"],
    )
    def test_it_is_told_and_never_counted_as_no_time(self, answers: dict[str, Any], why: str) -> None:
        found = decision_clock([referral("REF-1", **answers), referral("REF-2")], OFFICE)
        assert (found.n_in_time, found.n_judged, found.n_timed, found.median_minutes) == (1, 1, 1, 300)
        (unjudged,) = found.unjudged
        assert why in unjudged.why_not
        assert unjudged.minutes is None

    def test_a_mistyped_year_cannot_be_counted_by_a_door_that_never_closes(self) -> None:
        (unjudged,) = decision_clock([referral("REF-1", g5_received="0202-03-02T10:00")], ROUND_THE_CLOCK).unjudged
        assert "cannot be counted: from 0202-03-02 to 2026-03-02 it is more than ten years" in unjudged.why_not

    def test_without_any_times_there_is_no_median(self) -> None:
        found = decision_clock([referral("REF-1", g5_decided=None)], OFFICE)
        assert (found.median_minutes, found.n_judged) == (None, 0)

    def test_times_with_seconds_or_a_zone_are_the_clock_on_the_wall(self) -> None:
        one = referral("REF-1", g5_received="2026-07-02T10:00:30+01:00", g5_decided="2026-07-02T11:00:30+01:00")
        assert decision_clock([one], OFFICE).median_minutes == 60


class TestTheReferrer:
    def test_the_word_is_counted_from_the_referral_or_from_the_decision(self) -> None:
        one = referral("REF-1", g5_decided="2026-03-03T09:30", g12_told="2026-03-04T09:00")
        from_decided = replace(OFFICE, told_from="decided")
        assert told_clock([one], OFFICE).readings[0].state == "other"
        assert told_clock([one], from_decided).readings[0].state == "favourable"

    def test_who_was_never_told_is_late_and_stands_first(self) -> None:
        found = told_clock(
            [referral("REF-1", g12_told="2026-03-09T10:00"), referral("REF-2", g12="no", without=("g12_told",))], OFFICE
        )
        assert [one.pseudonym for one in found.breaches] == ["REF-2", "REF-1"]
        assert found.breaches[0].why_not == "The referrer was not told."
        assert (found.n_in_time, found.n_judged) == (0, 2)

    def test_an_anonymous_referrer_is_not_for_this_clock(self) -> None:
        found = told_clock([referral("REF-1", source_agency="anonymous", without=("g12", "g12_told"))], OFFICE)
        assert found.readings[0].state == "outside"
        assert found.n_judged == 0

    def test_told_at_an_unknown_time_is_not_judged(self) -> None:
        found = told_clock(
            [referral("REF-1", g12_told=None), referral("REF-2", g12="dont_know", without=("g12_told",))], OFFICE
        )
        assert [one.state for one in found.readings] == ["missing", "missing"]
        assert "when it was told to the referrer" in found.unjudged[0].why_not


def test_every_breach_is_listed_the_longest_first() -> None:
    found = decision_clock(
        [
            referral("REF-1", g5_decided="2026-03-04T11:00"),
            referral("REF-2"),
            referral("REF-3", g5_decided="2026-03-10T11:00"),
        ],
        OFFICE,
    )
    assert [one.pseudonym for one in found.breaches] == ["REF-3", "REF-1"]
    due: list[ClockReading] = list(found.breaches)
    assert {f"{one.due:%Y-%m-%dT%H:%M}" for one in due if one.due} == {"2026-03-03T10:00"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(480, "8 hours"), (495, "8 hours 15 minutes"), (61, "1 hour 1 minute"), (0, "0 minutes"), (59.6, "1 hour")],
)
def test_minutes_are_said_in_hours(minutes: float, words: str) -> None:
    assert in_hours(minutes) == words


def test_the_rule_is_said_with_the_length_of_its_day() -> None:
    assert OFFICE.sentence.endswith("One working day is 8 hours.")
    assert OFFICE_HOURS.working_day == 480
