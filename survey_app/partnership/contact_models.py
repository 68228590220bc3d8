"""What the contact book remembers of a contact: where the address came from, consent, and what was decided of pairs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, UtcDateTime, now
from survey_app.partnership.models import Contact

SOURCE_KINDS = {
    "booking": "Booked a forum",
    "door": "Came to the door",
    "list": "A list",
    "round": "Invited to a round",
    "survey": "After a survey",
    "school": "The list of schools",
    "hand": "Entered by an officer",
}


class ContactSource(Base):
    """One place that a contact's address came from. ``cycle_id`` says of which cycle of the Learning Hub, if of one."""

    __tablename__ = "contact_source"
    __table_args__ = (CheckConstraint(f"kind IN {tuple(SOURCE_KINDS)}", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(300), default="")
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    contact: Mapped[Contact] = relationship()


class ContactConsent(Base):
    """That somebody agreed to be written to, or did so no longer: where, by which words, and for which address."""

    __tablename__ = "contact_consent"
    __table_args__ = (
        CheckConstraint("act IN ('given', 'withdrawn')", name="act_known"),
        CheckConstraint("by IN ('themselves', 'officer', 'rule')", name="by_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    place: Mapped[str] = mapped_column(String(300), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    contact: Mapped[Contact] = relationship()


class SeparateContacts(Base):
    """Two contacts that look like one person, and that somebody has said are two. The smaller number comes first."""

    __tablename__ = "separate_contacts"
    __table_args__ = (CheckConstraint("first_id < second_id", name="in_order"),)

    first_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class MergedContact(Base):
    """A number under which a contact was known before it became part of another: old messages lead to it."""

    __tablename__ = "merged_contact"

    old_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SilentAddress(Base):
    """The fingerprint of an address that was erased and is not to be written to if it ever comes back."""

    __tablename__ = "silent_address"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    noted_on: Mapped[date] = mapped_column(Date)
