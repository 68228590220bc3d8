"""Sending the outbox through an SMTP server, each message at most once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage, compose

MOST_ATTEMPTS = 8
PATIENCE = timedelta(minutes=30)  # a message still "sending" after this was lost with the process that sent it
TIMEOUT_SECONDS = 30

Outcome = Literal["sent", "called_off", "again", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where and how messages are handed over."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str

    @classmethod
    def from_settings(cls, config: Mapping[str, Any]) -> MailServer:
        return cls(
            host=config["WALKABOUT_MAIL_HOST"],
            port=config["WALKABOUT_MAIL_PORT"],
            tls=config["WALKABOUT_MAIL_TLS"],
            user=config["WALKABOUT_MAIL_USER"],
            password=config["WALKABOUT_MAIL_PASSWORD"],
            sender=config["WALKABOUT_MAIL_FROM"],
        )


def send_outbox(session: Session, server: MailServer) -> dict[str, int]:
    """Send what is due and count the outcomes. Commits after each step: that is what makes it "at most once"."""
    counts = {"sent": 0, "called_off": 0, "again": 0, "failed": 0, "unknown": give_up_lost(session)}
    while server.host and (claimed := _claim(session)) is not None:
        message_id, body = claimed
        outcome, problem = _hand_over(session, server, message_id, body)
        _settle(session, message_id, outcome, problem)
        counts[outcome] += 1
    return counts


def give_up_lost(session: Session) -> int:
    """Mark messages whose sender died half-way as of unknown fate; how many there were."""
    lost = cast(
        "CursorResult[Any]",
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.state == "sending", OutboxMessage.attempted_at < now() - PATIENCE)
            .values(state="unknown", problem="the program stopped while this message was being sent")
        ),
    )
    session.commit()
    return lost.rowcount


def _claim(session: Session) -> tuple[str, str | None] | None:
    """Take the next message and mark it *sending*, in one transaction; None when nothing is due."""
    message = session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.state == "queued", OutboxMessage.not_before <= now())
        .order_by(OutboxMessage.queued_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is None:
        session.rollback()
        return None
    message.state, message.attempts, message.attempted_at = "sending", message.attempts + 1, now()
    claimed = (message.id, compose(session, message))
    session.commit()
    return claimed


def _hand_over(session: Session, server: MailServer, message_id: str, body: str | None) -> tuple[Outcome, str]:
    """Deliver one message, outside any transaction: the server may take its time."""
    if body is None:
        return "called_off", ""
    email = _email(session.get_one(OutboxMessage, message_id), body)
    session.rollback()
    return deliver(server, email) if email else ("failed", "the address cannot be written to")


def _email(message: OutboxMessage, body: str) -> EmailMessage | None:
    """The message in the form of RFC 5322; None when its address cannot stand in a header."""
    email = EmailMessage()
    try:
        email["To"] = message.to_address
    except ValueError:
        return None
    email["Subject"] = message.subject
    email["Date"] = formatdate(localtime=False)
    email["Message-ID"] = f"<{message.id}@walkabout.invalid>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(body)
    return email


def deliver(server: MailServer, email: EmailMessage) -> tuple[Outcome, str]:
    """Hand one message over. Problems name the step and the server's code, never an address."""
    email["From"] = server.sender
    try:
        connection = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        return "again", f"no connection to the mail server ({type(error).__name__})"
    try:
        connection.send_message(email, from_addr=parseaddr(server.sender)[1])
    except smtplib.SMTPRecipientsRefused as error:
        return _by_code(next(iter(error.recipients.values()))[0], "the recipient was refused")
    except smtplib.SMTPResponseException as error:
        return _by_code(error.smtp_code, "the message was refused")
    except smtplib.SMTPNotSupportedError:
        return "failed", "the mail server does not accept such an address"
    except (OSError, smtplib.SMTPException) as error:
        return "unknown", f"the connection broke while sending ({type(error).__name__})"
    finally:
        connection.close()
    return "sent", ""


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _by_code(code: int, what: str) -> tuple[Outcome, str]:
    """SMTP's 4xx means "not now", 5xx means "never"."""
    return ("again" if 400 <= code < 500 else "failed"), f"{what} (code {code})"


def _settle(session: Session, message_id: str, outcome: Outcome, problem: str) -> None:
    """Write down how it went; what may be tried again waits longer each time."""
    message = session.get_one(OutboxMessage, message_id)
    if outcome == "again":
        exhausted = message.attempts >= MOST_ATTEMPTS
        message.state = "failed" if exhausted else "queued"
        message.not_before = now() + timedelta(minutes=2**message.attempts)
    else:
        message.state = outcome
    message.problem = problem
    session.commit()
