"""The tables of the year: programmes with their topics and versions, priorities, commissions, the annual report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now
from survey_app.improvement.models import Finding, OutsideReview
from survey_app.partnership.models import Agency, Partnership

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
VERDICTS = {"met": "Met", "partly": "Met in part", "not_met": "Not met"}
CHAIRING = {"independent_chair": "Independent chair", "other_chair": "Another chairing arrangement"}
SCRUTINY = {
    "scrutineer": "Independent scrutineer",
    "mixed": "Mixed scrutiny arrangements",
    "pool": "Pool of scrutineers",
}
COST_KINDS = {"contribution": "Contribution in money", "in_kind": "Contribution in kind", "spending": "Spending"}


class PrioritySet(Base):
    """The partnership's priorities between two days. Two sets never hold on the same day."""

    __tablename__ = "priority_set"
    __table_args__ = (
        CheckConstraint("title <> ''", name="set_has_a_title"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("ended_early_from IS NULL OR ended_why <> ''", name="ended_early_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300), default="")  # which decision set them
    ended_early_from: Mapped[date | None] = mapped_column(Date)  # the last day that it was first to have
    ended_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User | None] = relationship()
    priorities: Mapped[list[Priority]] = relationship(order_by="Priority.position", back_populates="set")


class Priority(Base):
    """One priority of a set."""

    __tablename__ = "priority"
    __table_args__ = (
        UniqueConstraint("set_id", "position", name="each_priority_has_its_place"),
        CheckConstraint("text <> ''", name="priority_says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    set_id: Mapped[str] = mapped_column(ForeignKey("priority_set.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300))
    set: Mapped[PrioritySet] = relationship(back_populates="priorities")


class FindingPriority(Base):
    """That a finding falls under a priority, which was in force on the day it was found."""

    __tablename__ = "finding_priority"

    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    priority_id: Mapped[str] = mapped_column(ForeignKey("priority.id"), index=True)
    finding: Mapped[Finding] = relationship()
    priority: Mapped[Priority] = relationship()


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


class CalendarFeed(Base):
    """One person's address of the calendar for programs: kept as a hash, revocable, bound to what they may see."""

    __tablename__ = "calendar_feed"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    partnership: Mapped[Partnership] = relationship()
    user: Mapped[User] = relationship()


class ReviewCommission(Base, Retained):
    """The external review of impact that a partnership commissions in one year (1 April to 31 March)."""

    __tablename__ = "review_commission"
    __table_args__ = (
        UniqueConstraint("partnership_id", "year", name="one_commission_a_year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sensible"),
        CheckConstraint("reviewer <> ''", name="somebody_reviews"),
        CheckConstraint("report_by >= starts_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    reviewer: Mapped[str] = mapped_column(String(200))  # the body
    independent_because: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    report_by: Mapped[date] = mapped_column(Date)
    outside_review_id: Mapped[str | None] = mapped_column(ForeignKey("outside_review.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outside_review: Mapped[OutsideReview | None] = relationship()
    objectives: Mapped[list[CommissionObjective]] = relationship(
        order_by="CommissionObjective.position", back_populates="commission"
    )
    notes: Mapped[list[CommissionNote]] = relationship(order_by="CommissionNote.made_at", back_populates="commission")


class CommissionObjective(Base):
    """What a commissioned review is to find out, and whether it did, in the judgement of the Executive."""

    __tablename__ = "commission_objective"
    __table_args__ = (
        UniqueConstraint("commission_id", "position", name="each_objective_has_its_place"),
        CheckConstraint("text <> ''", name="objective_says_something"),
        CheckConstraint(f"verdict IN {('', *VERDICTS)}", name="objective_verdict_known"),
        CheckConstraint("(verdict = '') = (judged_on IS NULL)", name="judged_objective_has_a_day"),
        CheckConstraint("verdict = '' OR reason <> ''", name="judged_objective_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    commission_id: Mapped[str] = mapped_column(ForeignKey("review_commission.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(500))
    verdict: Mapped[str] = mapped_column(String(8), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_on: Mapped[date | None] = mapped_column(Date)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    commission: Mapped[ReviewCommission] = relationship(back_populates="objectives")


class CommissionNote(Base):
    """How a commissioned review goes, as somebody noted it."""

    __tablename__ = "commission_note"
    __table_args__ = (CheckConstraint("text <> ''", name="note_says_something"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    commission_id: Mapped[str] = mapped_column(ForeignKey("review_commission.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    commission: Mapped[ReviewCommission] = relationship(back_populates="notes")
    made_by: Mapped[User | None] = relationship()


class ArrangementsDecision(Base):
    """Which chairing and scrutiny a partnership has decided on, and why: never changed, only followed by a later."""

    __tablename__ = "arrangements_decision"
    __table_args__ = (
        CheckConstraint(f"chairing IN {tuple(CHAIRING)}", name="chairing_known"),
        CheckConstraint(f"scrutiny IN {tuple(SCRUTINY)}", name="scrutiny_known"),
        CheckConstraint("reason <> '' AND decided_by <> ''", name="says_who_decided_and_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    chairing: Mapped[str] = mapped_column(String(20))
    scrutiny: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(200))  # the body, such as the Executive's meeting
    decided_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class AnnualReport(Base, Retained):
    """What a partnership writes under the headings of a year's report, and when the report was published."""

    __tablename__ = "annual_report"
    __table_args__ = (
        UniqueConstraint("partnership_id", "year", name="one_annual_report_a_year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sensible"),
        CheckConstraint("published_on IS NULL OR link <> ''", name="published_somewhere"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    published_on: Mapped[date | None] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    statements: Mapped[list[AnnualStatement]] = relationship(
        order_by="(AnnualStatement.made_at, AnnualStatement.id)", back_populates="report"
    )
    costs: Mapped[list[AnnualCost]] = relationship(
        order_by="(AnnualCost.kind, AnnualCost.partner, AnnualCost.id)", back_populates="report"
    )


class AnnualStatement(Base):
    """A sentence under a heading of the annual report, with where it is from."""

    __tablename__ = "annual_statement"
    __table_args__ = (CheckConstraint("text <> '' AND source <> ''", name="statement_has_a_source"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    report_id: Mapped[str] = mapped_column(ForeignKey("annual_report.id"), index=True)
    heading: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report: Mapped[AnnualReport] = relationship(back_populates="statements")
    made_by: Mapped[User | None] = relationship()


class AnnualCost(Base):
    """What a partner contributed in a year, or what was spent: whole pence, entered by hand with its source."""

    __tablename__ = "annual_cost"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(COST_KINDS)}", name="cost_kind_known"),
        CheckConstraint("partner <> '' AND source <> ''", name="cost_has_a_source"),
        CheckConstraint("pence >= 0", name="pence_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    report_id: Mapped[str] = mapped_column(ForeignKey("annual_report.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    partner: Mapped[str] = mapped_column(String(200))  # of spending: on what
    pence: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report: Mapped[AnnualReport] = relationship(back_populates="costs")
