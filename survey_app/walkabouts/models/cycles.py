"""A Section 11 cycle: which standards are asked of whom, what good looks like, and the rounds that collect it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, now
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round

CYCLE_STATES = {"planning": "Planning", "fieldwork": "Fieldwork", "closed": "Closed"}


class Section11Cycle(Base, Retained):
    """One run of Section 11 scrutiny by a partnership, with the rounds that its answers come into.

    ``walkabout_round`` is answered by visiting teams, ``self_round`` by agency leads (both named); ``staff_round`` is
    the anonymous staff survey that mirrors the standards.
    """

    __tablename__ = "section11_cycle"
    __table_args__ = (
        UniqueConstraint("partnership_id", "slug"),
        CheckConstraint("state IN ('planning', 'fieldwork', 'closed')", name="state_known"),
        CheckConstraint("reply_days BETWEEN 1 AND 60", name="reply_days_sensible"),
        CheckConstraint("assessed_within_months >= 0", name="months_not_negative"),
        CheckConstraint("fewest_conversations >= 1", name="conversations_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default="planning")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    walkabout_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    self_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    staff_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    self_due_on: Mapped[date | None] = mapped_column(Date)  # the deadline of self-assessments
    reply_days: Mapped[int] = mapped_column(Integer, default=10)  # working days for factual accuracy
    assessed_within_months: Mapped[int] = mapped_column(Integer, default=24)  # an assessment so young refuses a second
    fewest_conversations: Mapped[int] = mapped_column(Integer, default=5)  # fewer: narrative only
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    walkabout_round: Mapped[Round | None] = relationship(foreign_keys=[walkabout_round_id])
    self_round: Mapped[Round | None] = relationship(foreign_keys=[self_round_id])
    staff_round: Mapped[Round | None] = relationship(foreign_keys=[staff_round_id])
    standards: Mapped[list[CycleStandard]] = relationship(order_by="CycleStandard.position")
    rubrics: Mapped[list[Rubric]] = relationship(order_by="Rubric.number")


class CycleStandard(Base):
    """A standard chosen for a cycle. ``agency_types`` are those to whom it applies; empty: to all."""

    __tablename__ = "cycle_standard"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("section11_cycle.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)  # the graded question's name in the instruments
    label: Mapped[str] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(Integer)
    agency_types: Mapped[list[str]] = mapped_column(Document, default=list)

    def applies_to(self, agency_type: str) -> bool:
        return not self.agency_types or agency_type in self.agency_types


class Rubric(Base):
    """What good looks like, in a numbered version that never changes: standard → grade → text."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("cycle_id", "number", name="each_number_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("section11_cycle.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, dict[str, str]]] = mapped_column(Document)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
