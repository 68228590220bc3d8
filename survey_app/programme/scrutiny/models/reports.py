"""The scrutineer's six-month report: drafted from the register, edited, and frozen when it is made final."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now


class ReportFrozen(RuntimeError):
    """Something tried to change a report that is final."""


class ScrutinyReport(Base, Retained):
    """One report on a period. ``facts`` is what was drafted from the records, frozen with the text when it is final."""

    __tablename__ = "scrutiny_report"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_scrutiny_report_once"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("(final_at IS NULL) = (fingerprint = '')", name="final_has_a_fingerprint"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime, active_history=True)
    final_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    final_by: Mapped[User | None] = relationship(foreign_keys=[final_by_id])
    sections: Mapped[list[ReportSection]] = relationship(order_by="ReportSection.position", back_populates="report")

    @property
    def reference(self) -> str:
        return f"SR-{self.number:03}"

    @property
    def is_final(self) -> bool:
        return self.final_at is not None


class ReportSection(Base):
    """One section of a report: its heading, and the text as the scrutineer leaves it."""

    __tablename__ = "scrutiny_report_section"
    __table_args__ = (UniqueConstraint("report_id", "position", name="each_report_section_has_its_place"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    report_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_report.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    heading: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(120), default="")  # whose entries and recommendations stand under it
    text: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[ScrutinyReport] = relationship(back_populates="sections")


@event.listens_for(ScrutinyReport, "before_update")
def _refuse_change(mapper: Any, connection: Any, target: ScrutinyReport) -> None:
    state = inspect(target).attrs
    before = state.final_at.history
    was = before.deleted[0] if before.has_changes() and before.deleted else target.final_at
    said = ("title", "starts_on", "ends_on", "facts", "fingerprint", "final_at", "final_by_id")
    if was is not None and any(state[name].history.has_changes() for name in said):
        raise ReportFrozen(f"report {target.number} is final and cannot be changed")


@event.listens_for(ReportSection, "before_update")
def _refuse_text(mapper: Any, connection: Any, target: ReportSection) -> None:
    if target.report is not None and target.report.is_final:
        raise ReportFrozen(f"report {target.report.number} is final and cannot be changed")
