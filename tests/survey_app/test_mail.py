"""Messages go out with the change that caused them, at most once, through a real SMTP server."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage, composes, queue_mail
from survey_app.mail_sending import MOST_ATTEMPTS, PATIENCE, MailServer, send_outbox


class Postbox:
    """An SMTP server's handler that answers as told and keeps what it accepted."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_data = "250 OK"
        self.hang_up = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hang_up:
            server.transport.abort()
        if self.answer_to_data.startswith("250"):
            self.received.append(email.message_from_bytes(envelope.content))
        return self.answer_to_data


@pytest.fixture
def postbox(free_port: int) -> Iterator[Postbox]:
    handler = Postbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def server(postbox: Postbox, free_port: int) -> MailServer:
    return MailServer(
        host="127.0.0.1", port=free_port, tls="none", user="", password="", sender="Walkabout <w@partnership.example>"
    )


def queue(session: Session, **values: Any) -> OutboxMessage:
    details = {"to": "ann@agency.example", "subject": "Please answer", "body": "Good morning – ça va?", "kind": "test"}
    message = queue_mail(session, **{**details, **values})
    session.commit()
    return message


def test_a_message_arrives_once(session: Session, server: MailServer, postbox: Postbox) -> None:
    message = queue(session)
    assert send_outbox(session, server)["sent"] == 1
    assert send_outbox(session, server)["sent"] == 0
    assert message.state == "sent"
    [received] = postbox.received
    assert received["To"] == "ann@agency.example"
    assert received["Subject"] == "Please answer"
    assert "ça va" in received.get_payload(decode=True).decode()


def test_a_message_of_a_transaction_that_failed_is_never_sent(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    queue_mail(session, to="ann@agency.example", subject="No", body="No", kind="test")
    session.rollback()
    send_outbox(session, server)
    assert postbox.received == []


def test_without_a_server_messages_wait(session: Session, server: MailServer) -> None:
    message = queue(session)
    nowhere = MailServer(host="", port=25, tls="none", user="", password="", sender="w@partnership.example")
    assert sum(send_outbox(session, nowhere).values()) == 0
    assert message.state == "queued"


def test_a_refused_recipient_is_a_failure_and_names_only_the_code(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    postbox.answer_to_recipient = "550 no such person ann@agency.example"
    message = queue(session)
    send_outbox(session, server)
    assert message.state == "failed"
    assert "550" in message.problem
    assert "ann@" not in message.problem


def test_a_busy_server_is_tried_again_later_and_not_for_ever(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    postbox.answer_to_data = "451 busy"
    message = queue(session)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert send_outbox(session, server)["again"] == 1
        assert message.attempts == attempt
        assert sum(send_outbox(session, server).values()) == 0, "not before its time"
        message.not_before = now()
        session.commit()
    assert message.state == "failed"


def test_a_server_that_is_away_for_long_costs_no_message_an_attempt(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = unused.getsockname()[1]
        closed = MailServer(host="127.0.0.1", port=port, tls="none", user="", password="", sender="w@p.example")
        message, another = queue(session), queue(session)
        for _ in range(MOST_ATTEMPTS + 2):
            assert send_outbox(session, closed)["away"] == 1, "the others are not tried in vain"
            message.not_before = another.not_before = now()
            session.commit()
    assert (message.state, another.state) == ("queued", "queued")
    assert max(message.attempts, another.attempts) == 0
    assert "no connection to the mail server" in message.problem + another.problem
    assert send_outbox(session, server)["sent"] == 2
    assert len(postbox.received) == 2


def test_a_connection_that_breaks_leaves_an_unknown_fate_and_no_second_attempt(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    postbox.hang_up = True
    message = queue(session)
    assert send_outbox(session, server)["unknown"] == 1
    assert message.state == "unknown"
    postbox.hang_up = False
    assert sum(send_outbox(session, server).values()) == 0


def test_a_message_whose_sender_died_has_an_unknown_fate(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    message = queue(session)
    message.state, message.attempted_at = "sending", now() - PATIENCE - timedelta(minutes=1)
    session.commit()
    assert send_outbox(session, server)["unknown"] == 1
    session.refresh(message)
    assert message.state == "unknown"
    assert postbox.received == []


def test_a_message_is_marked_before_the_server_is_called(session: Session, server: MailServer, app: Flask) -> None:
    seen = []

    @composes("look at the state")
    def compose(session: Session, message: OutboxMessage) -> str | None:
        seen.append(message.state)
        return "Here it is"

    queue(session, kind="look at the state")
    send_outbox(session, server)
    assert seen == ["sending"]


def test_a_composer_writes_the_body_as_it_goes_out_and_the_queue_never_holds_it(
    session: Session, server: MailServer, postbox: Postbox
) -> None:
    @composes("with a secret")
    def compose(session: Session, message: OutboxMessage) -> str | None:
        return message.body.replace("{link}", f"https://x.example/a/secret-{message.about}")

    message = queue(session, kind="with a secret", about="7", body="Follow {link}")
    send_outbox(session, server)
    assert "secret-7" in postbox.received[0].get_payload()
    session.refresh(message)
    assert message.body == "Follow {link}"


def test_a_message_no_longer_needed_is_called_off(session: Session, server: MailServer, postbox: Postbox) -> None:
    composes("never")(lambda session, message: None)
    message = queue(session, kind="never")
    assert send_outbox(session, server)["called_off"] == 1
    assert message.state == "called_off"
    assert postbox.received == []


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: all@agency.example", "Hello\nX-Evil: 1"])
def test_a_line_end_cannot_begin_a_header(session: Session, server: MailServer, postbox: Postbox, subject: str) -> None:
    queue(session, subject=subject)
    send_outbox(session, server)
    [received] = postbox.received
    assert received["Bcc"] is None
    assert received["X-Evil"] is None


def test_an_address_that_cannot_be_written_to_fails(session: Session, server: MailServer) -> None:
    message = queue(session, to="ann@agency.example\nBcc: x@agency.example")
    send_outbox(session, server)
    assert message.state == "failed"


def test_all_queued_messages_go_out_in_one_run(session: Session, server: MailServer, postbox: Postbox) -> None:
    for number in range(5):
        queue(session, to=f"person{number}@agency.example")
    assert send_outbox(session, server)["sent"] == 5
    assert len({message["Message-ID"] for message in postbox.received}) == 5
    assert session.scalars(select(OutboxMessage.state)).all() == ["sent"] * 5


def test_a_composer_that_fails_sets_its_own_message_aside_and_the_others_go_out(
    session: Session, server: MailServer, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    @composes("fails")
    def compose(session: Session, message: OutboxMessage) -> str | None:
        message.subject = "Half done"
        session.flush()
        raise KeyError(f"no answer for {message.to_address}")

    broken = queue(session, kind="fails", to="broken@agency.example")
    fine = queue(session)
    counts = send_outbox(session, server)
    assert (counts["failed"], counts["sent"]) == (1, 1)
    assert (broken.state, broken.problem, broken.subject) == (
        "failed", "it could not be written (KeyError)", "Please answer",
    )  # fmt: skip
    assert fine.state == "sent"
    assert len(postbox.received) == 1
    assert broken.id in caplog.text
    assert "broken@agency.example" not in caplog.text
    assert sum(send_outbox(session, server).values()) == 0


def test_a_database_that_fails_is_no_fault_of_the_message(session: Session, server: MailServer) -> None:
    @composes("no database")
    def compose(session: Session, message: OutboxMessage) -> str | None:
        raise OperationalError("SELECT 1", {}, Exception("the database is locked"))

    message = queue(session, kind="no database")
    with pytest.raises(OperationalError):
        send_outbox(session, server)
    session.rollback()
    assert message.state == "queued"
