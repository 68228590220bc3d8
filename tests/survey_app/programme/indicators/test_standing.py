"""Who is late: counted in working days, shown to the QA group, and reminded once each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators import reminding
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.reminding import remind
from survey_app.programme.indicators.standing import expected_of
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import give, make_indicator

DECEMBER = date(2026, 12, 1)  # due on 15 January 2027: ten working days after a year's end with a bank holiday


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def council(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def indicator(session: Session, partnership: Partnership, council: Agency) -> IndicatorAdoption:
    return make_indicator(session, partnership, council, first_period=DECEMBER)


def days_late(session: Session, partnership: Partnership, today: date) -> list[int]:
    return [one.days_late for one in expected_of(session, partnership.id, today)]


def test_a_figure_is_late_from_the_working_day_after_its_deadline(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption
) -> None:
    assert days_late(session, partnership, date(2026, 12, 31)) == []
    assert days_late(session, partnership, date(2027, 1, 15)) == [0]
    assert days_late(session, partnership, date(2027, 1, 17)) == [0], "a Sunday is no working day"
    assert days_late(session, partnership, date(2027, 1, 18)) == [1]


def test_a_correction_makes_no_figure_late(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    today = date(2027, 1, 20)
    first = give(session, indicator, council, DECEMBER, 40, 50, today=today)
    assert first is not None
    first.submitted_at = datetime(2027, 1, 15, 23, 30, tzinfo=UTC)
    assert days_late(session, partnership, today) == [0]
    second = give(session, indicator, council, DECEMBER, 41, 50, today=today, reason="Counted again.", seen=1)
    assert second is not None
    second.submitted_at = datetime(2027, 1, 19, 12, tzinfo=UTC)
    assert days_late(session, partnership, today) == [0]


def test_people_of_the_agency_are_reminded_before_and_after_once_each(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    lead = make_user(session, partnership, roles=("agency_lead",), agency=council)
    make_user(session, partnership, roles=("agency_lead",), agency=make_agency(session, partnership))
    make_user(session, partnership, roles=("auditor",), agency=council)
    sent = [remind(session, partnership, date(2027, 1, day)) for day in (5, 11, 12, 15, 16, 18, 19)]
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    messages = session.scalars(select(OutboxMessage).order_by(OutboxMessage.subject)).all()
    assert {one.to_address for one in messages} == {lead.email}
    assert "are due on 15 January 2027" in messages[0].subject
    assert "were due on 15 January 2027" in messages[1].subject
    assert "Decision within one working day: December 2026" in messages[0].body


def test_whoever_has_submitted_is_not_reminded(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    make_user(session, partnership, roles=("agency_lead",), agency=council)
    give(session, indicator, council, DECEMBER, 40, 50, today=date(2027, 1, 4))
    assert remind(session, partnership, date(2027, 1, 12)) == 0
    assert remind(session, partnership, date(2027, 1, 18)) == 0


def test_beyond_the_known_bank_holidays_nothing_is_due_on_a_day_and_nothing_falls_over(
    session: Session, partnership: Partnership, council: Agency
) -> None:
    make_user(session, partnership, roles=("agency_lead",), agency=council)
    indicator = make_indicator(session, partnership, council, first_period=date(2027, 12, 1))
    # With the bundled list, which ends in 2028.
    found = expected_of(session, partnership.id, date(2029, 2, 1))
    assert [one.due_on for one in found if one.start >= date(2028, 12, 1)] == [None, None]
    november = next(one for one in found if one.start == date(2028, 11, 1))
    assert november.due_on == date(2028, 12, 14)
    assert november.is_late
    assert november.days_late is None
    assert not found[0].is_late
    assert remind(session, partnership, date(2029, 2, 1)) > 0, "of what is late by then"
    assert give(session, indicator, council, date(2028, 12, 1), 40, 50, today=date(2029, 2, 1)) is not None


def test_one_partnership_whose_reminders_fail_costs_no_other_its_own(
    session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other = make_partnership(session)
    trust = make_agency(session, other)
    make_indicator(session, other, trust, first_period=DECEMBER)
    leads = [
        make_user(session, one, roles=("agency_lead",), agency=agency).email
        for one, agency in ((partnership, council), (other, trust))
    ]
    session.commit()
    broken, whole = min(partnership.id, other.id), reminding.remind

    def remind_or_fail(session: Session, one: Partnership, day: date) -> int:
        queued = whole(session, one, day)
        if one.id == broken:
            raise RuntimeError("constructed")
        return queued

    monkeypatch.setattr(reminding, "remind", remind_or_fail)
    monkeypatch.setattr(reminding, "now", lambda: datetime(2027, 1, 12, 7, 25, tzinfo=UTC))
    reminding.remind_of_indicators(session)
    assert session.scalars(select(OutboxMessage.to_address)).all() == leads[1:]
