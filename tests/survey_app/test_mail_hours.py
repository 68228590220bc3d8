"""Mail that can wait goes out on working hours of London, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.mail_hours import LONDON, MailHours, read_mail_hours

USUAL = read_mail_hours("Mon-Fri 07:30-19:00")
assert USUAL is not None


def at(text: str) -> datetime:
    """A moment of London's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-03 07:29:59", False), ("2026-03-03 07:30:00", True), ("2026-03-03 18:59:59", True),
        ("2026-03-03 19:00:00", False), ("2026-03-07 12:00:00", False), ("2026-03-08 12:00:00", False),
        # summer time begins on Sunday 29 March 2026 and ends on Sunday 25 October
        ("2026-03-30 07:29:00", False), ("2026-03-30 07:30:00", True), ("2026-03-30 18:59:00", True),
        ("2026-10-26 07:30:00", True), ("2026-10-26 18:59:00", True), ("2026-10-26 19:00:00", False),
    ],
)  # fmt: skip
def test_mail_goes_out_on_working_hours_by_the_clock_on_the_wall(moment: str, allowed: bool) -> None:
    assert USUAL is not None
    assert USUAL.allow(at(moment)) is allowed


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-03-03 10:00", "2026-03-03 10:00"), ("2026-03-03 05:00", "2026-03-03 07:30"),
        ("2026-03-03 19:00", "2026-03-04 07:30"), ("2026-03-06 22:00", "2026-03-09 07:30"),
        ("2026-03-28 12:00", "2026-03-30 07:30"), ("2026-10-24 12:00", "2026-10-26 07:30"),
    ],
)  # fmt: skip
def test_mail_waits_for_the_next_morning_of_a_working_day(moment: str, opening: str) -> None:
    assert USUAL is not None
    assert USUAL.next_opening(at(moment)) == at(opening)


def test_half_past_seven_is_another_moment_in_summer() -> None:
    assert USUAL is not None
    assert USUAL.next_opening(at("2026-03-28 12:00")).hour == 6
    assert USUAL.next_opening(at("2026-10-24 12:00")).hour == 7


@pytest.mark.parametrize(
    "hours", ["Mon-Fri 07:30-19:00", "sun 01:30-01:45", "Mon-Sun 00:00-23:59", "Sat-Sun 09:00-10:00"]
)
def test_every_moment_of_a_year_has_a_next_opening_within_two_weeks(hours: str) -> None:
    found = read_mail_hours(hours)
    assert isinstance(found, MailHours)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year == 2026:
        opening = found.next_opening(moment)
        assert found.allow(opening)
        assert moment <= opening <= moment + timedelta(days=15)
        moment += timedelta(minutes=177)


@pytest.mark.parametrize(
    "text",
    ["", "never", "Mon-Fri", "Mon-Fri 19:00-07:30", "Fri-Mon 07:30-19:00", "Mon-Fri 25:00-26:00", "Xyz 07:30-19:00"],
)
def test_hours_that_cannot_be_read_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Give|The first)"):
        read_mail_hours(text)


def test_always_means_no_hours() -> None:
    assert read_mail_hours(" Always ") is None
