"""What young scrutineers found, in their own words: cleared by a second person before others read it, and answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now

OCCASIONS = {"visit": "A visit", "session": "A session or meeting", "survey": "Reading what people said"}
YOUNG_STATES = {"waiting": "Waiting to be read", "cleared": "Read by the partnership", "back": "Sent back to you"}


class YoungFinding(Base, Retained):
    """What one young scrutineer found. Others read it only once a second person has cleared it."""

    __tablename__ = "young_finding"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_young_finding_once"),
        CheckConstraint(f"occasion IN {tuple(OCCASIONS)}", name="occasion_known"),
        CheckConstraint(f"state IN {tuple(YOUNG_STATES)}", name="state_known"),
        CheckConstraint("good <> '' OR better <> '' OR question <> ''", name="says_something"),
        CheckConstraint("cleared_by_id IS NULL OR cleared_by_id <> made_by_id", name="second_person"),
        CheckConstraint("state <> 'cleared' OR cleared_by_id IS NOT NULL", name="cleared_by_somebody"),
        CheckConstraint("state <> 'back' OR back_why <> ''", name="back_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    occasion: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(200))
    found_on: Mapped[date] = mapped_column(Date)
    good: Mapped[str] = mapped_column(Text, default="")
    better: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    back_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # who cleared it or sent it back
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    cleared_by: Mapped[User | None] = relationship(foreign_keys=[cleared_by_id])
    answers: Mapped[list[YoungAnswer]] = relationship(order_by="YoungAnswer.number", back_populates="finding")

    @property
    def reference(self) -> str:
        return f"Y-{self.number:03}"


class YoungAnswer(Base):
    """What the partnership answered a young scrutineer, in plain words."""

    __tablename__ = "young_answer"
    __table_args__ = (
        UniqueConstraint("finding_id", "number", name="each_young_answer_once"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    finding_id: Mapped[str] = mapped_column(ForeignKey("young_finding.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    finding: Mapped[YoungFinding] = relationship(back_populates="answers")
    answered_by: Mapped[User] = relationship()
