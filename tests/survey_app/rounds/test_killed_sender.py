"""Hundreds of invitations, a worker killed in the middle: each is sent once, and the one in hand is listed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage
from survey_app.mail_ledger import noted_about
from survey_app.mail_sending import PATIENCE, send_outbox
from survey_app.rounds import mailing
from survey_app.rounds.mail_pages import troubled_messages
from survey_app.rounds.mail_plan import plan_mail, running, subject_of
from tests.survey_app.rounds.postbox import Postbox, invited_round, postbox_on, server_on

WORKER = """
import sys
from survey_app import create_app
from survey_app.database import db, now
from survey_app.mail_sending import send_outbox
from survey_app.rounds import mailing
from tests.survey_app.rounds.postbox import server_on
database, instance, port, batch = sys.argv[1:]
mailing.IN_ONE_BATCH = int(batch)
app = create_app({
    "SECRET_KEY": "only for tests, on this machine", "SQLALCHEMY_DATABASE_URI": database,
    "WALKABOUT_INSTANCE": instance, "WALKABOUT_KEY_DIR": instance + "/keys", "WALKABOUT_PUBLIC_URL": "http://localhost",
    "WALKABOUT_MAIL_HOURS": "always",
}, pages=False)
with app.app_context():
    mailing.queue_due(db.session(), at=now(), hours=None)
    send_outbox(db.session(), server_on(int(port)))
"""


class KillingPostbox(Postbox):
    """Kills the worker as the text of a message arrives, before it hears that the message is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.kill_at = 0
        self.worker: subprocess.Popen[bytes] | None = None
        self.killed = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = await super().handle_DATA(server, session, envelope)
        if self.kill_at and len(self.received) == self.kill_at and self.worker is not None:
            self.worker.kill()
            self.worker.wait()
            self.killed.set()
        return said


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """The workers of a test, which end with it whatever became of it."""
    workers: list[subprocess.Popen[bytes]] = []
    yield workers
    for worker in workers:
        worker.kill()
        worker.wait()


def start_worker(app: Flask, directory: Path, port: int, batch: int) -> subprocess.Popen[bytes]:
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    arguments = [sys.executable, "-c", WORKER, database, str(directory / "worker"), str(port), str(batch)]
    root = str(Path(__file__).parents[3])
    return subprocess.Popen(arguments, cwd=root, env=os.environ | {"PYTHONPATH": root})


@pytest.mark.long
@pytest.mark.parametrize("people", [100])
def test_a_worker_killed_in_the_middle_sends_nothing_twice_and_leaves_nobody_out(
    app: Flask, session: Session, free_port: int, tmp_path: Path, started: list[subprocess.Popen[bytes]], people: int
) -> None:
    round_ = invited_round(session, *(f"person{number}" for number in range(people)))
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    with postbox_on(free_port, KillingPostbox()) as box:
        assert isinstance(box, KillingPostbox)
        box.kill_at = people // 3
        box.worker = start_worker(app, tmp_path, free_port, 70)
        started.append(box.worker)
        assert box.killed.wait(timeout=600)
        box.kill_at = 0
        worker = start_worker(app, tmp_path, free_port, 70)
        started.append(worker)
        assert worker.wait(timeout=600) == 0
        session.expire_all()
        [lost] = session.scalars(select(OutboxMessage).where(OutboxMessage.state == "sending"))
        lost.attempted_at = now() - PATIENCE - timedelta(minutes=1)
        session.commit()
        send_outbox(session, server_on(free_port))
    counts = Counter(str(message["To"]) for message in box.received)
    assert set(counts.values()) == {1}
    assert len(counts) == people, "the one in hand had arrived, which nobody but the mail server knows"
    [listed] = troubled_messages(session, round_)
    assert (listed.to_address, listed.state) == (lost.to_address, "unknown")
    assert running(session, round_) is None


@pytest.mark.long
def test_a_worker_killed_between_two_batches_goes_on_where_it_was(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = invited_round(session, *(f"person{number}" for number in range(50)))
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    monkeypatch.setattr(mailing, "IN_ONE_BATCH", 20)
    queue_one, calls = mailing._queue_one, iter(range(100))

    def dying(*arguments: Any) -> bool:
        if next(calls) == 30:
            raise KeyboardInterrupt
        return queue_one(*arguments)

    monkeypatch.setattr(mailing, "_queue_one", dying)
    with pytest.raises(KeyboardInterrupt):
        mailing.queue_due(session, at=now(), hours=None)
    session.rollback()
    assert len(noted_about(session, subject_of(round_))) == 20
    monkeypatch.setattr(mailing, "_queue_one", queue_one)
    assert plan_mail(session, round_, at=now(), hours=None).is_inviting
    assert mailing.queue_due(session, at=now(), hours=None) == 30
    assert mailing.queue_due(session, at=now(), hours=None) == 0
    addresses = session.scalars(select(OutboxMessage.to_address)).all()
    assert len(addresses) == len(set(addresses)) == 50
