"""The outbox: a message is queued in the transaction that caused it. :mod:`survey_app.mail_sending` sends it.

A message is marked *sending* before the server is called. When the answer of the server stays away, its fate is
*unknown*: it is listed for people to look at and never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now

JUST_QUEUED = "mail_just_queued"  # key of Session.info: after the commit, the worker is told


class OutboxMessage(Base, Retained):
    """One message to one person; *called off* when its composer found that it is no longer needed.

    ``about`` names the record that a composer of its kind needs ("invitation" …). When its time is over, address and
    words go; what stays says that there was a message, and when.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'called_off', 'failed', 'unknown')", name="state_known"
        ),
        Index("ix_outbox_message_next", "state", "queued_at", "id"),  # ten thousand wait, and one is taken at a time
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(64), default="")
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = mapped_column(String(300), default="")
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """A text file that goes with a message, such as an entry for a calendar."""

    name: str
    kind: str  # its subtype of "text", such as "calendar"
    text: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A message as it goes out: plain text, the same as HTML, and further headers."""

    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    unsubscribe: str = ""  # the address that a mail program posts to (RFC 8058)
    files: tuple[MailFile, ...] = ()  # left out where a channel carries text alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A composed message with its address: all that handing it over needs, outside of any transaction."""

    id: str
    to_address: str
    subject: str
    composed: Composed


Composer = Callable[[Session, OutboxMessage], "str | Composed | None"]
Refused = Callable[[Session, OutboxMessage, str], None]
_composers: dict[str, Composer] = {}
_can_wait: set[str] = set()
_when_refused: list[Refused] = []


def composes(kind: str, *, can_wait: bool = False) -> Callable[[Composer], Composer]:
    """Register the function that writes the final body of a kind of message as it is sent.

    Invitations need it: their token is minted in the transaction that marks the message as *sending*, and never stands
    in the queue. A composer that returns None calls the message off (the person has answered meanwhile). A kind that
    ``can_wait`` goes out in mail hours only.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        if can_wait:
            _can_wait.add(kind)
        return composer

    return register


def queue_mail(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    kind: str,
    partnership_id: int | None = None,
    about: str = "",
) -> OutboxMessage:
    """Queue a message in the present transaction. It never carries an answer, a grade or a token."""
    message = OutboxMessage(
        to_address=to.strip(),
        subject=" ".join(subject.split())[:300],  # a line end would begin a header of the writer's choosing
        body=body,
        kind=kind,
        partnership_id=partnership_id,
        about=about,
        queued_at=now(),
        not_before=now(),
    )
    session.add(message)
    session.flush()
    session.info[JUST_QUEUED] = True
    return message


def when_refused(function: Refused) -> Refused:
    """Register what is done when a mail server refuses a recipient for good; it gets the server's code."""
    _when_refused.append(function)
    return function


def note_refusal(session: Session, message: OutboxMessage, code: str) -> None:
    """Tell everybody who wants to know that the address of a message does not work."""
    for function in _when_refused:
        function(session, message, code)


def kinds_that_can_wait() -> frozenset[str]:
    """The kinds of message that go out in mail hours only."""
    return frozenset(_can_wait)


def compose(session: Session, message: OutboxMessage) -> str | Composed | None:
    """The message as it goes out, None when it is called off."""
    composer = _composers.get(message.kind)
    return composer(session, message) if composer else message.body


def messages_to_look_at(session: Session, *, partnership_id: int, limit: int = 100) -> list[OutboxMessage]:
    """The newest messages of a partnership; those that failed or whose fate is unknown come first."""
    troubled = OutboxMessage.state.in_(("unknown", "failed"))
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.partnership_id == partnership_id)
            .order_by(troubled.desc(), OutboxMessage.queued_at.desc(), OutboxMessage.id)
            .limit(limit)
        )
    )
