"""A real mail server on this machine that keeps what it takes, for the tests of a round's mail."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from survey_app.mail_hours import read_mail_hours
from survey_app.mail_sending import MailServer
from survey_app.rounds.invitation_list import InvitationRow
from survey_app.rounds.invitations import invitations_of, store_invitations
from survey_app.rounds.models import Invitation, Round
from tests.survey_app.factories import make_partnership, make_round

HOURS = read_mail_hours("Mon-Fri 07:30-19:00")
TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


class Postbox:
    """Takes every message, but refuses recipients whose address begins with "dead"."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("dead"):
            return "550 5.1.1 no such person"
        if address.startswith("policy"):
            return "550 5.7.1 your server is not welcome"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.received if one["To"] == address]


@contextmanager
def postbox_on(port: int, box: Postbox | None = None) -> Iterator[Postbox]:
    """A mail server on this port."""
    box = box or Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def server_on(port: int, **values: Any) -> MailServer:
    details = {
        "host": "127.0.0.1", "port": port, "tls": "none", "user": "", "password": "",
        "sender": "Hub <hub@partnership.example>",
    }  # fmt: skip
    return MailServer(**{**details, **values})


class Clock:
    """The present moment, as a test sets it, wherever mail looks at it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        self.at = at
        for module in ("mail", "mail_ledger", "mail_sending", "rounds.mailing", "rounds.mail_views", "rounds.standing"):
            monkeypatch.setattr(f"survey_app.{module}.now", lambda: self.at)

    def set(self, *moment: int) -> datetime:
        self.at = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]
        return self.at


def invited_round(session: Session, *names: str, **values: Any) -> Round:
    """An open round through personal links, with these people invited; "ann" is ann@agency.example."""
    round_ = make_round(
        session, make_partnership(session), **{"access": "token", "title": "How was the forum?", **values}
    )
    rows = [
        InvitationRow(line=at, name=f"{name.capitalize()} Example", email=f"{name}@agency.example")
        for at, name in enumerate(names, start=2)
    ]
    store_invitations(session, round_, rows)
    session.commit()
    return round_


def invitation_of(session: Session, round_: Round, name: str) -> Invitation:
    [found] = [item for item in invitations_of(session, round_.id) if item.email == f"{name}@agency.example"]
    return found.invitation


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
