"""Ten thousand invitations, sent by the worker's own code to a real mail server on this machine.

The worker is killed in the middle and begun again: each invitation arrives once, but for the one in its hands, which is
listed for a person.
"""

from __future__ import annotations

import multiprocessing
import resource
import smtplib
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from survey_app import create_app
from survey_app.database import db, now
from survey_app.mail import OutboxMessage
from survey_app.mail_sending import MailServer, send_outbox
from survey_app.rounds import mailing
from survey_app.rounds.invitation_list import InvitationRow
from survey_app.rounds.invitations import store_invitations
from survey_app.rounds.models import Round
from tools.bench.measuring import Measure
from tools.bench.survey_site import ORDINARY, fill, settings_in

PEOPLE = 10_000


class Postbox:
    """Takes every message and counts it by its recipient; says when so many are there."""

    def __init__(self, half: int) -> None:
        self.taken: Counter[str] = Counter()
        self.half, self.half_is_there = half, threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.taken.update(envelope.rcpt_tos)
        if self.taken.total() >= self.half:
            self.half_is_there.set()
        return "250 OK"


def measures(people: int = PEOPLE) -> Iterator[Measure]:
    """The sending of all of them, with the worker's memory."""
    with tempfile.TemporaryDirectory() as name:
        folder, box = Path(name), Postbox(people // 2)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            _invite(folder, people)
            start = time.perf_counter()
            megabytes = _send_with_a_death(folder, port, box)
            taken = time.perf_counter() - start
            _check(folder, box, people)
            plain = _plain_seconds(port) * people
        finally:
            controller.stop()
    yield Measure(
        name=f"{people:,} invitations, the worker killed in the middle", milliseconds=taken * 1000, megabytes=megabytes,
        compared_with="as many messages by smtplib alone", times=taken / plain,
    )  # fmt: skip


def _plain_seconds(port: int, messages: int = 300) -> float:
    """How long a message takes that is noted nowhere, in seconds."""
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for at in range(messages):
            letter = EmailMessage()
            letter["Subject"], letter["From"], letter["To"] = "A letter", "hub@partnership.example", f"{at}@x.example"
            letter.set_content("A made-up letter.\n" * 20)
            connection.send_message(letter)
    return (time.perf_counter() - start) / messages


def _app(folder: Path) -> Flask:
    settings = settings_in(folder, f"sqlite:///{folder / 'letters.sqlite3'}")
    return create_app(settings | {"WALKABOUT_MAIL_HOURS": "always"}, pages=False)


def _invite(folder: Path, people: int) -> None:
    """A round through personal links, and everybody on its list."""
    with _app(folder).app_context():
        fill(db.session())
        round_ = db.session.scalars(select(Round).where(Round.slug == ORDINARY)).one()
        round_.access = "token"
        rows = [
            InvitationRow(line=at, name=f"Person {at} Example", email=f"person{at}@agency.example")
            for at in range(people)
        ]
        store_invitations(db.session(), round_, rows)
        mailing.start_inviting(db.session(), round_, by=None)
        db.session.commit()
        db.engine.dispose()


def _send_with_a_death(folder: Path, port: int, box: Postbox) -> float:
    """Two workers, the first of which is killed; the most memory that the second needed, in MB."""
    context = multiprocessing.get_context("spawn")
    first = context.Process(target=_work, args=(str(folder), port, None))
    first.start()
    box.half_is_there.wait()
    first.kill()
    first.join()
    answer: Any = context.Queue()
    second = context.Process(target=_work, args=(str(folder), port, answer))
    second.start()
    megabytes = float(answer.get())
    second.join()
    return megabytes


def _work(folder: str, port: int, answer: Any) -> None:
    server = MailServer(
        host="127.0.0.1", port=port, tls="none", user="", password="", sender="Hub <hub@partnership.example>"
    )  # fmt: skip
    with _app(Path(folder)).app_context():
        mailing.queue_due(db.session(), at=now(), hours=None)
        send_outbox(db.session(), server)
        db.engine.dispose()
    if answer is not None:
        answer.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _check(folder: Path, box: Postbox, people: int) -> None:
    """Everybody once, but for at most the one that was in the hands of the worker that was killed."""
    with _app(folder).app_context():
        states = {
            str(row[0]): int(row[1])
            for row in db.session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
        }
        db.engine.dispose()
    in_hand = states.get("sending", 0)
    if max(box.taken.values()) > 1 or in_hand > 1 or len(box.taken) < people - in_hand:
        raise RuntimeError(f"{len(box.taken)} of {people} people, {box.taken.total()} messages; {states}")
