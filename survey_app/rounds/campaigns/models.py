"""A campaign: one round that asks every school of the partnership's list, and the reminders that it has sent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document
from survey_app.rounds.models import Round


class Campaign(Base):
    """Says that a round is a campaign, and on which days before it closes the leads are reminded."""

    __tablename__ = "campaign"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    reminder_days: Mapped[list[int]] = mapped_column(Document, default=list)
    round: Mapped[Round] = relationship()
    reminders: Mapped[list[CampaignReminder]] = relationship(order_by="CampaignReminder.sent_on")


class CampaignReminder(Base):
    """A reminder to those who had not answered: one by itself for each planned day, and those sent by hand."""

    __tablename__ = "campaign_reminder"
    __table_args__ = (UniqueConstraint("round_id", "days_before", name="each_planned_reminder_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("campaign.round_id"), index=True)
    days_before: Mapped[int | None] = mapped_column(Integer)  # empty: sent by hand
    region: Mapped[str] = mapped_column(String(120), default="")  # empty: all regions
    sent_on: Mapped[date] = mapped_column(Date)
    messages: Mapped[int] = mapped_column(Integer)
