"""What is recommended, on which findings, to which one agency, and what the agency replied."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.improvement.models.findings import Finding
from survey_app.partnership.models import Agency

if TYPE_CHECKING:
    from survey_app.improvement.models.actions import Action
    from survey_app.improvement.models.retests import ReTest

PRIORITIES = {"high": "High", "medium": "Medium", "low": "Low"}
RECOMMENDATION_STATES = {
    "open": "Open",
    "retest": "Waits for its re-test",
    "closed": "Closed with impact",
    "not_accepted": "Not accepted",
    "withdrawn": "Withdrawn",
}
REPLIES = {"": "No reply yet", "accepted": "Accepted", "partly": "Accepted in part", "not_accepted": "Not accepted"}
# Where a recommendation was first written; a record there gives one recommendation here, however often it is taken up.
ORIGINS = {
    "": "Entered here",
    "audit_recommendation": "A case audit",
    "section11_action": "A Section 11 assessment",
    "peer_finding": "A peer review",
    "review_passage": "An outside review",
    "scrutiny_entry": "The scrutineer’s register",
    "hub_reply": "A reply to a theme of the Learning Hub",
    "challenge": "The challenge log",
}


class Recommendation(Base, Retained):
    """One recommendation with one owner agency.

    It is closed only by impact: a judged claim that practice changed or that it is better for children, and, where a
    re-test was set, its confirming result. ``reopened`` counts how often it was taken out of a closed state.
    """

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_recommendation_reference_once"),
        UniqueConstraint("origin_type", "origin_id", name="each_origin_taken_up_once"),
        CheckConstraint("text <> '' AND why <> ''", name="says_what_and_why"),
        CheckConstraint(f"priority IN {tuple(PRIORITIES)}", name="priority_known"),
        CheckConstraint(f"state IN {tuple(RECOMMENDATION_STATES)}", name="state_known"),
        CheckConstraint(f"reply IN {tuple(REPLIES)}", name="reply_known"),
        CheckConstraint("reply IN ('', 'accepted') OR because <> ''", name="not_wholly_says_why"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_a_day"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    priority: Mapped[str] = mapped_column(String(8), default="medium")
    theme: Mapped[str] = mapped_column(String(120), default="")
    source_kind: Mapped[str] = mapped_column(String(20))  # of SOURCE_KINDS
    source: Mapped[str] = mapped_column(String(300), default="")  # which one: "Neglect, case audit of May 2026"
    origin_type: Mapped[str | None] = mapped_column(String(24))
    origin_id: Mapped[str | None] = mapped_column(String(36))
    made_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reply: Mapped[str] = mapped_column(String(12), default="")
    because: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(String(16), default="open")
    state_why: Mapped[str] = mapped_column(Text, default="")  # of one that was withdrawn, or opened again
    closed_on: Mapped[date | None] = mapped_column(Date)
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    owner: Mapped[Agency] = relationship()
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    replied_by: Mapped[User | None] = relationship(foreign_keys=[replied_by_id])
    findings: Mapped[list[Finding]] = relationship(
        secondary="recommendation_finding", order_by=Finding.number, back_populates="recommendations"
    )
    actions: Mapped[list[Action]] = relationship(order_by="Action.number", back_populates="recommendation")
    retests: Mapped[list[ReTest]] = relationship(order_by="ReTest.number", back_populates="recommendation")

    @property
    def reference(self) -> str:
        return f"R-{self.number:03}"

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "retest")


class RecommendationFinding(Base):
    """That a recommendation rests on a finding."""

    __tablename__ = "recommendation_finding"

    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendation.id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)
