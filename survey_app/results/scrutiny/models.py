"""Pinned copies: pages of the dashboard as somebody saw them, each sealed by a fingerprint over it and the one before.

The application never changes or deletes one. Whoever changes one in the database leaves a fingerprint that no longer
fits, and whoever takes one away a gap in the numbers or the chain; a last one taken away is missed by the people who
had its fingerprint by e-mail.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, UtcDateTime, now


class Pin(Base):
    """One pinned copy; ``number`` counts within its partnership, from 1."""

    __tablename__ = "pin"
    __table_args__ = (UniqueConstraint("partnership_id", "number", name="each_pin_has_its_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(2000))  # the page and its filters, without the host
    note: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text)
    pinned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    pinned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    previous: Mapped[str] = mapped_column(String(64))  # the fingerprint of the copy before; empty for the first
    fingerprint: Mapped[str] = mapped_column(String(64))
    pinned_by: Mapped[User] = relationship()

    def own_fingerprint(self) -> str:
        """SHA-256 over everything that the copy says, and over the fingerprint of the one before."""
        content = {
            "partnership": self.partnership_id, "number": self.number, "title": self.title, "address": self.address,
            "note": self.note, "html": self.html, "pinned_at": self.pinned_at.astimezone(UTC).isoformat(),
            "pinned_by": self.pinned_by_id, "previous": self.previous,
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class PinChanged(RuntimeError):
    """Something tried to change or delete a pinned copy."""


@event.listens_for(Pin, "before_update")
@event.listens_for(Pin, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: Pin) -> None:
    raise PinChanged(f"pinned copy {target.number} cannot be changed")
