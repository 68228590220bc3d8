"""Whoever manages the programme is reminded of it in April and of the annual report in September, once each."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.programme.year import reminding
from survey_app.programme.year.annual import begin_report, publish
from survey_app.programme.year.reminding import remind, remind_of_year
from tests.survey_app.programme.year.year_world import YearWorld


def mail(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == "year_reminder").order_by(OutboxMessage.id)
    return list(session.scalars(query))


def test_the_programme_and_the_annual_report_are_reminded_of_once_each(world: YearWorld, session: Session) -> None:
    days = [(3, 31), (4, 1), (4, 2), (4, 30), (5, 1), (8, 31), (9, 1), (9, 30), (10, 1)]
    counts = [remind(session, world.partnership, date(2026, month, day)) for month, day in days]
    assert counts == [0, 1, 0, 0, 0, 0, 1, 0, 0]
    assert {one.to_address for one in mail(session)} == {world.qa.email}
    subjects = {one.subject for one in mail(session)}
    assert subjects == {
        "The programme 2026–27 is due by 30 April", "The annual report 2025–26 is due by 30 September",
    }  # fmt: skip


def test_what_is_done_is_not_reminded_of(world: YearWorld, session: Session) -> None:
    world.topic()
    world.endorsed()
    report = begin_report(session, world.id, 2025)
    publish(session, report, date(2026, 7, 1), "https://example.org/r", today=date(2026, 7, 1))
    assert remind(session, world.partnership, date(2026, 4, 1)) == 0
    assert remind(session, world.partnership, date(2026, 9, 1)) == 0


def test_one_partnership_in_trouble_stops_no_other(
    world: YearWorld, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = YearWorld(session)
    session.commit()
    whole, bad = reminding.remind, world.id

    def breaks(session: Session, partnership: Partnership, today: date) -> int:
        if partnership.id == bad:
            raise ValueError("constructed")
        return whole(session, partnership, today)

    monkeypatch.setattr(reminding, "remind", breaks)
    monkeypatch.setattr(reminding, "now", lambda: datetime(2026, 4, 1, 8, tzinfo=UTC))
    remind_of_year(session)
    told = {one.to_address for one in mail(session)}
    assert (other.qa.email in told, world.qa.email in told) == (True, False)
    assert "remind_of_year" in {name for name, _, _ in PERIODIC}
