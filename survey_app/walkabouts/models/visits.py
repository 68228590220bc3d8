"""Visits: where, when and by whom; what each of the team notes; and the inspection that led to one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models.assessments import Section11Assessment

VISIT_STATES = {"proposed": "Proposed", "planned": "Planned", "done": "Done", "cancelled": "Cancelled"}
TEAM_ROLES = {
    "leader": "Team leader",
    "auditor": "Auditor",
    "young_scrutineer": "Young scrutineer",
    "observer": "Observer",
}


class InspectionReport(Base, Retained):
    """An inspection or regulatory report about an agency, logged because it may call for a visit."""

    __tablename__ = "inspection_report"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    inspectorate: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    published_on: Mapped[date] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(500), default="")
    finding: Mapped[str] = mapped_column(Text, default="")
    is_concern: Mapped[bool] = mapped_column(default=False)
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    agency: Mapped[Agency] = relationship()


class Visit(Base, Retained):
    """A walkabout visit. A proposed one may have no day and no team yet."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'planned', 'done', 'cancelled')", name="state_known"),
        CheckConstraint("state IN ('proposed', 'cancelled') OR day IS NOT NULL", name="planned_visit_has_a_day"),
        Index("ix_visit_one_proposal_per_report", "inspection_id", unique=True),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)  # the agency visited
    site: Mapped[str] = mapped_column(String(200), default="")
    day: Mapped[date | None] = mapped_column(Date)
    starts_at: Mapped[str] = mapped_column(String(5), default="")  # "09:30", local time
    ends_at: Mapped[str] = mapped_column(String(5), default="")
    arrangements: Mapped[str] = mapped_column(Text, default="")  # where to meet, parking, whom to ask for by role
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was proposed or cancelled
    inspection_id: Mapped[str | None] = mapped_column(ForeignKey("inspection_report.id"))
    calendar_sequence: Mapped[int] = mapped_column(Integer, default=0)  # counts changes, for the calendar file
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    assessment: Mapped[Section11Assessment | None] = relationship()
    agency: Mapped[Agency] = relationship()
    inspection: Mapped[InspectionReport | None] = relationship()
    team: Mapped[list[VisitMember]] = relationship(back_populates="visit", order_by="VisitMember.position")


class VisitMember(Base):
    """Somebody of the visiting team. ``conflict`` is what they declared; ``declared_at`` that they were asked."""

    __tablename__ = "visit_member"
    __table_args__ = (
        CheckConstraint("role IN ('leader', 'auditor', 'young_scrutineer', 'observer')", name="role_known"),
    )

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20), default="auditor")
    position: Mapped[int] = mapped_column(Integer, default=0)
    conflict: Mapped[str] = mapped_column(Text, default="")
    conflict_handling: Mapped[str] = mapped_column(Text, default="")  # how the QA group deals with it
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visit: Mapped[Visit] = relationship(back_populates="team")
    user: Mapped[User] = relationship()


class VisitNotes(Base):
    """What one member of the team notes on a visit: a draft in the cycle's walkabout round, later a submission.

    ``draft_id`` is the draft's UUID, which becomes the submission's. Each member has notes of their own.
    """

    __tablename__ = "visit_notes"
    __table_args__ = (UniqueConstraint("draft_id", name="each_draft_once"),)

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    draft_id: Mapped[str] = mapped_column(String(36), default=new_uuid)
    made_ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was last taken onto a device
    visit: Mapped[Visit] = relationship()
