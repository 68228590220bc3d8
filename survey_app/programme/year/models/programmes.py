"""The scrutiny programme of a year: its topics with their reasons, and the versions that were put to the Executive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.year.models.priorities import Priority

METHODS = {
    "neighbour": "Partnership with a neighbouring area",
    "expert": "External expert",
    "internal": "Internal peer review",
    "practice_evaluation": "Practice evaluation",
    "multi_agency_audit": "Multi-agency case audit",
    "deep_dive": "Deep dive",
    "walkabouts": "Walkabouts",
    "section_11": "Section 11 self-assessment",
    "learning_hub": "Learning Hub cycle",
    "survey": "Survey",
}
REASON_KINDS = {
    "review": "A review",
    "data": "Data",
    "priority": "A priority",
    "backlog": "The backlog of scrutiny themes",
    "inspection": "An inspection",
    "coverage": "Nobody has looked at it",
}
LEADS = {
    "scrutineer": "Independent scrutineer",
    "qa_group": "QA group",
    "business_unit": "Business unit",
    "executive": "Executive",
    "agency": "An agency",
    "outside": "Somebody from outside",
}
VERSION_STATES = {
    "proposed": "Waits for the Executive",
    "endorsed": "Endorsed",
    "sent_back": "Sent back",
    "overtaken": "Overtaken before it was endorsed",
}


class ScrutinyProgramme(Base, Retained):
    """The scrutiny programme of one year, which begins on 1 April of ``year``. Its topics are the living draft."""

    __tablename__ = "scrutiny_programme"
    __table_args__ = (
        UniqueConstraint("partnership_id", "year", name="one_programme_a_year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sensible"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    partnership: Mapped[Partnership] = relationship()
    topics: Mapped[list[ProgrammeTopic]] = relationship(order_by="ProgrammeTopic.number", back_populates="programme")
    versions: Mapped[list[ProgrammeVersion]] = relationship(
        order_by="ProgrammeVersion.number", back_populates="programme"
    )


class ProgrammeTopic(Base):
    """One topic of a programme: what is scrutinised, why, how, when, by whom and with how many days.

    ``record_type`` and ``record_id`` name the audit, cycle or review that it became; its progress is read from there.
    ``changed_by_ids`` are all who wrote the topic: none of them endorses it.
    """

    __tablename__ = "programme_topic"
    __table_args__ = (
        UniqueConstraint("programme_id", "number", name="each_topic_number_once"),
        UniqueConstraint("programme_id", "record_type", "record_id", name="each_record_counts_for_one_topic"),
        CheckConstraint("title <> ''", name="topic_has_a_title"),
        CheckConstraint("best_fit <> ''", name="says_why_the_method_fits"),
        CheckConstraint(f"method IN {tuple(METHODS)}", name="method_known"),
        CheckConstraint(f"lead IN {tuple(LEADS)}", name="lead_known"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("days >= 0", name="days_not_negative"),
        CheckConstraint("(dropped_on IS NULL) = (dropped_why = '')", name="dropped_says_why"),
        CheckConstraint("(record_id IS NULL) = (record_type IS NULL)", name="record_named_whole"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    programme_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_programme.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(120), default="")
    method: Mapped[str] = mapped_column(String(20))
    best_fit: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    lead: Mapped[str] = mapped_column(String(20))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)  # where one is scrutinised
    priority_id: Mapped[str | None] = mapped_column(ForeignKey("priority.id"), index=True)
    days: Mapped[float] = mapped_column(Float, default=0)
    record_type: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[str | None] = mapped_column(String(36))
    dropped_on: Mapped[date | None] = mapped_column(Date)
    dropped_why: Mapped[str] = mapped_column(Text, default="")
    changed_by_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    programme: Mapped[ScrutinyProgramme] = relationship(back_populates="topics")
    lead_account: Mapped[User | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    priority: Mapped[Priority | None] = relationship()
    reasons: Mapped[list[TopicReason]] = relationship(
        order_by="TopicReason.position", back_populates="topic", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        return f"T-{self.number:02}"


class TopicReason(Base):
    """Why a topic is in the programme, as it read on the day it was given, and the record that it came from."""

    __tablename__ = "topic_reason"
    __table_args__ = (
        UniqueConstraint("topic_id", "position", name="each_reason_has_its_place"),
        CheckConstraint(f"kind IN {tuple(REASON_KINDS)}", name="reason_kind_known"),
        CheckConstraint("says <> ''", name="reason_says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    topic_id: Mapped[str] = mapped_column(ForeignKey("programme_topic.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    says: Mapped[str] = mapped_column(Text)
    record_id: Mapped[str] = mapped_column(String(36), default="")
    topic: Mapped[ProgrammeTopic] = relationship(back_populates="reasons")


class ProgrammeVersion(Base):
    """A programme as it was put to the Executive: frozen, with the fingerprint of it and of the version before.

    The database itself refuses an endorsement by whoever put it forward; the service refuses one by anybody who wrote
    any of its topics.
    """

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "number", name="each_version_number_once"),
        CheckConstraint(f"state IN {tuple(VERSION_STATES)}", name="version_state_known"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> put_by_id", name="not_by_who_put_it_forward"),
        CheckConstraint("(state IN ('endorsed', 'sent_back')) = (decided_at IS NOT NULL)", name="decided_has_a_moment"),
        CheckConstraint("state <> 'sent_back' OR words <> ''", name="sent_back_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    programme_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_programme.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    drafted_by_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    put_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    put_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    words: Mapped[str] = mapped_column(Text, default="")  # of the Executive
    programme: Mapped[ScrutinyProgramme] = relationship(back_populates="versions")
    put_by: Mapped[User] = relationship(foreign_keys=[put_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
