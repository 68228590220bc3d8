"""The ledger of mail that goes out once: which message (purpose) about what (subject) to whom (recipient).

A row of the ledger and its message in the outbox are written in one transaction. The outbox marks the message *sending*
and commits before the mail server is called, so a message is handed over at most once; the ledger sees to it that no
second message for the same purpose is ever queued, whoever asks, however often, and after any crash.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.database import Base, UtcDateTime, now, random_key
from survey_app.mail import OutboxMessage, queue_mail


class MailOnce(Base):
    """One message that has been asked for, or was left out for good and why."""

    __tablename__ = "mail_once"
    __table_args__ = (
        UniqueConstraint("purpose", "subject", "recipient", name="each_message_once"),
        Index("ix_mail_once_subject", "subject"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(64))  # "invitation", "reminder 5"
    subject: Mapped[str] = mapped_column(String(64))  # what it is about: "round 12", "session 3"
    recipient: Mapped[str] = mapped_column(String(64))  # the key of an invitation, a booking or a contact
    message_id: Mapped[str | None] = mapped_column(ForeignKey("outbox_message.id", ondelete="SET NULL"), index=True)
    left_out: Mapped[str] = mapped_column(String(40), default="")  # why no message was queued, and none will be
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def queue_once(
    session: Session, *, purpose: str, about: str, recipient: str, partnership_id: int, **mail: Any
) -> OutboxMessage | None:
    """Queue a message unless the ledger has it already; None where it has.

    ``mail`` is what :func:`survey_app.mail.queue_mail` takes: ``to``, ``subject``, ``body``, ``kind``, and ``key`` for
    what its composer needs.
    """
    return queue_once_together(
        session, purpose=purpose, abouts=(about,), recipient=recipient, partnership_id=partnership_id, **mail
    )


def queue_once_together(
    session: Session, *, purpose: str, abouts: Collection[str], recipient: str, partnership_id: int, **mail: Any
) -> OutboxMessage | None:
    """Queue one message about several subjects; None, and nothing queued, where the ledger has one of them already."""
    key = mail.pop("key", recipient)
    try:
        with session.begin_nested():
            message = queue_mail(session, partnership_id=partnership_id, about=key, **mail)
            session.add_all(
                MailOnce(
                    purpose=purpose, subject=about, recipient=recipient, partnership_id=partnership_id,
                    message_id=message.id,
                )
                for about in abouts
            )  # fmt: skip
            session.flush()
    except IntegrityError:  # somebody else was sooner
        return None
    return message


def leave_out(session: Session, *, purpose: str, about: str, recipient: str, partnership_id: int, why: str) -> bool:
    """Note that a message is not sent and never will be; False where the ledger has it already."""
    try:
        with session.begin_nested():
            session.add(
                MailOnce(
                    purpose=purpose, subject=about, recipient=recipient, partnership_id=partnership_id, left_out=why
                )
            )
            session.flush()
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry of the ledger with what became of its message; no state where none was queued."""

    purpose: str
    recipient: str
    message_id: str | None
    state: str | None
    attempted_at: datetime | None
    problem: str


def noted_about(session: Session, about: str, *, states: Collection[str] = ()) -> list[Noted]:
    """Every entry about one subject in the order in which they were made; of some states only, where given."""
    statement = (
        select(
            MailOnce.purpose, MailOnce.recipient, MailOnce.message_id, OutboxMessage.state,
            OutboxMessage.attempted_at, OutboxMessage.problem,
        )
        .outerjoin(OutboxMessage, OutboxMessage.id == MailOnce.message_id)
        .where(MailOnce.subject == about)
        .order_by(MailOnce.noted_at, MailOnce.id)
    )  # fmt: skip
    if states:
        statement = statement.where(OutboxMessage.state.in_(states))
    return [Noted(*row[:5], row[5] or "") for row in session.execute(statement)]


def entry_of(session: Session, message: OutboxMessage) -> MailOnce | None:
    """The ledger's entry of a message."""
    return session.scalar(select(MailOnce).where(MailOnce.message_id == message.id))


def states_about(session: Session, about: str) -> dict[str, int]:
    """How many messages about a subject are in each state of the outbox."""
    counted = session.execute(
        select(OutboxMessage.state, func.count())
        .join(MailOnce, MailOnce.message_id == OutboxMessage.id)
        .where(MailOnce.subject == about)
        .group_by(OutboxMessage.state)
    )
    return {row[0]: row[1] for row in counted}
