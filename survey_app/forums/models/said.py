"""The public page "you said, we did" of a cycle, and how often it is opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UtcDateTime


class YouSaidPage(Base):
    """That the public page "you said, we did" of a cycle is there, and since when.

    Beside it stands when those who were told what it says are asked by themselves whether they noticed a difference:
    on ``ask_on``, unless ``not_asked_because`` says why not. ``asked_on`` is the day on which the worker asked them.
    """

    __tablename__ = "hub_you_said"
    __table_args__ = (
        CheckConstraint("asked_on IS NULL OR not_asked_because = ''", name="asked_or_called_off"),
        CheckConstraint("not_asked_because = '' OR ask_on IS NOT NULL", name="what_is_called_off_had_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), unique=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty: taken down
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ask_on: Mapped[date | None] = mapped_column(Date)
    ask_set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # empty: the worker called it off
    asked_on: Mapped[date | None] = mapped_column(Date)
    not_asked_because: Mapped[str] = mapped_column(Text, default="", server_default="")


class YouSaidReading(Base):
    """How often the public page of a cycle was opened on a day. Nothing is kept of whoever opened it."""

    __tablename__ = "hub_you_said_reading"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    openings: Mapped[int] = mapped_column(Integer, default=0)
