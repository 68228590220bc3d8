"""The case-resolution log: professional disagreements about a child's case, by the stages of the local protocol."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.case_audits.models.cases import AuditCase
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency

DISPUTES = {
    "threshold": "A referral or threshold decision",
    "assessment": "An assessment or what it concludes",
    "plan": "A plan, or stepping up or down from one",
    "information": "Sharing information",
    "response": "No response, or a slow one",
    "conference": "A conference, or who takes part",
    "other": "Something else",
}
RESOLVED_AS = {
    "changed": "Resolved: the decision was changed",
    "partly": "Resolved: changed in part",
    "kept": "Resolved: the decision stands, and both agree",
    "not_agreed": "Closed without agreement",
    "withdrawn": "Withdrawn",
}


class ResolutionStage(Base):
    """One stage of the partnership's own protocol; without rows the product's suggestion counts."""

    __tablename__ = "resolution_stage"
    __table_args__ = (
        CheckConstraint("number BETWEEN 1 AND 8", name="number_sensible"),
        CheckConstraint("limit_days IS NULL OR limit_days BETWEEN 1 AND 60", name="limit_sensible"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    limit_days: Mapped[int | None] = mapped_column(Integer)  # working days; None for no limit


class CaseResolution(Base, Retained):
    """One disagreement. It names no child: whoever works with the child knows the reference."""

    __tablename__ = "case_resolution"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number"),
        CheckConstraint("raised_by_id <> raised_with_id", name="two_agencies"),
        CheckConstraint("(closed_on IS NULL) = (outcome = '')", name="closed_has_an_outcome"),
        CheckConstraint("closed_on IS NULL OR closed_on >= raised_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    raised_on: Mapped[date] = mapped_column(Date)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    raised_with_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    about: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text)
    audit_case_id: Mapped[str | None] = mapped_column(ForeignKey("audit_case.id"), index=True)  # found in this audit
    closed_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    outcome_words: Mapped[str] = mapped_column(Text, default="")
    learning: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    raised_by: Mapped[Agency] = relationship(foreign_keys=[raised_by_id])
    raised_with: Mapped[Agency] = relationship(foreign_keys=[raised_with_id])
    audit_case: Mapped[AuditCase | None] = relationship()
    steps: Mapped[list[ResolutionStep]] = relationship(order_by="ResolutionStep.number", back_populates="resolution")
    advices: Mapped[list[ResolutionAdvice]] = relationship(order_by="ResolutionAdvice.made_at")

    @property
    def reference(self) -> str:
        return f"CR-{self.number:03}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class ResolutionStep(Base):
    """A stage that a disagreement came to, with the limit as the protocol had it that day."""

    __tablename__ = "resolution_step"
    __table_args__ = (UniqueConstraint("resolution_id", "number", name="each_resolution_step_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    resolution_id: Mapped[str] = mapped_column(ForeignKey("case_resolution.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)  # of the stage
    name: Mapped[str] = mapped_column(String(120))
    began_on: Mapped[date] = mapped_column(Date)
    limit_days: Mapped[int | None] = mapped_column(Integer)
    ends_by: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")  # why it could not be resolved at the stage before
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    resolution: Mapped[CaseResolution] = relationship(back_populates="steps")
    made_by: Mapped[User | None] = relationship()


class ResolutionAdvice(Base):
    """What the independent scrutineer advises. It decides nothing, and stays as it was given."""

    __tablename__ = "resolution_advice"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    resolution_id: Mapped[str] = mapped_column(ForeignKey("case_resolution.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[User | None] = relationship()
