"""By what the clocks of a dip sample run: kept with the audit, so that its figures stay as they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.case_audits.models.audits import CaseAudit
from survey_app.database import Base, Document, UtcDateTime, now


class FrontDoorClock(Base):
    """The opening hours of the front door during the audit's window, and what "within one working day" means.

    ``hours`` is :func:`analysis.working_days.opening_hours_to_document`. An audit without a row is counted by office
    hours.
    """

    __tablename__ = "front_door_clock"
    __table_args__ = (
        CheckConstraint("rule IN ('opening_hours', 'next_working_day')", name="clock_rule_known"),
        CheckConstraint("told_from IN ('received', 'decided')", name="told_from_known"),
    )

    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), primary_key=True)
    hours: Mapped[dict[str, Any]] = mapped_column(Document)
    rule: Mapped[str] = mapped_column(String(20))
    told_from: Mapped[str] = mapped_column(String(10))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    audit: Mapped[CaseAudit] = relationship()
