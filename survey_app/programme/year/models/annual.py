"""What stands in a year's annual report beside its evidence: statements, costs and its publication."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now

COST_KINDS = {"contribution": "Contribution in money", "in_kind": "Contribution in kind", "spending": "Spending"}


class AnnualReport(Base, Retained):
    """What a partnership writes under the headings of a year's report, and when the report was published."""

    __tablename__ = "annual_report"
    __table_args__ = (
        UniqueConstraint("partnership_id", "year", name="one_annual_report_a_year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sensible"),
        CheckConstraint("published_on IS NULL OR link <> ''", name="published_somewhere"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    published_on: Mapped[date | None] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    statements: Mapped[list[AnnualStatement]] = relationship(
        order_by="(AnnualStatement.made_at, AnnualStatement.id)", back_populates="report"
    )
    costs: Mapped[list[AnnualCost]] = relationship(
        order_by="(AnnualCost.kind, AnnualCost.partner, AnnualCost.id)", back_populates="report"
    )


class AnnualStatement(Base):
    """A sentence under a heading of the annual report, with where it is from."""

    __tablename__ = "annual_statement"
    __table_args__ = (CheckConstraint("text <> '' AND source <> ''", name="statement_has_a_source"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    report_id: Mapped[str] = mapped_column(ForeignKey("annual_report.id"), index=True)
    heading: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report: Mapped[AnnualReport] = relationship(back_populates="statements")
    made_by: Mapped[User | None] = relationship()


class AnnualCost(Base):
    """What a partner contributed in a year, or what was spent: whole pence, entered by hand with its source."""

    __tablename__ = "annual_cost"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(COST_KINDS)}", name="cost_kind_known"),
        CheckConstraint("partner <> '' AND source <> ''", name="cost_has_a_source"),
        CheckConstraint("pence >= 0", name="pence_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    report_id: Mapped[str] = mapped_column(ForeignKey("annual_report.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    partner: Mapped[str] = mapped_column(String(200))  # of spending: on what
    pence: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report: Mapped[AnnualReport] = relationship(back_populates="costs")
