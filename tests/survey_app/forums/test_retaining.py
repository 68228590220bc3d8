"""Bookings and cycles go when their time has come, with what hangs on them, and not before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.models import Partnership, RetentionRule
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from tests.survey_app.factories import make_partnership
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

HELD_ON = datetime(2020, 3, 2, 10, tzinfo=UTC)
TWO_YEARS_ON, EIGHT_YEARS_ON = date(2022, 4, 1), date(2028, 4, 1)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session)
    add_default_rules(session, found)
    return found


@pytest.fixture
def cycle(session: Session, partnership: Partnership) -> HubCycle:
    return make_hub_cycle(session, partnership, starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 31))


@pytest.fixture
def booking(session: Session, cycle: HubCycle) -> Booking:
    forum = make_forum(session, cycle, starts_at=HELD_ON, ends_at=HELD_ON + timedelta(hours=2))
    return make_booking(session, forum, entered_at=HELD_ON)


def run(session: Session, day: date) -> tuple[int, int, int]:
    """Apply the rules on a day and once the grace has passed; how many bookings, forums and cycles are left."""
    for today in (day, day + timedelta(days=GRACE_DAYS + 1)):
        apply_retention(session, today=today)
        session.expire_all()
    left = (session.scalar(select(func.count()).select_from(model)) or 0 for model in (Booking, Forum, HubCycle))
    bookings, forums, cycles = left
    return bookings, forums, cycles


def test_bookings_go_after_their_months_and_the_cycle_stays(session: Session, booking: Booking) -> None:
    assert run(session, date(2021, 4, 1)) == (1, 1, 1)
    assert run(session, TWO_YEARS_ON) == (0, 1, 1)


def test_a_cycle_goes_with_its_forums(session: Session, booking: Booking) -> None:
    assert run(session, EIGHT_YEARS_ON) == (0, 0, 0)


def test_a_cycle_waits_for_bookings_that_are_kept_longer(
    session: Session, partnership: Partnership, booking: Booking
) -> None:
    rule = session.scalars(
        select(RetentionRule).where(
            RetentionRule.partnership_id == partnership.id, RetentionRule.record_type == "booking"
        )
    ).one()
    rule.months = 240
    assert run(session, EIGHT_YEARS_ON) == (1, 1, 1)


def test_a_legal_hold_on_a_cycle_holds_its_bookings(session: Session, cycle: HubCycle, booking: Booking) -> None:
    cycle.legal_hold = True
    assert run(session, EIGHT_YEARS_ON) == (1, 1, 1)


def test_a_legal_hold_on_a_booking_holds_its_cycle(session: Session, booking: Booking) -> None:
    booking.legal_hold = True
    make_booking(session, booking.forum, entered_at=HELD_ON)
    assert run(session, EIGHT_YEARS_ON) == (1, 1, 1)


def test_another_partnership_keeps_its_own(session: Session, booking: Booking) -> None:
    other = make_hub_cycle(session, starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 31))  # without any rule
    make_booking(session, make_forum(session, other), entered_at=HELD_ON)
    assert run(session, EIGHT_YEARS_ON) == (1, 1, 1)
