"""What is learnt from an audit, and what it recommends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.case_audits.models.audits import CaseAudit
from survey_app.case_audits.models.cases import AuditCase
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency

LEARNING_KINDS = {
    "strength": "Strength",
    "enabler": "What helps",
    "challenge": "What gets in the way",
    "learning": "To be learnt",
}
MOST_RECOMMENDATIONS = 3


class LearningPoint(Base):
    """One thing to be learnt, from one case or from the audit as a whole; strengths come first.

    ``checked_why`` says why words that look like an identifier may stay. ``source`` names the text of a return that it
    was taken from. A second person clears the text before it stands in a release; ``published_at`` puts a cleared
    strength before all members of the partnership. Whoever changes the text takes both back.
    """

    __tablename__ = "learning_point"
    __table_args__ = (
        CheckConstraint("kind IN ('strength', 'enabler', 'challenge', 'learning')", name="kind_known"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "published_at IS NULL OR (cleared_at IS NOT NULL AND kind = 'strength')", name="published_is_cleared"
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("audit_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_why: Mapped[str] = mapped_column(Text, default="")
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(120), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audit: Mapped[CaseAudit] = relationship()
    case: Mapped[AuditCase | None] = relationship()


class AuditRecommendation(Base):
    """One of at most three recommendations of an audit, with the one agency that owns it."""

    __tablename__ = "audit_recommendation"
    __table_args__ = (
        UniqueConstraint("audit_id", "number", name="each_recommendation_number_once"),
        CheckConstraint("number BETWEEN 1 AND 3", name="at_most_three"),
        CheckConstraint("text <> '' AND why <> ''", name="says_what_and_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    theme: Mapped[str] = mapped_column(String(120), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_why: Mapped[str] = mapped_column(Text, default="")
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(120), default="")
    audit: Mapped[CaseAudit] = relationship()
    owner: Mapped[Agency] = relationship()


class LeftProposal(Base):
    """A text of a return that the panel left where it is: it is no learning point, and not proposed again."""

    __tablename__ = "left_proposal"

    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    left_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
