"""The scrutineer's own desk: terms, days, conversations, packs as seen, areas of scrutiny, what was new when."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now

ACTIVITIES = {
    "reading": "Reading and analysis",
    "meeting": "Meeting or panel",
    "visit": "Visit or conversations",
    "audit": "Audit or dip sample",
    "review": "Practice review",
    "writing": "Writing",
    "other": "Something else",
}


class ScrutinyTerms(Base):
    """What a partnership has agreed for its scrutiny: working days for answers, areas of the report, minimum group.

    The newest counts; what was agreed before stays.
    """

    __tablename__ = "scrutiny_terms"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_scrutiny_terms_once"),
        CheckConstraint("answer_days BETWEEN 1 AND 120 AND respond_days BETWEEN 1 AND 120", name="days_in_range"),
        CheckConstraint("minimum_group BETWEEN 3 AND 50", name="group_in_range"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    answer_days: Mapped[int] = mapped_column(Integer)
    respond_days: Mapped[int] = mapped_column(Integer)
    minimum_group: Mapped[int] = mapped_column(Integer)
    areas: Mapped[list[str]] = mapped_column(Document, default=list)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ScrutinyAllowance(Base):
    """How many days are agreed for a period, both its days included. Periods do not overlap."""

    __tablename__ = "scrutiny_allowance"
    __table_args__ = (
        UniqueConstraint("partnership_id", "starts_on", name="each_allowance_begins_once"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("quarters >= 0", name="none_or_more"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    quarters: Mapped[int] = mapped_column(Integer)  # quarters of a day: 18 days are 72
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def days(self) -> float:
        return self.quarters / 4


class ScrutinyDay(Base, Retained):
    """Part of a day, or a whole one, that the scrutineer worked. One struck out counts no more, and says why."""

    __tablename__ = "scrutiny_day"
    __table_args__ = (
        CheckConstraint("quarters BETWEEN 1 AND 4", name="a_day_at_most"),
        CheckConstraint(f"activity IN {tuple(ACTIVITIES)}", name="activity_known"),
        CheckConstraint("(struck_at IS NULL) = (struck_why = '')", name="struck_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    worked_on: Mapped[date] = mapped_column(Date)
    quarters: Mapped[int] = mapped_column(Integer)
    activity: Mapped[str] = mapped_column(String(12))
    theme: Mapped[str] = mapped_column(String(120), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")  # of the year's programme, in its words
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    struck_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    struck_why: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[User] = relationship()

    @property
    def days(self) -> float:
        return self.quarters / 4


class ConversationNote(Base, Retained):
    """What front-line staff said, without names. Whoever scrutinises reads it; others see its themes alone."""

    __tablename__ = "conversation_note"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 500", name="people_in_range"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    spoken_on: Mapped[date] = mapped_column(Date)
    agency_type: Mapped[str] = mapped_column(String(24))
    setting: Mapped[str] = mapped_column(String(120), default="")
    people: Mapped[int] = mapped_column(Integer)
    themes: Mapped[list[str]] = mapped_column(Document, default=list)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User] = relationship()


class SeenPack(Base):
    """Pinned copies under one title, as they stood on a day, sealed by a fingerprint over their fingerprints."""

    __tablename__ = "seen_pack"
    __table_args__ = (UniqueConstraint("partnership_id", "number", name="each_seen_pack_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    seen_on: Mapped[date] = mapped_column(Date)
    pins: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)  # number, title, fingerprint of each
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[User] = relationship()

    @property
    def reference(self) -> str:
        return f"AS-{self.number:03}"

    def content(self) -> dict[str, Any]:
        """All that the pack says, the fingerprints of its copies included."""
        return {
            "partnership": self.partnership_id, "number": self.number, "title": self.title, "note": self.note,
            "seen_on": self.seen_on.isoformat(), "pins": self.pins, "made_by": self.made_by_id,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
        }  # fmt: skip

    def own_fingerprint(self) -> str:
        """SHA-256 over that, as JSON with sorted keys and without spaces."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class ScrutinyTheme(Base):
    """An area of scrutiny that waits for the year's programme: why, and where it came from."""

    __tablename__ = "scrutiny_theme"
    __table_args__ = (
        UniqueConstraint("partnership_id", "name", name="each_scrutiny_theme_once"),
        CheckConstraint("name <> '' AND why <> ''", name="says_what_and_why"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="ended_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300), default="")
    is_next: Mapped[bool] = mapped_column(Boolean, default=False)
    added_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)  # looked at, or not wanted any more
    ended_why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User] = relationship()


class DeskSeen(Base):
    """Until when somebody has seen what is new on the desk."""

    __tablename__ = "scrutiny_desk_seen"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PackChanged(RuntimeError):
    """Something tried to change or delete a pack."""


@event.listens_for(SeenPack, "before_update")
@event.listens_for(SeenPack, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: SeenPack) -> None:
    raise PackChanged(f"pack {target.number} cannot be changed")
