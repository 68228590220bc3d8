"""What an agency and the QA group say about a rubric before it is locked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency
from survey_app.walkabouts.models.assessments import Section11Assessment
from survey_app.walkabouts.models.cycles import Rubric


class RubricRemark(Base):
    """A comment on the proposed version, or an agency's agreement to it. Rows are only ever added.

    ``agency`` is the member that speaks; empty for the QA group. An agreement counts for its version only.
    """

    __tablename__ = "rubric_remark"
    __table_args__ = (
        CheckConstraint("kind IN ('comment', 'agreed')", name="kind_known"),
        CheckConstraint("kind <> 'comment' OR text <> ''", name="comment_says_something"),
        CheckConstraint("kind <> 'agreed' OR agency_id IS NOT NULL", name="agencies_agree"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(10), default="comment")
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    assessment: Mapped[Section11Assessment] = relationship()
    rubric: Mapped[Rubric] = relationship()
    agency: Mapped[Agency | None] = relationship()
    user: Mapped[User | None] = relationship()
