"""Instruments, their drafts and their published versions. A version never changes: answers name it for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, now


class InstrumentRecord(Base):
    """An instrument that a partnership keeps; ``draft_source`` is what is being edited, empty when nothing is."""

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("partnership_id", "form_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    form_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    draft_source: Mapped[str] = mapped_column(Text, default="")  # YAML as uploaded, or the designer's rows as JSON
    draft_revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # grows with every change
    draft_files: Mapped[dict[str, int]] = mapped_column(Document, default=dict, server_default="{}")  # name → file
    versions: Mapped[list[InstrumentVersion]] = relationship(
        back_populates="instrument", order_by="InstrumentVersion.number"
    )


class InstrumentVersion(Base):
    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("instrument_id", "number"), UniqueConstraint("instrument_id", "content_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    content_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)  # YAML
    files: Mapped[dict[str, int]] = mapped_column(Document, default=dict, server_default="{}")  # name → file
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    instrument: Mapped[InstrumentRecord] = relationship(back_populates="versions")


class InstrumentFile(Base):
    """A picture or a recording that a question shows. A changed file is another row, so versions keep theirs."""

    __tablename__ = "instrument_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class DraftChange(Base):
    """One change of a draft: who made it, and what the draft was before, so that it can be undone."""

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("instrument_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    revision: Mapped[int] = mapped_column(Integer)  # the draft's revision after it
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    what: Mapped[str] = mapped_column(String(300))
    source_before: Mapped[str] = mapped_column(Text, deferred=True)
    by: Mapped[User | None] = relationship()


class DraftEditor(Base):
    """Somebody who has a draft open: since when, and when last heard of."""

    __tablename__ = "draft_editor"

    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user: Mapped[User] = relationship()


class BankQuestion(Base):
    """A core question of a partnership: asked word for word in every version, so that years can be compared."""

    __tablename__ = "bank_question"
    __table_args__ = (UniqueConstraint("partnership_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(Document)  # question, choices and scale
    origin: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class PublishedVersionChanged(RuntimeError):
    """Something tried to change or delete a published version."""


@event.listens_for(InstrumentVersion, "before_update")
@event.listens_for(InstrumentVersion, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: InstrumentVersion) -> None:
    raise PublishedVersionChanged(f"version {target.number} is published and cannot be changed; publish a new one")


class LevelsOfNeed(Base):
    """The partnership's levels of need (thresholds), in numbered versions that never change.

    ``levels`` are rows of name, label and description, the lowest level first. Instruments share them as one list.
    """

    __tablename__ = "levels_of_need"
    __table_args__ = (UniqueConstraint("partnership_id", "number", name="each_levels_version_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    levels: Mapped[list[dict[str, str]]] = mapped_column(Document)
    source: Mapped[str] = mapped_column(String(500), default="")  # the document that they are taken from
    in_force_from: Mapped[date] = mapped_column(Date)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
