"""The tables of the Executive: meetings, agendas, decisions, and briefs with a copy for each reader.

A decision is never rewritten: a later one takes its place and says why. An agenda that was sent, and a brief that was
sent, keep their content under a fingerprint.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency

MEETING_STATES = {"planned": "Planned", "sent": "Agenda sent", "held": "Held", "cancelled": "Cancelled"}
ITEM_STATES = {"open": "To be decided", "decided": "Decided", "deferred": "Deferred", "withdrawn": "Taken off"}
DECISIONS = {
    "agreed": "Agreed",
    "agreed_in_part": "Agreed in part",
    "not_agreed": "Not agreed",
    "noted": "Noted: nothing is decided",
}
CARRYING = {"under_way": "Not carried out yet", "carried_out": "Carried out"}
BRIEF_KINDS = {
    "chief_officers": "Chief Officers",
    "delegated_partners": "Delegated partners",
    "business_group": "Business Group",
    "members": "Elected members",
}
BRIEF_STATES = {"draft": "Being written", "sent": "Sent"}


class DecisionChanged(RuntimeError):
    """Something tried to change a decision, a line about what came of it, or a brief that was sent."""


class ExecutiveMeeting(Base, Retained):
    """A meeting of the Executive. ``agenda`` is the agenda as it was sent, with its fingerprint."""

    __tablename__ = "executive_meeting"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_meeting_number_once"),
        CheckConstraint(f"state IN {tuple(MEETING_STATES)}", name="state_known"),
        CheckConstraint("state <> 'cancelled' OR cancelled_why <> ''", name="cancelled_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="planned")
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    items: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.position", back_populates="meeting")

    @property
    def reference(self) -> str:
        return f"E-{self.number:03}"


class AgendaItem(Base):
    """What a meeting is to decide. ``source_type`` and ``source_id`` say what it is about; the same is never twice."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "source_type", "source_id", name="each_source_once_a_meeting"),
        CheckConstraint(f"state IN {tuple(ITEM_STATES)}", name="state_known"),
        CheckConstraint("title <> '' AND asks <> ''", name="says_what_is_asked"),
        CheckConstraint("state NOT IN ('deferred', 'withdrawn') OR state_why <> ''", name="put_off_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("executive_meeting.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(300))
    asks: Mapped[str] = mapped_column(Text)  # the decision that is asked for
    paper: Mapped[str] = mapped_column(Text, default="")  # what members need to know, in plain text
    source_type: Mapped[str] = mapped_column(String(24), default="")
    source_id: Mapped[str] = mapped_column(String(64), default=new_uuid)
    source_number: Mapped[int | None] = mapped_column(Integer)  # of its page
    raised_on: Mapped[date] = mapped_column(Date)  # since when it waits
    state: Mapped[str] = mapped_column(String(10), default="open")
    state_why: Mapped[str] = mapped_column(Text, default="")
    after_sending: Mapped[bool] = mapped_column(default=False)  # added when the agenda had gone out
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    meeting: Mapped[ExecutiveMeeting] = relationship(back_populates="items")
    decisions: Mapped[list[ExecutiveDecision]] = relationship(
        order_by="ExecutiveDecision.number", back_populates="item"
    )


class ExecutiveDecision(Base):
    """What the Executive decided about an item, on the day of its meeting. It is never changed or deleted."""

    __tablename__ = "executive_decision"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_decision_number_once"),
        Index(
            "each_item_decided_once",
            "item_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        CheckConstraint(f"kind IN {tuple(DECISIONS)}", name="kind_known"),
        CheckConstraint("text <> ''", name="says_what"),
        CheckConstraint("kind = 'agreed' OR because <> ''", name="not_wholly_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    because: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date] = mapped_column(Date)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # which carries it out
    due_by: Mapped[date | None] = mapped_column(Date)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("executive_decision.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    item: Mapped[AgendaItem] = relationship(back_populates="decisions")
    agency: Mapped[Agency | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    notes: Mapped[list[DecisionNote]] = relationship(order_by="DecisionNote.id", back_populates="decision")

    @property
    def reference(self) -> str:
        return f"D-{self.number:03}"


class DecisionNote(Base):
    """A line about what came of a decision; the newest counts, and none is ever changed."""

    __tablename__ = "decision_note"
    __table_args__ = (
        CheckConstraint(f"state IN {tuple(CARRYING)}", name="state_known"),
        CheckConstraint("text <> ''", name="says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)  # in the order in which they were noted
    decision_id: Mapped[str] = mapped_column(ForeignKey("executive_decision.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(Date)  # on which it was carried out, or of which the news is
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[ExecutiveDecision] = relationship(back_populates="notes")
    noted_by: Mapped[User | None] = relationship()


class Brief(Base, Retained):
    """One page for Chief Officers, delegated partners, the Business Group, or elected members.

    ``content`` holds ``sections``: a heading and a text each. Once sent it never changes; ``fingerprint`` is over it.
    """

    __tablename__ = "brief"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_brief_number_once"),
        CheckConstraint(f"kind IN {tuple(BRIEF_KINDS)}", name="kind_known"),
        CheckConstraint(f"state IN {tuple(BRIEF_STATES)}", name="state_known"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> written_by_id", name="second_person"),
        CheckConstraint("state <> 'sent' OR (checked_by_id IS NOT NULL AND fingerprint <> '')", name="sent_is_checked"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date] = mapped_column(Date)
    since: Mapped[date | None] = mapped_column(Date)  # what it reports begins here
    content: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    copies: Mapped[list[BriefCopy]] = relationship(order_by="BriefCopy.user_id", back_populates="brief")

    @property
    def reference(self) -> str:
        return f"B-{self.number:03}"


class BriefCopy(Base):
    """Somebody's copy of a brief: when it went to them, when they first opened it, and what they acknowledged."""

    __tablename__ = "brief_copy"
    __table_args__ = (CheckConstraint("acknowledged_at IS NULL OR opened_at IS NOT NULL", name="opened_first"),)

    brief_id: Mapped[str] = mapped_column(ForeignKey("brief.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(Text, default="")
    brief: Mapped[Brief] = relationship(back_populates="copies")
    user: Mapped[User] = relationship()


class MemberQuestion(Base, Retained):
    """A question of an elected member, and the partnership's answer. Neither is rewritten."""

    __tablename__ = "member_question"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_question_number_once"),
        CheckConstraint("text <> ''", name="asks_something"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_says_something"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> asked_by_id", name="second_person"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    brief_id: Mapped[str | None] = mapped_column(ForeignKey("brief.id"))  # what it is about
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("member_question.id"))  # asked again, after an answer
    text: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[date] = mapped_column(Date)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    answer_by: Mapped[date] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    brief: Mapped[Brief | None] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def reference(self) -> str:
        return f"Q-{self.number:03}"


@event.listens_for(ExecutiveDecision, "before_update")
def _refuse_rewriting(mapper: Any, connection: Any, target: ExecutiveDecision) -> None:
    changed = {name for name in mapper.column_attrs.keys() if inspect(target).attrs[name].history.has_changes()}  # noqa: SIM118
    if changed:
        raise DecisionChanged(f"decision {target.reference} cannot be changed")


@event.listens_for(DecisionNote, "before_update")
def _refuse_rewriting_notes(mapper: Any, connection: Any, target: DecisionNote) -> None:
    if any(inspect(target).attrs[name].history.has_changes() for name in mapper.column_attrs.keys()):  # noqa: SIM118
        raise DecisionChanged(f"line {target.id} about a decision cannot be changed")


@event.listens_for(Brief, "before_update")
def _refuse_sent(mapper: Any, connection: Any, target: Brief) -> None:
    was_sent = inspect(target).attrs.state.history.deleted == ()
    changed = {name for name in mapper.column_attrs.keys() if inspect(target).attrs[name].history.has_changes()}  # noqa: SIM118
    kept = {"legal_hold", "retain_until", "retention_state", "due_on"}
    if target.state == "sent" and was_sent and changed - kept:
        raise DecisionChanged(f"brief {target.reference} was sent and cannot be changed")
