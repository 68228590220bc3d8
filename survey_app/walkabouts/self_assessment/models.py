"""The tables of a self-assessment: the return of an agency, its evidence, and what is offered from last time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now, random_key
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment

# Policies say what ought to happen; every other kind shows something of practice.
EVIDENCE_KINDS = {
    "policy": "Policy or procedure",
    "audit": "Audit",
    "data": "Data",
    "observation": "Observation",
    "staff_voice": "Staff voice",
    "child_voice": "Child voice",
    "other": "Other",
}
OFFER_STATES = {"offered": "Not decided yet", "reaffirmed": "Still true", "dropped": "Left out"}


class SelfAssessment(Base, Retained):
    """The return of an assessment's agency, or the joint return of several.

    ``draft_id`` names the draft in the cycle's self-assessment round, and later the submission. A declaration is
    complete when the sponsor has confirmed it, or a minute of the board is named. ``declared_hash`` is what was
    declared: whoever confirms, confirms that and nothing else.
    """

    __tablename__ = "self_assessment"
    __table_args__ = (
        UniqueConstraint("draft_id", name="each_return_once"),
        UniqueConstraint("sponsor_token_hash", name="each_sponsor_token_once"),
        CheckConstraint("extended_to IS NULL OR extended_why <> ''", name="extension_says_why"),
        CheckConstraint(
            "submitted_at IS NULL OR declared_at IS NOT NULL OR reopened_at IS NOT NULL", name="submitted_is_declared"
        ),
    )

    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    draft_id: Mapped[str] = mapped_column(String(36), default=new_uuid)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    extended_to: Mapped[date | None] = mapped_column(Date)
    extended_why: Mapped[str] = mapped_column(Text, default="")
    extended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_role: Mapped[str] = mapped_column(String(200), default="")
    sponsor_name: Mapped[str] = mapped_column(String(200), default="")
    sponsor_role: Mapped[str] = mapped_column(String(200), default="")
    sponsor_email: Mapped[str] = mapped_column(String(254), default="")
    presented_on: Mapped[date | None] = mapped_column(Date)  # to the board or its equivalent
    minute_reference: Mapped[str] = mapped_column(String(300), default="")
    declared_hash: Mapped[str] = mapped_column(String(64), default="")
    sponsor_token_hash: Mapped[str | None] = mapped_column(String(64))
    sponsor_token_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sponsor_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since it was submitted
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # sent, or past its deadline; extending clears it
    reminders: Mapped[list[str]] = mapped_column(Document, default=list)  # "2026-12-14:14", each sent once

    assessment: Mapped[Section11Assessment] = relationship()
    round: Mapped[Round] = relationship()
    declared_by: Mapped[User | None] = relationship(foreign_keys=[declared_by_id])
    extended_by: Mapped[User | None] = relationship(foreign_keys=[extended_by_id])

    @property
    def deadline(self) -> date | None:
        """The last day on which it can be sent."""
        return self.extended_to or self.due_on


class Evidence(Base, Retained):
    """One piece of evidence for one standard: a file or a link. It is withdrawn, never deleted.

    What comes from the agency's last return (``carried_from``) counts only once it has been reaffirmed.
    """

    __tablename__ = "self_evidence"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('policy', 'audit', 'data', 'observation', 'staff_voice', 'child_voice', 'other')",
            name="kind_known",
        ),
        CheckConstraint("(link = '') <> (file_name = '')", name="either_file_or_link"),
        CheckConstraint("kind <> 'other' OR note <> ''", name="other_kind_says_what"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    dated_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(1000), default="")
    file_name: Mapped[str] = mapped_column(String(120), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    carried_from: Mapped[str | None] = mapped_column(String(32))  # evidence of the last return
    reaffirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reaffirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")

    added_by: Mapped[User | None] = relationship(foreign_keys=[added_by_id])
    reaffirmed_by: Mapped[User | None] = relationship(foreign_keys=[reaffirmed_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def kind_text(self) -> str:
        """What people call its kind."""
        return EVIDENCE_KINDS[self.kind]

    @property
    def is_offered(self) -> bool:
        """It comes from last time, and nobody has said whether it still holds."""
        return self.carried_from is not None and self.reaffirmed_at is None and self.withdrawn_at is None

    @property
    def is_kept(self) -> bool:
        """It counts: neither withdrawn, nor still to be reaffirmed."""
        return self.withdrawn_at is None and not self.is_offered


class CarriedAnswer(Base):
    """An answer of the agency's last return, offered to be reaffirmed or left out. Never a grade."""

    __tablename__ = "carried_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "question", name="each_answer_carried_once"),
        CheckConstraint("state IN ('offered', 'reaffirmed', 'dropped')", name="state_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("section11_assessment.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date] = mapped_column(Date)  # when the last return was sent
    state: Mapped[str] = mapped_column(String(10), default="offered")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_by: Mapped[User | None] = relationship()

    @property
    def state_text(self) -> str:
        return OFFER_STATES[self.state]
