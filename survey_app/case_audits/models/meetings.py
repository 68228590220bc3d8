"""The meetings of a deep dive: when, who for which agency, what was looked at in each case, and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.case_audits.models.audits import CaseAudit
from survey_app.case_audits.models.cases import AuditCase
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency


class AuditMeeting(Base):
    """One meeting. Its texts are checked for identifiers before they are kept; ``checked_why`` says why some stay."""

    __tablename__ = "audit_meeting"
    __table_args__ = (CheckConstraint("next_on IS NULL OR next_on >= met_on", name="next_is_later"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    met_on: Mapped[date] = mapped_column(Date)
    about: Mapped[str] = mapped_column(String(300), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    next_on: Mapped[date | None] = mapped_column(Date)
    checked_why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    audit: Mapped[CaseAudit] = relationship()
    attendees: Mapped[list[MeetingAttendee]] = relationship(
        order_by="MeetingAttendee.position", cascade="all, delete-orphan"
    )
    cases: Mapped[list[MeetingCase]] = relationship(cascade="all, delete-orphan")


class MeetingAttendee(Base):
    """Who was there: a role at an agency, never a name."""

    __tablename__ = "audit_meeting_attendee"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("audit_meeting.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    role: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    agency: Mapped[Agency | None] = relationship()


class MeetingCase(Base):
    """What a meeting looked at in one case."""

    __tablename__ = "audit_meeting_case"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("audit_meeting.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("audit_case.id"), primary_key=True)
    looked_at: Mapped[str] = mapped_column(Text)
    case: Mapped[AuditCase] = relationship()
