"""The worker is told about new mail after the commit, and its jobs run apart from each other."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import SqliteHuey
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.audit_log import newest_events
from survey_app.database import now
from survey_app.jobs import PERIODIC, _in_context, close_rounds, huey_of
from survey_app.mail import queue_mail
from tests.survey_app.factories import make_partnership, make_round, publish

PRIVATE = "what a respondent wrote"


def queue(session: Session) -> None:
    queue_mail(session, to="ann@agency.example", subject="Hello", body="Hello", kind="test")


def test_the_worker_is_told_once_the_mail_is_committed(app: Flask, session: Session) -> None:
    queue(session)
    assert huey_of(app).pending_count() == 0
    session.commit()
    assert huey_of(app).pending_count() == 1


def test_the_worker_is_not_told_of_mail_that_was_rolled_back(app: Flask, session: Session) -> None:
    queue(session)
    session.rollback()
    session.commit()
    assert huey_of(app).pending_count() == 0


def test_a_request_tells_the_worker_nothing_of_the_next(app: Flask, session: Session) -> None:
    queue(session)
    session.commit()
    session.commit()
    assert huey_of(app).pending_count() == 1


@pytest.mark.parametrize("name", [name for name, _, _ in PERIODIC])
def test_each_periodic_job_runs_on_an_installation_without_work(app: Flask, name: str) -> None:
    tasks = {task.name: task for task in huey_of(app)._registry.periodic_tasks}
    assert name in tasks
    tasks[name].execute()


@pytest.mark.parametrize(("month", "hour_utc", "runs"), [(1, 7, True), (1, 6, False), (7, 6, True), (7, 7, False)])
def test_a_job_of_the_morning_runs_by_the_clock_in_england(app: Flask, month: int, hour_utc: int, runs: bool) -> None:
    asked = huey_of(app).read_periodic(datetime(2026, month, 5, hour_utc, 30))
    assert ("remind_campaigns" in {task.name for task in asked}) == runs


def test_a_job_that_fails_is_logged_by_its_place_without_its_values(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(session: Session) -> None:
        raise ValueError(PRIVATE)

    with caplog.at_level(logging.ERROR):
        _in_context(app, failing)()
    assert "failing failed: ValueError at" in caplog.text
    assert PRIVATE not in caplog.text


def test_outside_tests_the_queue_is_a_file_of_the_instance(tmp_path: Path) -> None:
    app = create_app({"WALKABOUT_INSTANCE": str(tmp_path)}, pages=False)
    queue = huey_of(app)
    assert isinstance(queue, SqliteHuey)
    assert (tmp_path / "jobs.sqlite3").exists()
    queue.storage.close()


def test_a_round_closes_when_its_last_day_has_passed(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    today = now().date()
    ended = make_round(session, partnership, version, closes_on=today - timedelta(days=1))
    last_day = make_round(session, partnership, version, closes_on=today)
    endless = make_round(session, partnership, version)
    close_rounds(session)
    assert [round_.state for round_ in (ended, last_day, endless)] == ["closed", "open", "open"]
    [event] = newest_events(session, partnership_id=partnership.id)
    assert (event.action, event.actor_id) == ("last day passed", None)
