"""Sending the outbox, each message at most once: through an SMTP server, or GOV.UK Notify (:mod:`mail_notify`)."""

from __future__ import annotations

import email.policy
import logging
import smtplib
import ssl
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any, Literal, Protocol, cast, get_args

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import Composed, OutboxMessage, Outgoing, compose, kinds_that_can_wait, note_refusal
from survey_app.mail_hours import MailHours, read_mail_hours
from survey_app.mail_notify import NotifyService

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
PATIENCE = timedelta(minutes=30)  # a message still "sending" after this was lost with the process that sent it
PAUSE = timedelta(minutes=2)  # of the message that met no server; the next run tries another one first
TIMEOUT_SECONDS = 30
MOST_ON_ONE_CONNECTION = 100
# A long address in a header would be folded into encoded words, which no mail program posts to.
WHOLE_LINES = email.policy.default.clone(max_line_length=990)

Outcome = Literal["sent", "called_off", "again", "away", "failed", "refused", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where and how messages are handed over, and in which hours those that can wait."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str
    hours: MailHours | None = None
    notify: NotifyService | None = None

    @classmethod
    def from_settings(cls, config: Mapping[str, Any]) -> MailServer:
        return cls(
            host=config["WALKABOUT_MAIL_HOST"],
            port=config["WALKABOUT_MAIL_PORT"],
            tls=config["WALKABOUT_MAIL_TLS"],
            user=config["WALKABOUT_MAIL_USER"],
            password=config["WALKABOUT_MAIL_PASSWORD"],
            sender=config["WALKABOUT_MAIL_FROM"],
            hours=read_mail_hours(config["WALKABOUT_MAIL_HOURS"]),
            notify=NotifyService.from_settings(config),
        )

    @property
    def is_set(self) -> bool:
        """Whether there is anything to hand messages to."""
        return bool(self.host) or self.notify is not None


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Why a message could not be composed: a kind of error, never words of it, which could hold an address."""

    problem: str


class Channel(Protocol):
    """What hands messages over, one after another."""

    def deliver(self, message: Outgoing) -> tuple[Outcome, str]:
        """Hand one over; how it went, and what is wrong: the step and the server's code, never an address."""

    def close(self) -> None:
        """End what is held open."""


def send_outbox(session: Session, server: MailServer) -> dict[str, int]:
    """Send what is due and count the outcomes. Commits after each step: that is what makes it "at most once"."""
    counts = dict.fromkeys(get_args(Outcome), 0) | {"unknown": give_up_lost(session)}
    channel: Channel = server.notify.channel() if server.notify is not None else SmtpChannel(server)
    try:
        while server.is_set and (claimed := _claim(session, server.hours)) is not None:
            message_id, composed = claimed
            outcome, problem = _hand_over(session, channel, message_id, composed)
            _settle(session, message_id, outcome, problem)
            counts[outcome] += 1
            if outcome == "away":  # nobody is there to take the next one either: all wait, and lose no attempt by it
                break
    finally:
        channel.close()
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


def _claim(session: Session, hours: MailHours | None) -> tuple[str, Composed | NotWritten | None] | None:
    """Take the next message and mark it *sending*, in one transaction; None when nothing is due."""
    due = select(OutboxMessage).where(OutboxMessage.state == "queued", OutboxMessage.not_before <= now())
    if hours is not None and not hours.allow(now()):
        due = due.where(OutboxMessage.kind.not_in(kinds_that_can_wait()))
    message = session.scalar(
        due.order_by(OutboxMessage.queued_at, OutboxMessage.id).limit(1).with_for_update(skip_locked=True)
    )
    if message is None:
        session.rollback()
        return None
    message.state, message.attempts, message.attempted_at = "sending", message.attempts + 1, now()
    session.flush()
    claimed = (message.id, _written(session, message))
    session.commit()
    return claimed


def _written(session: Session, message: OutboxMessage) -> Composed | NotWritten | None:
    """The message as it goes out; why not, where its composer fails: the others must not wait for it.

    What the composer had changed by then is undone. A database that cannot be reached is no fault of the message.
    """
    message_id = message.id
    try:
        with session.begin_nested():
            composed = compose(session, message)
            session.flush()
    except OperationalError:
        raise
    except Exception as error:  # a composer is anybody's code
        where = traceback.extract_tb(error.__traceback__)[-1]  # and not what it says, which could hold an address
        kind = type(error).__name__
        log.error("message %s could not be written: %s in %s, line %s", message_id, kind, where.name, where.lineno)
        return NotWritten(f"it could not be written ({kind})")
    return Composed(text=composed) if isinstance(composed, str) else composed


def _hand_over(
    session: Session, channel: Channel, message_id: str, composed: Composed | NotWritten | None
) -> tuple[Outcome, str]:
    """Deliver one message, outside any transaction: the server may take its time."""
    if composed is None:
        return "called_off", ""
    if isinstance(composed, NotWritten):
        return "failed", composed.problem
    message = session.get_one(OutboxMessage, message_id)
    outgoing = Outgoing(id=message_id, to_address=message.to_address, subject=message.subject, composed=composed)
    session.rollback()
    return channel.deliver(outgoing)


def email_of(message: Outgoing, sender: str) -> EmailMessage | None:
    """The message in the form of RFC 5322; None when its address cannot stand in a header."""
    written, composed = EmailMessage(policy=WHOLE_LINES), message.composed
    try:
        written["To"] = message.to_address
    except ValueError:
        return None
    written["From"] = sender
    written["Subject"] = message.subject
    written["Date"] = formatdate(localtime=False)
    written["Message-ID"] = f"<{message.id}@{_domain_of(sender)}>"
    written["Auto-Submitted"] = "auto-generated"
    for name, value in composed.headers.items():
        written[name] = value
    if composed.unsubscribe:
        written["List-Unsubscribe"] = f"<{composed.unsubscribe}>"
        written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    written.set_content(composed.text)
    if composed.html:
        written.add_alternative(composed.html, subtype="html")
    for file in composed.files:
        written.add_attachment(file.text, subtype=file.kind, filename=file.name, params=dict(file.params))
    return written


def _domain_of(sender: str) -> str:
    """The sender's own domain, which is what a Message-ID should name."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return domain if "." in domain else "walkabout.invalid"


class _Handing:
    """Mixin of smtplib's connections: notes when the text of a message begins to be handed over.

    A connection that breaks before that has delivered nothing, so the message may be tried again.
    """

    handed_over = False

    def data(self, msg: Any) -> Any:
        self.handed_over = True
        return super().data(msg)  # type: ignore[misc]


class _Plain(_Handing, smtplib.SMTP):
    pass


class _Encrypted(_Handing, smtplib.SMTP_SSL):
    pass


class SmtpChannel:
    """Hands messages to an SMTP server, many over one connection."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._connection: _Plain | _Encrypted | None = None
        self._handed = 0

    def deliver(self, message: Outgoing) -> tuple[Outcome, str]:
        email = email_of(message, self._server.sender)
        if email is None:
            return "failed", "the address cannot be written to"
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return "away", f"no connection to the mail server ({type(error).__name__})"
        connection.handed_over = False
        try:
            connection.send_message(email, from_addr=parseaddr(self._server.sender)[1])
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code, "the message was refused")
        except smtplib.SMTPNotSupportedError:
            return "failed", "the mail server does not accept such an address"
        except (OSError, smtplib.SMTPException) as error:
            began = connection.handed_over
            self.close()
            kind = type(error).__name__
            return ("unknown" if began else "again"), f"the connection broke while sending ({kind})"
        self._handed += 1
        return "sent", ""

    def _connected(self) -> _Plain | _Encrypted:
        """The open connection if it still answers, else a new one."""
        if self._connection is not None and (self._handed >= MOST_ON_ONE_CONNECTION or not _answers(self._connection)):
            self.close()
        if self._connection is None:
            self._connection, self._handed = _connect(self._server), 0
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        connection.rset()
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _connect(server: MailServer) -> _Plain | _Encrypted:
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: _Plain | _Encrypted = _Encrypted(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = _Plain(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _refused(code: int, text: bytes) -> tuple[Outcome, str]:
    """What a refused recipient means: "5.7" is the server's policy against us, any other 5xx a dead address."""
    outcome, problem = _by_code(code, "the recipient was refused")
    dead = outcome == "failed" and not text.lstrip().startswith(b"5.7.")
    return ("refused" if dead else outcome), problem


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
    elif outcome == "away":
        message.state, message.attempts = "queued", message.attempts - 1
        message.not_before = now() + PAUSE
    elif outcome == "refused":
        message.state = "failed"
        note_refusal(session, message, problem)
    else:
        message.state = outcome
    message.problem = problem
    session.commit()
