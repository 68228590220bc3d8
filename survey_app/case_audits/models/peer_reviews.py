"""Peer reviews: people from outside look at an area or a team, and hand over findings that two sources bear out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency, Locality, Partnership
from survey_app.rounds.models import Round

REVIEW_STATES = {
    "planned": "Being planned",
    "fieldwork": "Interviews and findings",
    "accuracy": "With the reviewed area, for factual accuracy",
    "handed_over": "Handed over",
    "cancelled": "Called off",
}
SIDES = {"reviewer": "Reviewer", "area": "Reviewed area"}
FINDING_KINDS = {"strength": "Strength", "development": "Area for development"}
FINDING_STATES = {"draft": "Draft", "confirmed": "Confirmed", "dropped": "Left out"}
SOURCE_KINDS = {
    "interview": "Interview or focus group",
    "document": "Document",
    "data": "Data",
    "observation": "Observation",
    "audit": "Audit or case sample",
    "survey": "Survey",
}
CONFIDENCES = {"high": "High", "medium": "Medium", "low": "Low"}


class PeerReview(Base, Retained):
    """One review of an agency, a team or a locality by people from outside it."""

    __tablename__ = "peer_review"
    __table_args__ = (
        UniqueConstraint("partnership_id", "slug"),
        CheckConstraint(
            "state IN ('planned', 'fieldwork', 'accuracy', 'handed_over', 'cancelled')", name="state_known"
        ),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("agency_id IS NOT NULL OR locality_id IS NOT NULL", name="something_is_reviewed"),
        CheckConstraint("(state = 'handed_over') = (handed_over_at IS NOT NULL)", name="handed_over_has_a_moment"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"), index=True)
    team: Mapped[str] = mapped_column(String(200), default="")  # of it, where not all of it is reviewed
    questions: Mapped[str] = mapped_column(Text, default="")  # lines of enquiry
    starts_on: Mapped[date] = mapped_column(Date)  # days on site
    ends_on: Mapped[date] = mapped_column(Date)
    reply_by: Mapped[date | None] = mapped_column(Date)  # on factual accuracy
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), unique=True)  # the interviews
    state: Mapped[str] = mapped_column(String(12), default="planned")
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    agency: Mapped[Agency | None] = relationship()
    locality: Mapped[Locality | None] = relationship()
    round: Mapped[Round | None] = relationship()
    seats: Mapped[list[PeerSeat]] = relationship(back_populates="review", order_by="PeerSeat.made_at")
    findings: Mapped[list[PeerFinding]] = relationship(back_populates="review", order_by="PeerFinding.number")

    @property
    def reviewed(self) -> str:
        """What is reviewed, in words."""
        named = [self.team, self.agency.name if self.agency else "", self.locality.name if self.locality else ""]
        return ", ".join(one for one in named if one)


class PeerSeat(Base):
    """Somebody of the review team, or of the area that is reviewed."""

    __tablename__ = "peer_seat"
    __table_args__ = (
        CheckConstraint("side IN ('reviewer', 'area')", name="side_known"),
        CheckConstraint("side = 'area' OR works_at <> ''", name="reviewer_comes_from_somewhere"),
    )

    review_id: Mapped[str] = mapped_column(ForeignKey("peer_review.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(String(10))
    is_lead: Mapped[bool] = mapped_column(default=False)
    works_at: Mapped[str] = mapped_column(String(200), default="")  # where a reviewer comes from
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))  # the locality they work in, if one
    conflict: Mapped[str] = mapped_column(Text, default="")
    conflict_handling: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    review: Mapped[PeerReview] = relationship(back_populates="seats")
    user: Mapped[User] = relationship()

    @property
    def may_begin(self) -> bool:
        """Whether a reviewer has declared, and what they declared is dealt with."""
        return self.declared_at is not None and (not self.conflict or bool(self.conflict_handling))


class PeerInterview(Base):
    """An interview of a review: a draft of its interviewer's in the review's round, later a submission."""

    __tablename__ = "peer_interview"
    __table_args__ = (
        UniqueConstraint("draft_id", name="each_interview_once"),
        UniqueConstraint("review_id", "number", name="each_interview_number_once"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    review_id: Mapped[str] = mapped_column(ForeignKey("peer_review.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)  # by which findings name it, never by a person
    interviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    draft_id: Mapped[str] = mapped_column(String(36), default=new_uuid)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    review: Mapped[PeerReview] = relationship()
    interviewer: Mapped[User | None] = relationship()


class PeerFinding(Base):
    """What the review found. A confirmed one has at least two sources."""

    __tablename__ = "peer_finding"
    __table_args__ = (
        UniqueConstraint("review_id", "number", name="each_peer_finding_number_once"),
        CheckConstraint("kind IN ('strength', 'development')", name="kind_known"),
        CheckConstraint("state IN ('draft', 'confirmed', 'dropped')", name="state_known"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    review_id: Mapped[str] = mapped_column(ForeignKey("peer_review.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    impact: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="medium")
    recommendation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    revision: Mapped[int] = mapped_column(Integer, default=0)  # counts changes, so that two screens notice each other
    area_says: Mapped[str] = mapped_column(Text, default="")  # on factual accuracy
    area_says_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    area_says_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")  # the review team's, to what the area says
    review: Mapped[PeerReview] = relationship(back_populates="findings")
    sources: Mapped[list[FindingSource]] = relationship(back_populates="finding", order_by="FindingSource.position")


class FindingSource(Base):
    """What bears a finding out, and where it can be found again; an interview by its number."""

    __tablename__ = "finding_source"
    __table_args__ = (CheckConstraint("reference <> ''", name="source_can_be_found"),)

    finding_id: Mapped[str] = mapped_column(ForeignKey("peer_finding.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(300))
    finding: Mapped[PeerFinding] = relationship(back_populates="sources")
