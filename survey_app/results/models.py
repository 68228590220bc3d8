"""Codeframes, codings, and the released Reports of a round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, now


class Codeframe(Base):
    __tablename__ = "codeframe"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    themes: Mapped[list[Theme]] = relationship(order_by="Theme.position")


class Theme(Base):
    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("codeframe_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    codeframe_id: Mapped[int] = mapped_column(ForeignKey("codeframe.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text, default="")
    include: Mapped[str] = mapped_column(Text, default="")
    exclude: Mapped[str] = mapped_column(Text, default="")
    example: Mapped[str] = mapped_column(Text, default="")


class Coding(Base, Retained):
    """One theme given to one comment. ``response_key`` is the submission's UUID or the anonymous response's key."""

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("round_id", "response_key", "question", "entry", "theme_id", name="each_theme_once"),
        CheckConstraint("stance IN ('strength', 'concern', 'neutral')", name="stance_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    response_key: Mapped[str] = mapped_column(String(36), index=True)
    question: Mapped[str] = mapped_column(String(200))  # as the version of the answer calls it
    entry: Mapped[str] = mapped_column(String(80), default="0")  # "2.0" in a repeat within a repeat; "0" outside
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    stance: Mapped[str] = mapped_column(String(10))
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    theme: Mapped[Theme] = relationship()


class ReportSnapshot(Base, Retained):
    """A released Report as it was released. Later readers see the newest, until the ledger allows a new one."""

    __tablename__ = "report_snapshot"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    report: Mapped[Any] = mapped_column(Document)
    basis: Mapped[str] = mapped_column(String(64), default="")  # fingerprint of what the figures were computed from
    produced_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
