"""Instruments and their published versions. A version never changes: answers name it for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, UtcDateTime, now


class InstrumentRecord(Base):
    """An instrument that a partnership keeps; ``draft_source`` is what is being edited, empty when nothing is."""

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("partnership_id", "form_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    form_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    draft_source: Mapped[str] = mapped_column(Text, default="")
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
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    instrument: Mapped[InstrumentRecord] = relationship(back_populates="versions")


class PublishedVersionChanged(RuntimeError):
    """Something tried to change or delete a published version."""


@event.listens_for(InstrumentVersion, "before_update")
@event.listens_for(InstrumentVersion, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: InstrumentVersion) -> None:
    raise PublishedVersionChanged(f"version {target.number} is published and cannot be changed; publish a new one")
