"""At the door of a forum: who was checked in and by whom, who holds a list, and what proves that somebody was there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, now, random_key
from survey_app.forums.models.bookings import Booking
from survey_app.forums.models.cycles import Forum


class DoorAct(Base):
    """Somebody was checked in, or check-ins were taken back. Rows are only ever added; what they come to is worked out
    by :mod:`survey_app.forums.door.merging`.

    The device that acts gives the ``id``, so that the same act sent twice is one. ``ends`` holds the acts that an "out"
    takes back: it takes back no other, so that two doors agree in whatever order their acts arrive.
    """

    __tablename__ = "door_act"
    __table_args__ = (CheckConstraint("kind IN ('in', 'out')", name="kind_known"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("booking.id"), index=True)  # of an "in"
    kind: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # by the device, within the hours of the door
    ends: Mapped[list[str]] = mapped_column(Document, default=list)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    device: Mapped[str] = mapped_column(String(64), default="")  # empty: corrected afterwards
    reason: Mapped[str] = mapped_column(Text, default="")  # of a correction
    digest: Mapped[str] = mapped_column(String(64), default="")  # of what was sent under this id
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    by: Mapped[User | None] = relationship()


class Attendance(Base):
    """What is kept of somebody who has been checked in: how they had come to be on the list, and their check code.

    The code stays when a check-in is taken back, and proves something only while the booking is checked in.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("certificate_code", name="each_certificate_code_once"),)

    booking_id: Mapped[str] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    certificate_code: Mapped[str] = mapped_column(String(12))
    state_before: Mapped[str] = mapped_column(String(10), default="")  # empty: came without a place
    from_forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum.id"), index=True)  # had a place there instead

    booking: Mapped[Booking] = relationship()
    from_forum: Mapped[Forum | None] = relationship()


class DoorList(Base):
    """A list of names that somebody took onto a device."""

    __tablename__ = "door_list"
    __table_args__ = (UniqueConstraint("forum_id", "device", "user_id", name="each_door_list_once"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    device: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the device has told that it is deleted

    user: Mapped[User] = relationship()
