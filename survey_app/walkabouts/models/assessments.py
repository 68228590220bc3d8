"""One assessment of one agency, or of several that are assessed together."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models.cycles import Rubric, Section11Cycle

# The way of an assessment, in order. "compared": the walkabout grades stand, and the self-grades have been shown.
STAGES = {
    "planned": "Planned",
    "fieldwork": "Fieldwork",
    "reconciled": "Notes reconciled",
    "graded": "Graded",
    "compared": "Compared with the agency’s own grades",
    "signed": "Signed by the team leader",
    "replying": "With the agency for factual accuracy",
    "final": "Final",
    "withdrawn": "Withdrawn",
}
WAY = tuple(stage for stage in STAGES if stage != "withdrawn")
SHARED_AS = "section11_assessment"  # the record type of a Share


class Section11Assessment(Base, Retained):
    """The assessment belongs to the installation; ``partnership`` leads it, and others read it by a Share.

    Its members are the agencies assessed: one, or several that make one joint return (``is_collective``).
    """

    __tablename__ = "section11_assessment"
    __table_args__ = (
        CheckConstraint(
            "stage IN ('planned', 'fieldwork', 'reconciled', 'graded', 'compared', 'signed', 'replying', 'final', "
            "'withdrawn')",
            name="stage_known",
        ),
        CheckConstraint("rubric_locked_at IS NULL OR rubric_agreed_by <> ''", name="locked_rubric_is_agreed"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("section11_cycle.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))  # the agency's name, or that of the group
    is_collective: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(String(12), default="planned")
    started_on: Mapped[date] = mapped_column(Date)
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubric.id"))
    rubric_agreed_by: Mapped[str] = mapped_column(String(200), default="")  # who agreed for the agency, by role
    rubric_agreed_on: Mapped[date | None] = mapped_column(Date)
    rubric_locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    cycle: Mapped[Section11Cycle] = relationship()
    partnership: Mapped[Partnership] = relationship()
    rubric: Mapped[Rubric | None] = relationship()
    members: Mapped[list[AssessmentMember]] = relationship(back_populates="assessment")


class AssessmentMember(Base):
    """An agency that an assessment covers. ``exceptions`` is where it differs from a joint return.

    Exceptions are standard → {"grade": …, "reason": …}; empty for an agency that is assessed alone.
    """

    __tablename__ = "assessment_member"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)
    exceptions: Mapped[dict[str, dict[str, str]]] = mapped_column(Document, default=dict)
    assessment: Mapped[Section11Assessment] = relationship(back_populates="members")
    agency: Mapped[Agency] = relationship()
