"""What each agency is asked of a case, by whom it is made, and the voices of those whom the case is about."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.case_audits.models.cases import AuditCase
from survey_app.database import Base, Document, UtcDateTime, new_uuid
from survey_app.partnership.models import Agency
from survey_app.rounds.models import Round

INVOLVEMENTS = {"asked": "Asked", "not_involved": "Not involved"}
VOICES = {"child": "The child", "parent": "A parent or carer", "practitioner": "A practitioner"}


class AgencyReturn(Base):
    """One agency's return on one case, asked for or made.

    ``draft_id`` names the draft in the audit's round, and later the submission; the auditor alone opens it. Another
    auditor begins anew, under another ``draft_id``. An agency that was not involved is not missing.
    """

    __tablename__ = "agency_return"
    __table_args__ = (
        UniqueConstraint("case_id", "agency_id"),
        UniqueConstraint("draft_id", name="each_case_return_once"),
        CheckConstraint("involvement IN ('asked', 'not_involved')", name="involvement_known"),
        CheckConstraint("involvement <> 'not_involved' OR not_involved_why <> ''", name="not_involved_says_why"),
        CheckConstraint("extended_to IS NULL OR extended_why <> ''", name="extension_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    case_id: Mapped[str] = mapped_column(ForeignKey("audit_case.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    involvement: Mapped[str] = mapped_column(String(12), default="asked")
    not_involved_why: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # who said "not involved"
    auditor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    outside_why: Mapped[str] = mapped_column(Text, default="")  # why the auditor is of another agency
    draft_id: Mapped[str] = mapped_column(String(36), default=new_uuid)
    made_ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was last taken onto a device
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # asked for conflicts of interest, and answered
    conflict: Mapped[str] = mapped_column(Text, default="")  # what the auditor declares; empty means none
    conflict_handling: Mapped[str] = mapped_column(Text, default="")  # how it is dealt with, by somebody else
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    extended_to: Mapped[date | None] = mapped_column(Date)
    extended_why: Mapped[str] = mapped_column(Text, default="")
    reminders: Mapped[list[str]] = mapped_column(Document, default=list)  # "2026-12-14:7", each sent once

    case: Mapped[AuditCase] = relationship()
    agency: Mapped[Agency] = relationship()
    auditor: Mapped[User | None] = relationship(foreign_keys=[auditor_id])


class CaseVoice(Base):
    """What one of those concerned said for this audit, or why they were not asked; read when moderation opens."""

    __tablename__ = "case_voice"
    __table_args__ = (
        UniqueConstraint("draft_id", name="each_voice_once"),
        CheckConstraint("whose IN ('child', 'parent', 'practitioner')", name="whose_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    case_id: Mapped[str] = mapped_column(ForeignKey("audit_case.id"), index=True)
    whose: Mapped[str] = mapped_column(String(12))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # who asked them
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    draft_id: Mapped[str] = mapped_column(String(36), default=new_uuid)

    case: Mapped[AuditCase] = relationship()
    recorder: Mapped[User | None] = relationship()
    round: Mapped[Round | None] = relationship()
