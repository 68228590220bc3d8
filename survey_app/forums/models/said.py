"""The public page "you said, we did" of a cycle, and how often it is opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UtcDateTime


class YouSaidPage(Base):
    """That the public page "you said, we did" of a cycle is there, and since when."""

    __tablename__ = "hub_you_said"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), unique=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty: taken down
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class YouSaidReading(Base):
    """How often the public page of a cycle was opened on a day. Nothing is kept of whoever opened it."""

    __tablename__ = "hub_you_said_reading"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    openings: Mapped[int] = mapped_column(Integer, default=0)
