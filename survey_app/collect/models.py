"""Drafts, submissions with every revision, sealed anonymous answers, and worries about a child."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    true,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now, random_key
from survey_app.designer.models import InstrumentVersion
from survey_app.rounds.models import Round


class Draft(Base, Retained):
    """Answers in progress of a round that is not anonymous. ``id`` becomes the submission's UUID.

    ``revision`` counts the saves, so that two tabs notice each other. Drafts of anonymous answers are never here.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    session_key_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # open rounds: the browser's own key
    document: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    replaces: Mapped[int | None] = mapped_column(Integer)  # the revision of the submission that this draft amends
    language: Mapped[str] = mapped_column(String(60), default="", server_default="")  # empty: the form's own
    # Where devices work on it: the version that it was begun on and stays on. Others go on under the round's.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("instrument_version.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    round: Mapped[Round] = relationship()
    own_version: Mapped[InstrumentVersion | None] = relationship()

    @property
    def is_on_devices(self) -> bool:
        """Whether devices work on it without a signal, so that its entries have ids."""
        return self.version_id is not None

    @property
    def version(self) -> InstrumentVersion:
        """The version of the form that it answers."""
        return self.own_version or self.round.version


class Submission(Base, Retained):
    """A received answer of a round that is not anonymous. The browser gives the UUID."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("invitation.id"))
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    current_revision: Mapped[int] = mapped_column(Integer, default=1)
    round: Mapped[Round] = relationship()
    revisions: Mapped[list[SubmissionRevision]] = relationship(order_by="SubmissionRevision.number")


class SubmissionRevision(Base):
    """One revision of an answer; all are kept until the retention rule destroys them."""

    __tablename__ = "submission_revision"
    __table_args__ = (UniqueConstraint("submission_id", "number", name="each_revision_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    # What the round asked when it came; empty in older data, where it is the submission's.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("instrument_version.id"))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    content_hash: Mapped[str] = mapped_column(String(64))
    partial: Mapped[bool] = mapped_column(default=False)  # sent as "what I have": something asked for is missing
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SealingBatch(Base):
    """A group of anonymous answers sealed to one key, whose private half lives outside the database."""

    __tablename__ = "sealing_batch"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("state IN ('filling', 'full', 'opened', 'discarded')", name="state_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default="filling")


class SealedAnswer(Base):
    """An answer nobody can read without the batch's live key: fixed size, random key, no time."""

    __tablename__ = "sealed_answer"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    batch_id: Mapped[str] = mapped_column(ForeignKey("sealing_batch.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AnonymousResponse(Base, Retained):
    """An opened anonymous answer: no author, no invitation, no time finer than the day its batch was opened."""

    __tablename__ = "anonymous_response"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    received_on: Mapped[date] = mapped_column(Date)


class AnonymousReceipt(Base):
    """Hashes of the UUIDs already received in an anonymous round, linked to nothing: nothing counts twice."""

    __tablename__ = "anonymous_receipt"
    __table_args__ = {"sqlite_with_rowid": False}

    uuid_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)


class SafetyAlert(Base, Retained):
    """A worry about a child, raised in a round that is not anonymous, or elsewhere: the top of the duty list.

    Outside of rounds ``place`` says where, and ``draft_id`` is the key of the record in which it was raised.
    """

    __tablename__ = "safety_alert"
    __table_args__ = (
        UniqueConstraint("draft_id", "question", "entry", name="each_worry_once"),
        Index("ix_safety_alert_open", "partnership_id", "acknowledged_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    place: Mapped[str] = mapped_column(String(300), default="")
    draft_id: Mapped[str] = mapped_column(String(36))
    question: Mapped[str] = mapped_column(String(200))
    entry: Mapped[str] = mapped_column(String(80), default="0")  # "2.0" in a repeat within a repeat; see safety.py
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    said_at: Mapped[str] = mapped_column(String(40), default="", server_default="")  # when by the device's own clock
    # False while a device has told of it, and the answers that say so have not come yet.
    is_answered: Mapped[bool] = mapped_column(default=True, server_default=true())
    told: Mapped[str] = mapped_column(String(300), default="")
    told_at: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HelpRequest(Base, Retained):
    """Contact details left by a respondent who wants help; tied to no round and no answer."""

    __tablename__ = "help_request"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(300))
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
