"""The web server killed with SIGKILL while 200 visits are being sent: every receipt that was given is honoured."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select
from sqlalchemy import text as text_
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.drafts import start_draft
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import db
from survey_app.start_checks import newest_revision
from survey_app.walkabouts.models import Visit, VisitMember, VisitNotes
from survey_app.walkabouts.notes.services import notes_for

ROOT = Path(__file__).parents[4]
PATIENCE = 90.0  # a busy machine starts slowly; what is tested is what comes after
VISITS, ENOUGH = 200, 40

Receipt = dict[str, Any]


@dataclass
class Answers:
    """What came back, from all senders."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, draft_id: str, receipt: Receipt | None) -> None:
        with self.lock:
            if receipt is None:
                self.unanswered.append(draft_id)
            else:
                self.receipts[draft_id] = receipt
            if len(self.receipts) >= ENOUGH:
                self.enough.set()


@dataclass(frozen=True)
class Sender:
    """A signed-in browser without a browser."""

    port: int
    cookie: str
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any, str]:
        headers = {"Cookie": f"walkabout={self.cookie}", "Content-Type": "application/json", "X-CSRFToken": self.token}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            cookie = (response.getheader("Set-Cookie") or "").partition("walkabout=")[2].partition(";")[0]
            return response.status, json.loads(response.read()), cookie

    def send(self, draft_id: str) -> tuple[int, Receipt]:
        status, answer, _ = self.ask("POST", f"/p/north/walkabouts/notes/{draft_id}/send", {"revision": 0})
        return status, answer


@contextmanager
def server(app: Flask, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real web server on the test's database, in a process group of its own."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WALKABOUT_")}
    settings = {
        "WALKABOUT_DATABASE_URL": address, "WALKABOUT_INSTANCE": str(app.config["WALKABOUT_INSTANCE"]),
        "WALKABOUT_KEY_DIR": str(app.config["WALKABOUT_KEY_DIR"]), "WALKABOUT_SECRET_KEY": app.config["SECRET_KEY"],
        "PORT": str(port),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "-c", "python:survey_app.gunicorn_conf", "survey_app.wsgi:app"]
    process = subprocess.Popen(
        [*command, "--workers", "2"], env={**inherited, **settings}, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE
        while not _is_up(port):
            assert process.poll() is None, "the server stopped"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Everything of this server, at once and without a word."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_up(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
    except OSError:
        return False


def signed_in(app: Flask, user: User, port: int) -> Sender:
    """A session of this user, with the form token that goes with it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    plain = Sender(port, str(signer.dumps({"_user_id": user.get_id(), "_fresh": True})))
    db.session.rollback()  # the test itself must not hold SQLite's write lock
    status, hello, cookie = plain.ask("GET", "/p/north/walkabouts/notes/hello")
    assert status == 200
    return Sender(port, cookie, hello["csrf"])


def begin_many(session: Session, visit: Visit, auditor: User) -> dict[str, str]:
    """Many visits with notes that are ready to be sent: draft → what was noted."""
    begun = session.get_one(Draft, notes_for(session, visit, auditor).draft_id)
    texts = {}
    for number in range(VISITS):
        text = f"What was seen on visit {number}"
        another = Visit(
            partnership_id=visit.partnership_id, assessment_id=visit.assessment_id, agency_id=visit.agency_id,
            day=visit.day, state="planned",
        )  # fmt: skip
        draft = start_draft(
            session, begun.round, author_id=auditor.id, document={**begun.document, "note": text}, version=begun.version
        )
        session.add(another)
        session.flush()
        session.add(VisitMember(visit_id=another.id, user_id=auditor.id, role="leader"))
        session.add(VisitNotes(visit_id=another.id, user_id=auditor.id, draft_id=draft.id))
        texts[draft.id] = text
    session.execute(text_("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    session.execute(text_("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision(current_app)})
    session.commit()
    return texts


def send_all(sender: Sender, draft_ids: list[str], answers: Answers) -> list[threading.Thread]:
    """All of them under way at the same time."""

    def send(draft_id: str) -> None:
        try:
            status, answer = sender.send(draft_id)
        except (OSError, http.client.HTTPException, ValueError):
            answers.add(draft_id, None)
        else:
            answers.add(draft_id, answer if status == 201 else None)

    threads = [threading.Thread(target=send, args=(draft_id,)) for draft_id in draft_ids]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.long
def test_every_receipt_is_honoured_after_the_server_was_killed(
    app: Flask, session: Session, visit: Visit, auditor: User, free_port: int
) -> None:
    texts, answers = begin_many(session, visit, auditor), Answers()
    with server(app, free_port) as process:
        threads = send_all(signed_in(app, auditor, free_port), list(texts), answers)
        assert answers.enough.wait(PATIENCE)
        kill(process)
        for thread in threads:
            thread.join()
    assert answers.unanswered, "the server was killed with submissions under way"
    assert len(answers.receipts) + len(answers.unanswered) == VISITS
    with server(app, free_port):
        sender = signed_in(app, auditor, free_port)
        again = {draft_id: sender.send(draft_id) for draft_id in texts}
    for draft_id, receipt in answers.receipts.items():
        assert again[draft_id] == (200, receipt)
    assert {status for status, _ in again.values()} <= {200, 201}
    _check_submissions(session, texts, {draft_id: receipt for draft_id, (_, receipt) in again.items()})


def _check_submissions(session: Session, texts: dict[str, str], receipts: dict[str, Receipt]) -> None:
    session.rollback()
    kept = session.execute(
        select(SubmissionRevision.submission_id, SubmissionRevision.document).where(
            SubmissionRevision.submission_id.in_(texts)
        )
    ).all()
    assert Counter(submission_id for submission_id, _ in kept) == dict.fromkeys(texts, 1), "each once"
    assert {submission_id: document["note"] for submission_id, document in kept} == texts
    references = {one.id: one.reference for one in session.scalars(select(Submission))}
    assert {draft_id: receipt["reference"] for draft_id, receipt in receipts.items()} == {
        draft_id: references[draft_id] for draft_id in texts
    }
    assert session.scalars(select(Draft.id).where(Draft.id.in_(texts))).all() == []
