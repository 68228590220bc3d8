"""The secret addresses of people's calendars."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Partnership


class CalendarFeed(Base):
    """One person's address of the calendar for programs: kept as a hash, revocable, bound to what they may see."""

    __tablename__ = "calendar_feed"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    partnership: Mapped[Partnership] = relationship()
    user: Mapped[User] = relationship()
