"""Uploads that wait, mappings to use again, and what was imported. No file and no answer of one is kept here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, now, random_key
from survey_app.rounds.models import Round


class ImportUpload(Base):
    """A file that waits to be confirmed. Only who sent it sees it; the file itself lies outside the database."""

    __tablename__ = "import_upload"

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    program: Mapped[str] = mapped_column(String(20))
    mapping: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


class SavedMapping(Base):
    """A mapping that was used, to be used for the next file of the same form."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("partnership_id", "form_id", "title", name="each_mapping_title_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    form_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    mapping: Mapped[dict[str, Any]] = mapped_column(Document)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class ImportBatch(Base):
    """What was imported at once: from what program, of which file, by whom, when; and whether it was taken back."""

    __tablename__ = "import_batch"

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    program: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    answers: Mapped[int] = mapped_column(Integer)
    mapping: Mapped[dict[str, Any]] = mapped_column(Document)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    round: Mapped[Round] = relationship()
    imported_by: Mapped[User | None] = relationship(foreign_keys=imported_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)


class ImportedAnswer(Base):
    """Which answers came with a batch: of an anonymous round one among its batch, and nothing that says which row."""

    __tablename__ = "imported_answer"
    __table_args__ = {"sqlite_with_rowid": False}

    answer_key: Mapped[str] = mapped_column(String(36), primary_key=True)
    batch_key: Mapped[str] = mapped_column(ForeignKey("import_batch.key"), index=True)


class ImportReceipt(Base):
    """What responses are told apart by, under a keyed hash and beside no answer: nothing counts twice."""

    __tablename__ = "import_receipt"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch_key: Mapped[str] = mapped_column(ForeignKey("import_batch.key"), index=True)
