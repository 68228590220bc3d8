"""A partnership's priorities with their days, and the findings that fall under each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.improvement.models import Finding


class PrioritySet(Base):
    """The partnership's priorities between two days. Two sets never hold on the same day."""

    __tablename__ = "priority_set"
    __table_args__ = (
        CheckConstraint("title <> ''", name="set_has_a_title"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("ended_early_from IS NULL OR ended_why <> ''", name="ended_early_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300), default="")  # which decision set them
    ended_early_from: Mapped[date | None] = mapped_column(Date)  # the last day that it was first to have
    ended_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User | None] = relationship()
    priorities: Mapped[list[Priority]] = relationship(order_by="Priority.position", back_populates="set")


class Priority(Base):
    """One priority of a set."""

    __tablename__ = "priority"
    __table_args__ = (
        UniqueConstraint("set_id", "position", name="each_priority_has_its_place"),
        CheckConstraint("text <> ''", name="priority_says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    set_id: Mapped[str] = mapped_column(ForeignKey("priority_set.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300))
    set: Mapped[PrioritySet] = relationship(back_populates="priorities")


class FindingPriority(Base):
    """That a finding falls under a priority, which was in force on the day it was found."""

    __tablename__ = "finding_priority"

    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    priority_id: Mapped[str] = mapped_column(ForeignKey("priority.id"), index=True)
    finding: Mapped[Finding] = relationship()
    priority: Mapped[Priority] = relationship()
