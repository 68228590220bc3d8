"""Focus groups with children and families: who may be written down, what was noted, and what may be passed on.

Nobody's name is kept: somebody who took part is a number in the group. ``said_by`` holds such numbers, so that whatever
somebody said can be taken out when they withdraw.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, now, random_key
from survey_app.forums.models.cycles import HubCycle

TAKING_PART = {
    "children": "Children or young people",
    "parents": "Parents or carers",
    "families": "Families together",
}
AGE_BANDS = {
    "under_11": "Under 11",
    "from_11_to_15": "11 to 15",
    "from_16_to_17": "16 to 17",
    "over_17": "18 or over",
}
AGES_UNDER_16 = ("under_11", "from_11_to_15")
AGREED_BY = {
    "self": "The person themselves",
    "both": "The child, and a parent or carer",
    "parent": "A parent or carer, for the child",
}
TONES = {"": "Neither", "strength": "A strength", "concern": "A concern"}
POINT_STATES = {
    "draft": "Not handed in",
    "waiting": "Waits to be cleared",
    "cleared": "Cleared",
    "returned": "Sent back",
}


class FocusGroup(Base):
    """One conversation with a small group, planned and written down by one person."""

    __tablename__ = "focus_group"
    __table_args__ = (
        CheckConstraint(f"who IN {tuple(TAKING_PART)}", name="who_known"),
        CheckConstraint("unsafe IN ('', 'no', 'yes')", name="unsafe_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))  # "Young carers"; stands beside what is passed on
    who: Mapped[str] = mapped_column(String(10))
    ages: Mapped[list[str]] = mapped_column(Document, default=list)
    setting: Mapped[str] = mapped_column(String(300), default="")
    planned_for: Mapped[date] = mapped_column(Date)
    held_on: Mapped[date | None] = mapped_column(Date)
    helped_by: Mapped[str] = mapped_column(String(300), default="")  # what they are, not who: "an advocate"
    told_how: Mapped[str] = mapped_column(String(300), default="")  # how the group hears what came of it
    unsafe: Mapped[str] = mapped_column(String(3), default="")  # the last answer to "is anybody unsafe now?"
    withdrawals: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    cycle: Mapped[HubCycle] = relationship()
    recorded_by: Mapped[User] = relationship()
    participants: Mapped[list[FocusGroupParticipant]] = relationship(
        order_by="FocusGroupParticipant.number", back_populates="group", cascade="all, delete-orphan"
    )
    questions: Mapped[list[FocusGroupQuestion]] = relationship(
        order_by="FocusGroupQuestion.position", back_populates="group", cascade="all, delete-orphan"
    )
    points: Mapped[list[FocusGroupPoint]] = relationship(
        order_by="(FocusGroupPoint.entered_at, FocusGroupPoint.id)", back_populates="group"
    )
    notes: Mapped[list[FocusGroupNote]] = relationship(order_by="(FocusGroupNote.noted_at, FocusGroupNote.id)")

    @property
    def agreed_to_notes(self) -> int:
        """How many may be written down."""
        return sum(one.to_notes for one in self.participants)

    @property
    def agreed_to_quotes(self) -> int:
        """How many may be quoted."""
        return sum(one.to_quotes for one in self.participants)


class FocusGroupParticipant(Base):
    """Somebody who took part, as a number, and what was agreed to for them. Of whoever withdraws only that is left."""

    __tablename__ = "focus_group_participant"
    __table_args__ = (
        UniqueConstraint("group_id", "number", name="each_number_once_in_a_group"),
        CheckConstraint("agreed_by IN ('', 'self', 'both', 'parent')", name="agreed_by_known"),
        CheckConstraint("to_notes OR NOT to_quotes", name="quotes_need_notes"),
        CheckConstraint("agreed_by <> '' OR NOT (to_notes OR to_quotes OR to_be_told)", name="somebody_agreed"),
        CheckConstraint("NOT withdrawn OR agreed_by = ''", name="withdrawn_agree_to_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("focus_group.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    under_16: Mapped[bool] = mapped_column(default=True)
    agreed_by: Mapped[str] = mapped_column(String(8), default="")
    to_notes: Mapped[bool] = mapped_column(default=False)
    to_quotes: Mapped[bool] = mapped_column(default=False)
    to_be_told: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)

    group: Mapped[FocusGroup] = relationship(back_populates="participants")


class FocusGroupQuestion(Base):
    """A question that the group was asked."""

    __tablename__ = "focus_group_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("focus_group.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300))

    group: Mapped[FocusGroup] = relationship(back_populates="questions")


class FocusGroupPoint(Base):
    """Something that was heard, in the recorder's words, and perhaps in theirs: what may go further once cleared.

    Whoever wrote it cannot clear it; the database itself refuses.
    """

    __tablename__ = "focus_group_point"
    __table_args__ = (
        CheckConstraint("tone IN ('', 'strength', 'concern')", name="tone_known"),
        CheckConstraint(f"state IN {tuple(POINT_STATES)}", name="state_known"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> entered_by_id", name="second_person"),
        CheckConstraint("state <> 'cleared' OR decided_by_id IS NOT NULL", name="cleared_by_somebody"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    group_id: Mapped[str] = mapped_column(ForeignKey("focus_group.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("focus_group_question.id"), index=True)
    said_by: Mapped[list[int]] = mapped_column(Document, default=list)
    text: Mapped[str] = mapped_column(Text)
    tone: Mapped[str] = mapped_column(String(8), default="")
    quote: Mapped[str] = mapped_column(Text, default="")  # as it may be shown; the original is a note
    passed_on: Mapped[list[str]] = mapped_column(Document, default=list)  # every wording that was ever cleared
    state: Mapped[str] = mapped_column(String(8), default="draft")
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was sent back
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("hub_theme.id"), index=True)

    group: Mapped[FocusGroup] = relationship(back_populates="points")
    question: Mapped[FocusGroupQuestion] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class FocusGroupNote(Base, Retained):
    """A private note, or the original of a quote (``point_id``). Kept for months, not for as long as the cycle."""

    __tablename__ = "focus_group_note"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    group_id: Mapped[str] = mapped_column(ForeignKey("focus_group.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("focus_group_question.id"), index=True)
    point_id: Mapped[str | None] = mapped_column(ForeignKey("focus_group_point.id"), index=True)
    said_by: Mapped[list[int]] = mapped_column(Document, default=list)
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    question: Mapped[FocusGroupQuestion] = relationship()
