"""Who has, waits for, or gave back a place at a forum."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Retained, UtcDateTime, now, random_key
from survey_app.forums.models.cycles import Forum, HubCycle
from survey_app.partnership.models import Agency, Contact, Locality

BOOKING_STATES = {
    "booked": "Has a place",
    "waiting": "On the waiting list",
    "offered": "Offered a place",
    "expired": "Offer ran out",
    "declined": "Declined an offer",
    "cancelled": "Cancelled",
}
HELD_STATES = ("booked", "offered")  # each takes one of the places
ACTIVE_STATES = ("booked", "offered", "waiting")
_HELD = text(f"state IN {HELD_STATES}")
_ACTIVE = text(f"state IN {ACTIVE_STATES}")


def _unique_while(name: str, condition: TextClause, *columns: str) -> Index:
    """An index under which ``columns`` are unique among the rows that meet the condition."""
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class Booking(Base, Retained):
    """One person's way to one forum. Nobody holds two places in a cycle, or two entries for one forum.

    ``email`` is kept in the form in which addresses are compared. ``token_hash`` belongs to the link by which the
    person cancels, accepts an offer, or is checked in.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(f"state IN {tuple(BOOKING_STATES)}", name="state_known"),
        CheckConstraint("sector IN ('', 'children', 'adults', 'both')", name="sector_known"),
        CheckConstraint("source IN ('page', 'officer', 'door')", name="source_known"),
        CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name="offers_end"),
        _unique_while("ix_booking_one_place_in_a_cycle", _HELD, "cycle_id", "email"),
        _unique_while("ix_booking_one_entry_for_a_forum", _ACTIVE, "forum_id", "email"),
        Index("ix_booking_token_hash", "token_hash", unique=True),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))  # a walk-in may have none
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    agency_name: Mapped[str] = mapped_column(String(200), default="")  # as typed, where no agency was chosen
    sector: Mapped[str] = mapped_column(String(10), default="")
    role_group: Mapped[str] = mapped_column(String(40), default="")
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
    access_needs: Mapped[str] = mapped_column(Text, default="")
    may_contact: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(8), default="page")
    token_hash: Mapped[str | None] = mapped_column(String(64))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)  # the place in the queue
    offer_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # cancelled, declined or run out
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)

    cycle: Mapped[HubCycle] = relationship()
    forum: Mapped[Forum] = relationship()
    agency: Mapped[Agency | None] = relationship()
    locality: Mapped[Locality | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
