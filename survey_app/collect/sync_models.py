"""What the server keeps of devices that work on a draft: see docs/decisions/offline-visits.md.

Rows name a draft by its UUID, which becomes the submission's, and outlive it: a message that comes twice after the
answers were sent is still known. They go with the draft or the submission, by retention.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, Document, UtcDateTime, new_uuid, now


class DeviceMessages(Base):
    """How far the messages of one device to one draft have come, and what the last of them said."""

    __tablename__ = "device_messages"

    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_number: Mapped[int] = mapped_column(Integer, default=0)
    last_digest: Mapped[str] = mapped_column(String(64), default="")
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DraftConflict(Base):
    """Two answers to one question, or an entry that one removed and another went on with, until somebody decides."""

    __tablename__ = "draft_conflict"
    __table_args__ = (Index("ix_draft_conflict_open", "draft_id", "decided_at"),)

    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)  # the change's, where it has one
    path: Mapped[list[str]] = mapped_column(Document)
    kept: Mapped[Any] = mapped_column(Document)
    other: Mapped[Any] = mapped_column(Document)
    device: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    number: Mapped[int] = mapped_column(Integer)  # the order in which they were opened
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AlertKey(Base):
    """The hash of a key that opens one thing only: telling the duty list of a worry from this draft."""

    __tablename__ = "alert_permit"  # no table of keys is in a backup: this one holds hashes

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(36), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DeviceAlert(Base):
    """Under which name a device tells of a worry, so that telling it again brings the same alert up to date."""

    __tablename__ = "device_alert"

    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    alert: Mapped[str] = mapped_column(String(36), primary_key=True)  # a UUID that the device made
    alert_id: Mapped[str] = mapped_column(ForeignKey("safety_alert.id"), index=True)


class SentNotes(Base):
    """A draft as it was when it was sent, with the ids of its entries: late changes must find them again.

    ``number`` is the revision of the submission that it became, so that asking again gives the same receipt.
    """

    __tablename__ = "sent_notes"

    draft_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
