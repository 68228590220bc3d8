"""The external review of impact that is commissioned each year, and decisions on the arrangements."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.improvement.models import OutsideReview

VERDICTS = {"met": "Met", "partly": "Met in part", "not_met": "Not met"}
CHAIRING = {"independent_chair": "Independent chair", "other_chair": "Another chairing arrangement"}
SCRUTINY = {
    "scrutineer": "Independent scrutineer",
    "mixed": "Mixed scrutiny arrangements",
    "pool": "Pool of scrutineers",
}


class ReviewCommission(Base, Retained):
    """The external review of impact that a partnership commissions in one year (1 April to 31 March)."""

    __tablename__ = "review_commission"
    __table_args__ = (
        UniqueConstraint("partnership_id", "year", name="one_commission_a_year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sensible"),
        CheckConstraint("reviewer <> ''", name="somebody_reviews"),
        CheckConstraint("report_by >= starts_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    reviewer: Mapped[str] = mapped_column(String(200))  # the body
    independent_because: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    report_by: Mapped[date] = mapped_column(Date)
    outside_review_id: Mapped[str | None] = mapped_column(ForeignKey("outside_review.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outside_review: Mapped[OutsideReview | None] = relationship()
    objectives: Mapped[list[CommissionObjective]] = relationship(
        order_by="CommissionObjective.position", back_populates="commission"
    )
    notes: Mapped[list[CommissionNote]] = relationship(order_by="CommissionNote.made_at", back_populates="commission")


class CommissionObjective(Base):
    """What a commissioned review is to find out, and whether it did, in the judgement of the Executive."""

    __tablename__ = "commission_objective"
    __table_args__ = (
        UniqueConstraint("commission_id", "position", name="each_objective_has_its_place"),
        CheckConstraint("text <> ''", name="objective_says_something"),
        CheckConstraint(f"verdict IN {('', *VERDICTS)}", name="objective_verdict_known"),
        CheckConstraint("(verdict = '') = (judged_on IS NULL)", name="judged_objective_has_a_day"),
        CheckConstraint("verdict = '' OR reason <> ''", name="judged_objective_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    commission_id: Mapped[str] = mapped_column(ForeignKey("review_commission.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(500))
    verdict: Mapped[str] = mapped_column(String(8), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_on: Mapped[date | None] = mapped_column(Date)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    commission: Mapped[ReviewCommission] = relationship(back_populates="objectives")


class CommissionNote(Base):
    """How a commissioned review goes, as somebody noted it."""

    __tablename__ = "commission_note"
    __table_args__ = (CheckConstraint("text <> ''", name="note_says_something"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    commission_id: Mapped[str] = mapped_column(ForeignKey("review_commission.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    commission: Mapped[ReviewCommission] = relationship(back_populates="notes")
    made_by: Mapped[User | None] = relationship()


class ArrangementsDecision(Base):
    """Which chairing and scrutiny a partnership has decided on, and why: never changed, only followed by a later."""

    __tablename__ = "arrangements_decision"
    __table_args__ = (
        CheckConstraint(f"chairing IN {tuple(CHAIRING)}", name="chairing_known"),
        CheckConstraint(f"scrutiny IN {tuple(SCRUTINY)}", name="scrutiny_known"),
        CheckConstraint("reason <> '' AND decided_by <> ''", name="says_who_decided_and_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    chairing: Mapped[str] = mapped_column(String(20))
    scrutiny: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(200))  # the body, such as the Executive's meeting
    decided_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
