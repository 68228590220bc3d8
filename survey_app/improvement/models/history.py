"""Every change in the chain, and lists as somebody keeps them."""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now


class HistoryChanged(RuntimeError):
    """Something tried to rewrite a line of the history."""


def in_order() -> str:
    """A key that sorts by when it was made, since moments are kept to the second and lines have an order within it."""
    return f"{time.time_ns():016x}-{secrets.token_hex(8)}"


class ChainChange(Base):
    """One field of one record of the chain, what it was and what it became. Lines are added, never changed.

    ``batch`` is the same for all lines of one act, also of an act on many records at once. ``by_id`` is empty where
    the program did it by rule.
    """

    __tablename__ = "chain_change"
    __table_args__ = (
        CheckConstraint("record_type IN ('finding', 'recommendation', 'action', 're_test')", name="record_type_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=in_order)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    record_type: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[str] = mapped_column(String(36), index=True)
    field: Mapped[str] = mapped_column(String(40))
    was: Mapped[str] = mapped_column(Text, default="")
    became: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    batch: Mapped[str] = mapped_column(String(36), default=new_uuid, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    by: Mapped[User | None] = relationship()


class SavedView(Base):
    """A list with its filters and order, under a name; of one person, or of everybody who may read the chain."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("partnership_id", "user_id", "name", name="each_view_name_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    list_name: Mapped[str] = mapped_column(String(20))  # recommendations · actions · findings
    query: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    is_shared: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user: Mapped[User] = relationship()


@event.listens_for(ChainChange, "before_update")
def _refuse_change(mapper: Any, connection: Any, target: ChainChange) -> None:
    raise HistoryChanged(f"line {target.id} of the history cannot be changed")
