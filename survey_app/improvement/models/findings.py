"""What was found, what bears it out, and reviews by others that it may come from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency

if TYPE_CHECKING:
    from survey_app.improvement.models.recommendations import Recommendation

FINDING_KINDS = {"strength": "Strength", "concern": "Concern", "observation": "Observation"}
SOURCE_KINDS = {
    "walkabout": "Section 11 walkabout",
    "self_assessment": "Section 11 self-assessment",
    "case_audit": "Case audit",
    "dip_sample": "Dip sample",
    "survey": "Survey",
    "learning_hub": "Learning Hub",
    "children": "Children and families",
    "peer_review": "Peer review",
    "practice_review": "Practice review (LCSPR)",
    "rapid_review": "Rapid review",
    "national_review": "National review",
    "inspection": "Inspection",
    "external_review": "External review",
    "scrutineer": "Independent scrutineer",
    "challenge": "Challenge by a partner",
    "case_resolution": "Case resolution",
    "indicator": "Indicator",
    "other": "Other",
}
EVIDENCE_KINDS = {
    "figure": "A figure of a report",
    "theme": "A theme",
    "quote": "A cleared quote",
    "grade": "A grade",
    "inspection": "An inspection report",
    "passage": "A passage of an outside review",
    "indicator": "An indicator",
    "peer_finding": "A finding of a peer review",
    "register": "An entry of the scrutineer’s register",
    "other": "Something else, in words",
}


class OutsideReview(Base, Retained):
    """A review by others, such as a practice review or a peer review from elsewhere, kept with its passages."""

    __tablename__ = "outside_review"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_outside_review_number_once"),
        CheckConstraint("title <> ''", name="review_has_a_title"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))  # of SOURCE_KINDS
    title: Mapped[str] = mapped_column(String(300))
    reviewer: Mapped[str] = mapped_column(String(200), default="")  # the body, never a person's name alone
    dated: Mapped[date] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")  # of the document that it was read from
    fingerprint: Mapped[str] = mapped_column(
        String(64), default=""
    )  # SHA-256 of its words: the same text in another file is the same
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    inspection_id: Mapped[str | None] = mapped_column(ForeignKey("inspection_report.id"), index=True)
    imported_by: Mapped[User | None] = relationship()
    passages: Mapped[list[ReviewPassage]] = relationship(
        order_by="ReviewPassage.position", back_populates="review", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        return f"ER-{self.number:03}"


class ReviewPassage(Base):
    """One paragraph of an outside review, as it stood there, and what a person took it for."""

    __tablename__ = "review_passage"
    __table_args__ = (
        UniqueConstraint("review_id", "position", name="each_passage_has_its_place"),
        CheckConstraint("taken_as IN ('', 'finding', 'recommendation', 'left')", name="taken_as_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    review_id: Mapped[str] = mapped_column(ForeignKey("outside_review.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    heading: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    taken_as: Mapped[str] = mapped_column(String(16), default="")
    review: Mapped[OutsideReview] = relationship(back_populates="passages")


class Finding(Base, Retained):
    """What was found, in a sentence that names no child and no member of staff."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_finding_number_once"),
        CheckConstraint(f"kind IN {tuple(FINDING_KINDS)}", name="kind_known"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(String(120), default="")
    source_kind: Mapped[str] = mapped_column(String(20))
    found_on: Mapped[date] = mapped_column(Date)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)  # where it concerns one alone
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)  # counts changes, so that two screens notice each other
    agency: Mapped[Agency | None] = relationship()
    made_by: Mapped[User | None] = relationship()
    evidence: Mapped[list[FindingEvidence]] = relationship(
        order_by="FindingEvidence.position", back_populates="finding", cascade="all, delete-orphan"
    )
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary="recommendation_finding", order_by="Recommendation.number", back_populates="findings"
    )

    @property
    def reference(self) -> str:
        return f"F-{self.number:03}"


class FindingEvidence(Base):
    """What bears a finding out, as it said on the day it was linked.

    ``says`` and ``figure`` are frozen: a figure keeps its count, base, version and release class, so that it can be
    seen where the record has moved on since. ``record_type`` and ``record_id`` find the record again; ``version`` is
    that of the report or form.
    """

    __tablename__ = "finding_evidence"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(EVIDENCE_KINDS)}", name="kind_known"),
        CheckConstraint("says <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(16))
    record_type: Mapped[str] = mapped_column(String(40), default="")
    record_id: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[str] = mapped_column(String(120), default="")
    release_class: Mapped[str] = mapped_column(String(10), default="release")
    says: Mapped[str] = mapped_column(Text)
    figure: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    address: Mapped[str] = mapped_column(String(500), default="")  # the page in this partnership, without the host
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finding: Mapped[Finding] = relationship(back_populates="evidence")
    linked_by: Mapped[User | None] = relationship()
