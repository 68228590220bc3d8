"""A cycle of the Learning Hub: one theme, the forums that talk about it, and the rounds that ask about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, now
from survey_app.partnership.models import Locality, Partnership
from survey_app.rounds.models import Round

if TYPE_CHECKING:
    from survey_app.forums.models.said import YouSaidPage


class HubCycle(Base, Retained):
    """One theme's way from a newsletter to "you said, we did".

    The rounds are those of the form after a forum (``evaluation``), some months later (``follow_up``), for those who
    could not come (``survey``), for children and families (``voices``), and for those who read what was done about it
    (``noticed``). Each is empty until somebody begins it.
    """

    __tablename__ = "hub_cycle"
    __table_args__ = (
        UniqueConstraint("partnership_id", "slug"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    theme: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown, on the public page of its forums
    questions: Mapped[list[str]] = mapped_column(Document, default=list)  # what tables talk about, in order
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    evaluation_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    survey_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    follow_up_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    voices_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    noticed_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    evaluation_round: Mapped[Round | None] = relationship(foreign_keys=[evaluation_round_id])
    survey_round: Mapped[Round | None] = relationship(foreign_keys=[survey_round_id])
    follow_up_round: Mapped[Round | None] = relationship(foreign_keys=[follow_up_round_id])
    voices_round: Mapped[Round | None] = relationship(foreign_keys=[voices_round_id])
    noticed_round: Mapped[Round | None] = relationship(foreign_keys=[noticed_round_id])
    said_page: Mapped[YouSaidPage | None] = relationship(viewonly=True)
    forums: Mapped[list[Forum]] = relationship(order_by="(Forum.starts_at, Forum.id)", back_populates="cycle")


class Forum(Base):
    """One session of a cycle, at a place or behind a link, with a fixed number of places.

    ``public_name`` is the short name in the addresses that people without an account open.
    """

    __tablename__ = "forum"
    __table_args__ = (
        UniqueConstraint("public_name", name="each_public_name_once"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        CheckConstraint("place <> '' OR link <> ''", name="place_or_link"),
        CheckConstraint("offer_hours BETWEEN 1 AND 336", name="offer_hours_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    public_name: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(300), default="")
    directions: Mapped[str] = mapped_column(Text, default="")  # parking, buses, step-free access
    link: Mapped[str] = mapped_column(String(500), default="")  # told only to those who have a place
    capacity: Mapped[int] = mapped_column(Integer)
    chair: Mapped[str] = mapped_column(String(200), default="")
    speakers: Mapped[list[str]] = mapped_column(Document, default=list)
    booking_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty: when it begins
    offer_hours: Mapped[int] = mapped_column(Integer, default=48)  # how long an offered place is held
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)  # of what calendars hold
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    cycle: Mapped[HubCycle] = relationship(back_populates="forums")
    locality: Mapped[Locality | None] = relationship()
