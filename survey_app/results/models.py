"""Codeframes, codings, and the released Reports of a round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, now, random_key

AGREED = "agreed"  # the layer of codings that count: of a single coder, or as two blind coders were reconciled


def blind_layer(coder_id: int) -> str:
    """The layer of what one of two blind coders gave."""
    return f"coder-{coder_id}"


class Codeframe(Base):
    """One version of a codeframe: ``key`` is what its versions share. A published version never changes."""

    __tablename__ = "codeframe"
    __table_args__ = (
        UniqueConstraint("partnership_id", "key", "version", name="each_codeframe_version_once"),
        CheckConstraint("state IN ('draft', 'published')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), default=random_key)
    version: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    themes: Mapped[list[Theme]] = relationship(order_by="Theme.position", cascade="all, delete-orphan")

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"


class Theme(Base):
    """A theme of one version. ``name`` stays the same through all versions, and codings name it."""

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
    parent: Mapped[str] = mapped_column(String(64), default="")  # the name of another theme of the same version


class Coding(Base, Retained):
    """One theme given to one comment. ``response_key`` is the submission's UUID or the anonymous response's key.

    ``source`` says what had suggested the theme that the coder accepted, and how sure it was; empty where the coder
    found it alone.
    """

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("round_id", "layer", "response_key", "question", "entry", "theme", name="each_theme_once"),
        CheckConstraint("stance IN ('strength', 'concern', 'neutral')", name="stance_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    layer: Mapped[str] = mapped_column(String(24), default=AGREED)
    response_key: Mapped[str] = mapped_column(String(36), index=True)
    question: Mapped[str] = mapped_column(String(200))  # as the version of the answer calls it
    entry: Mapped[str] = mapped_column(String(80), default="0")  # "2.0" in a repeat within a repeat; "0" outside
    theme: Mapped[str] = mapped_column(String(64))
    stance: Mapped[str] = mapped_column(String(10))
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source: Mapped[str] = mapped_column(String(20), default="")
    confidence: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CommentCoding(Base):
    """That a comment has been coded in a layer, by whom, how, and at which revision; its themes are ``Coding`` rows.

    ``how``: *coded* by one person, *same* from two blind coders, *one* (only one of them coded it), *reconciled*.
    ``save_id`` is what the browser called its last save: the same save sent twice is saved once.
    """

    __tablename__ = "comment_coding"
    __table_args__ = (
        UniqueConstraint("round_id", "layer", "response_key", "question", "entry", name="each_comment_coded_once"),
        CheckConstraint("how IN ('coded', 'same', 'one', 'reconciled')", name="how_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    layer: Mapped[str] = mapped_column(String(24), default=AGREED)
    response_key: Mapped[str] = mapped_column(String(36), index=True)
    question: Mapped[str] = mapped_column(String(200))
    entry: Mapped[str] = mapped_column(String(80), default="0")
    done: Mapped[bool] = mapped_column(default=False)  # coded, if only to say that no theme fits
    quote_worthy: Mapped[bool] = mapped_column(default=False)
    how: Mapped[str] = mapped_column(String(10), default="coded")
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    save_id: Mapped[str] = mapped_column(String(36), default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DoubleCoding(Base):
    """That the comments of a round are coded by two people, each blind to the other, until the reconciliation opens."""

    __tablename__ = "double_coding"
    __table_args__ = (CheckConstraint("first_coder_id <> second_coder_id", name="two_people"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    first_coder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    second_coder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_coder: Mapped[User] = relationship(foreign_keys=[first_coder_id])
    second_coder: Mapped[User] = relationship(foreign_keys=[second_coder_id])

    @property
    def coder_ids(self) -> tuple[int, int]:
        return self.first_coder_id, self.second_coder_id

    @property
    def is_blind(self) -> bool:
        return self.opened_at is None


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
