"""What a panel settles on a case: one grade for each question, with its reason, and who does not agree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.case_audits.models.audits import CaseAudit
from survey_app.case_audits.models.cases import AuditCase
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency


class ModerationPanel(Base):
    """One meeting of a panel."""

    __tablename__ = "moderation_panel"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    met_on: Mapped[date] = mapped_column(Date)
    chair: Mapped[str] = mapped_column(String(200), default="")
    audit: Mapped[CaseAudit] = relationship()
    attendees: Mapped[list[PanelAttendee]] = relationship(back_populates="panel", order_by="PanelAttendee.position")


class PanelAttendee(Base):
    """Somebody at a meeting: a professional, by name or by role, for an agency."""

    __tablename__ = "panel_attendee"

    panel_id: Mapped[str] = mapped_column(ForeignKey("moderation_panel.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    panel: Mapped[ModerationPanel] = relationship(back_populates="attendees")
    agency: Mapped[Agency | None] = relationship()


class CaseModeration(Base):
    """The moderation of one case. After ``signed_at`` every change makes a revision with a reason.

    ``timed_until`` is the moment up to which the time spent has been counted, so that two screens do not count twice.
    """

    __tablename__ = "case_moderation"

    case_id: Mapped[str] = mapped_column(ForeignKey("audit_case.id"), primary_key=True)
    panel_id: Mapped[str | None] = mapped_column(ForeignKey("moderation_panel.id"), index=True)
    seconds_spent: Mapped[int] = mapped_column(Integer, default=0)
    timed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joint_working: Mapped[str] = mapped_column(String(40), default="")  # a grade of the form's scale
    joint_working_why: Mapped[str] = mapped_column(Text, default="")
    unresolved: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=0)  # counts saves, so that two screens notice each other
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[AuditCase] = relationship()
    panel: Mapped[ModerationPanel | None] = relationship()
    grades: Mapped[list[ModeratedGrade]] = relationship(back_populates="moderation")
    dissents: Mapped[list[Dissent]] = relationship(back_populates="moderation")


class ModeratedGrade(Base):
    """The grade that the panel agreed on for one question; empty where it says that no agreement was reached."""

    __tablename__ = "moderated_grade"
    __table_args__ = (CheckConstraint("grade <> '' OR reason <> ''", name="no_agreement_says_why"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case_moderation.case_id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    grade: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    moderation: Mapped[CaseModeration] = relationship(back_populates="grades")


class Dissent(Base):
    """An agency that does not agree with a moderated grade, and why."""

    __tablename__ = "panel_dissent"
    __table_args__ = (CheckConstraint("reason <> ''", name="dissent_says_why"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case_moderation.case_id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    grade: Mapped[str] = mapped_column(String(40), default="")  # what the agency would give
    reason: Mapped[str] = mapped_column(Text)
    moderation: Mapped[CaseModeration] = relationship(back_populates="dissents")
    agency: Mapped[Agency] = relationship()


class ModerationRevision(Base):
    """The moderation as it was signed off, each time; what changed after a sign-off says why."""

    __tablename__ = "moderation_revision"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="each_moderation_revision_once"),
        CheckConstraint("number = 1 OR reason <> ''", name="revision_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_moderation.case_id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
