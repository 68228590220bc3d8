"""What is late is reminded of once for each last day, and no message tells what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage
from survey_app.programme.scrutiny import answering, reminding
from survey_app.programme.scrutiny.assurance import RequestText, ask, give
from survey_app.programme.scrutiny.challenging import ChallengeText, raise_challenge, respond
from survey_app.programme.scrutiny.reminding import Owed, remind, remind_of_scrutiny
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, entry_of, make_world

LATE = date(2026, 6, 1)


def written_to(session: Session) -> list[str]:
    return sorted(one.to_address for one in session.query(OutboxMessage).filter_by(kind="scrutiny"))


def test_whoever_answers_is_told_once_that_an_answer_is_late(session: Session, world: World) -> None:
    entry = entry_of(session, world, text="The feedback is a secret matter.")
    assert remind(session, entry.answer_by) == 0
    assert remind(session, entry.answer_by + timedelta(days=1)) == 2
    assert remind(session, LATE) == 0
    assert written_to(session) == sorted([world.qa.email, world.executive.email])
    assert all("secret" not in one.body + one.subject for one in session.query(OutboxMessage))
    assert entry.reminded_on == entry.answer_by + timedelta(days=1)  # the day on which somebody was told


def test_a_new_clock_is_reminded_of_again(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    assert remind(session, LATE) == 2
    answering.answer(session, entry, "We will look.", by_id=world.qa.id, today=LATE, seen=1)
    assert remind(session, LATE + timedelta(days=90)) == 0
    answering.judge(session, entry, "not_yet", "By when?", by_id=world.scrutineer.id, today=LATE, seen=1)
    assert remind(session, LATE + timedelta(days=90)) == 2


def test_the_leads_of_the_agency_that_owes_are_told_and_nobody_else(session: Session, world: World) -> None:
    challenge = raise_challenge(
        session, world.partnership.id,
        ChallengeText(
            raised_as="agency", by_agency_id=world.police.id, to_agency_id=world.health.id, what="Reports are late.",
            why="Conferences go without.", raised_on=MONDAY,
        ),
        by_id=world.police_lead.id, today=MONDAY,
    )  # fmt: skip
    request = ask(
        session, world.partnership.id,
        RequestText(
            title="Supervision", why="It was promised.", asked_as="executive", agency_id=world.police.id,
            answer_by=MONDAY, items=["Supervision is kept"],
        ),
        by_id=world.executive.id, today=MONDAY,
    )  # fmt: skip
    assert remind(session, LATE) == 2
    assert written_to(session) == sorted([world.health_lead.email, world.police_lead.email])
    respond(session, challenge, "They come now.", by_id=world.health_lead.id, today=LATE)
    give(session, request.items[0], "The log.", by_id=world.police_lead.id, today=LATE)
    assert remind(session, LATE + timedelta(days=1)) == 0


def test_a_record_of_which_nobody_is_told_bears_no_day(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    for user in (world.qa, world.executive):
        user.active = False
    assert remind(session, LATE) == 0
    assert entry.reminded_on is None
    world.qa.active = True
    assert remind(session, LATE + timedelta(days=1)) == 1
    assert entry.reminded_on == LATE + timedelta(days=1)


def test_what_fails_in_one_partnership_keeps_no_other_from_being_reminded(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other, whole = make_world(session), reminding.owed_in
    entry_of(session, world)
    entry_of(session, other)
    session.commit()

    def fails(session: Session, partnership_id: int, today: date) -> Iterator[Owed]:
        if partnership_id == world.partnership.id:
            raise ZeroDivisionError
        return whole(session, partnership_id, today)

    monkeypatch.setattr(reminding, "owed_in", fails)
    monkeypatch.setattr(reminding, "now", lambda: datetime(2026, 6, 1, 12, tzinfo=UTC))
    remind_of_scrutiny(session)
    session.rollback()
    assert written_to(session) == sorted([other.qa.email, other.executive.email])
    assert "ZeroDivisionError" in caplog.text


def test_the_worker_does_it_every_day() -> None:
    assert "remind_of_scrutiny" in {name for name, _, _ in PERIODIC}
