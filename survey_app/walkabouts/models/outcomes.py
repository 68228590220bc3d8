"""What follows a visit: steps, judgements and their revisions, gaps, corrections, actions, and the final copies.

Nothing here is overwritten: a step, a judgement or a gap's reason is added, and the newest counts.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency
from survey_app.walkabouts.models.assessments import Section11Assessment
from survey_app.walkabouts.models.visits import Visit

STEPS = {
    "reconciled": "Notes reconciled",
    "graded": "Grades recorded",
    "revealed": "The agency’s own grades shown",
    "signed": "Signed by the team leader",
    "sent": "Sent to the agency for factual accuracy",
    "reminded": "Agency reminded",
    "replied": "The agency replied",
    "no_reply": "No reply by the date",
    "final": "Made final",
    "reopened": "Reopened",
}
PRACTICE_STATES = {
    "proposed": "Proposed",
    "asked": "With the agency",
    "agreed": "Agreed by the agency",
    "declined": "Declined by the agency",
    "published": "Published",
    "withdrawn": "Withdrawn",
}


class AssessmentStep(Base, Retained):
    """Who did which step of an assessment, and when. ``details`` hold what the step settled."""

    __tablename__ = "assessment_step"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('reconciled', 'graded', 'revealed', 'signed', 'sent', 'reminded', 'replied', 'no_reply', "
            "'final', 'reopened')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    details: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # empty: the system itself
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[User | None] = relationship()


class Judgement(Base):
    """What the team says of one standard; ``number`` counts its revisions from 1, and the newest stands.

    ``grade`` is empty while none is given, and always where an assessment is narrative only.
    """

    __tablename__ = "section11_judgement"
    __table_args__ = (
        UniqueConstraint("assessment_id", "standard", "number", name="each_judgement_once"),
        CheckConstraint("NOT after_seeing OR reason <> ''", name="after_seeing_says_why"),
        CheckConstraint("grade <> 'not_applicable' OR exempt_because <> ''", name="not_applicable_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    grade: Mapped[str] = mapped_column(String(40), default="")
    exempt_because: Mapped[str] = mapped_column(Text, default="")  # why the standard does not apply
    rationale: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    gaps: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(12))  # the assessment's, when it was made
    after_seeing: Mapped[bool] = mapped_column(default=False)  # of the agency's own grades
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was revised
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[User | None] = relationship()


class GapReason(Base):
    """Why the walkabout's grade and the agency's own differ; a later one takes the place of an earlier one."""

    __tablename__ = "section11_gap_reason"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40))
    own_grade: Mapped[str] = mapped_column(String(40))
    walkabout_grade: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Correction(Base):
    """What an agency says is factually wrong, by standard; unsent while the agency still writes its reply."""

    __tablename__ = "section11_correction"
    __table_args__ = (
        CheckConstraint("answer IN ('', 'accepted', 'not_accepted')", name="answer_known"),
        CheckConstraint("answer = '' OR answer_reason <> ''", name="answer_says_why"),
        CheckConstraint("answer = '' OR sent_at IS NOT NULL", name="answered_after_it_was_sent"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40))
    wrong: Mapped[str] = mapped_column(Text)  # what it says
    right: Mapped[str] = mapped_column(Text)  # what it should say
    shown_by: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(12), default="")
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Section11Action(Base, Retained):
    """What an agency will do about a grade below Mostly. Without an assessment it is a constructed one of the demo.

    ``what`` is empty for a recommendation that nobody has taken up.
    """

    __tablename__ = "section11_action"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    standard: Mapped[str] = mapped_column(String(40), default="")
    reference: Mapped[str] = mapped_column(String(40), default="")
    recommendation: Mapped[str] = mapped_column(Text, default="")
    what: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(200), default="")  # by role; of a demo's, the agency
    success_measure: Mapped[str] = mapped_column(Text, default="")
    opened_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    impact: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    assessment: Mapped[Section11Assessment | None] = relationship()
    agency: Mapped[Agency | None] = relationship()


class FinalRevision(Base):
    """An assessment as it was made final: a numbered copy that nobody changes, sealed like a pinned page."""

    __tablename__ = "section11_revision"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number", name="each_final_copy_once"),
        CheckConstraint("number = 1 OR reason <> ''", name="later_ones_say_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[str] = mapped_column(Text)  # canonical JSON
    reason: Mapped[str] = mapped_column(Text, default="")  # why the one before was reopened
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    previous: Mapped[str] = mapped_column(String(64), default="")
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[User | None] = relationship()

    @property
    def content(self) -> dict[str, Any]:
        """The copy as it is read."""
        found: dict[str, Any] = json.loads(self.document)
        return found

    def own_fingerprint(self) -> str:
        """SHA-256 over everything that the copy says, and over the fingerprint of the one before."""
        sealed = {
            "assessment": self.assessment_id, "number": self.number, "document": self.document,
            "reason": self.reason, "made_by": self.made_by_id, "previous": self.previous,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
        }  # fmt: skip
        text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class GoodPractice(Base, Retained):
    """Something that others can learn from: published once the agency has agreed to this very wording."""

    __tablename__ = "good_practice"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'asked', 'agreed', 'declined', 'published', 'withdrawn')", name="state_known"
        ),
        CheckConstraint(
            "state NOT IN ('agreed', 'published') OR agreed_at IS NOT NULL", name="published_as_the_agency_agreed"
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(Document, default=list)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assessment: Mapped[Section11Assessment] = relationship()


class FeedbackCard(Base, Retained):
    """What a team leaves with the staff of a site: in general terms, without grades, numbers or names."""

    __tablename__ = "feedback_card"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    heard: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    visit: Mapped[Visit] = relationship()


class OutcomeChanged(RuntimeError):
    """Something tried to change or delete what is only ever added to."""


def _refuse_change(mapper: Any, connection: Any, target: Any) -> None:
    raise OutcomeChanged(f"{target.__tablename__} {target.id} cannot be changed")


for _kept in (AssessmentStep, Judgement, GapReason, FinalRevision):
    event.listen(_kept, "before_update", _refuse_change)
    event.listen(_kept, "before_delete", _refuse_change)
