"""Serious incidents by reference, what was decided by whom, their copies and breaches, and the rules of the clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, Retained, UtcDateTime, new_uuid, now

HOLIDAY_CHANGES = ("one_off", "take_back", "list")
HOLIDAY_OUTCOMES = ("", "applied", "sent_back")
MOST_CHILDREN = 4  # one notification for each incident names up to four children
DECISIONS = {"notification": "Notification", "rapid_review": "Outcome of the rapid review"}
NOTIFYING = {"notify": "It is notified", "not_notify": "It is not notified"}
COPIES = {"notification": "The decision on notifying", "rapid_review": "The outcome of the rapid review"}
PANEL_RESPONSES = {"agrees": "The Panel agrees", "disagrees": "The Panel does not agree", "asks": "The Panel asks more"}
UNITS = ("working days", "calendar days", "months")
CLOCK_NAMES = (
    "notification", "rapid_review", "practice_review", "report_to_panel", "front_door_decision", "referrer_told",
    "conference", "assessment",
)  # fmt: skip
TRIGGERS = ("aware", "happened", "sent", "initiated", "published", "received", "decided", "strategy")


class SeriousIncident(Base, Retained):
    """One incident: a reference and days, and nothing of the case.

    ``rules_up_to`` is the number of the newest rule that there was when it was entered: none that came later moves a
    due day of this incident. It is ended by a person once no clock runs, and only then destroyed when its time comes.
    """

    __tablename__ = "serious_incident"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_incident_number_once"),
        UniqueConstraint("partnership_id", "reference", name="each_incident_reference_once"),
        CheckConstraint("children >= 1 AND children <= 4", name="one_to_four_children"),
        CheckConstraint("reference <> ''", name="incident_has_a_reference"),
        CheckConstraint("happened_on IS NULL OR happened_on <= aware_on", name="aware_after_it_happened"),
        CheckConstraint("notified_on IS NULL OR notified_on >= aware_on", name="notified_after_aware"),
        CheckConstraint("(notified_on IS NULL) = (notified_by = '')", name="notified_by_somebody"),
        CheckConstraint("(panel_replied_on IS NULL) = (panel_response = '')", name="panel_reply_has_a_day"),
        CheckConstraint(f"panel_response IN {('', *PANEL_RESPONSES)}", name="panel_response_known"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="ended_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str] = mapped_column(String(24))  # of the partnership's own file, where the case is
    children: Mapped[int] = mapped_column(Integer, default=1)
    happened_on: Mapped[date | None] = mapped_column(Date)
    aware_on: Mapped[date] = mapped_column(Date)
    notified_on: Mapped[date | None] = mapped_column(Date)
    notified_by: Mapped[str] = mapped_column(String(120), default="")  # a role, never a name
    review_began_on: Mapped[date | None] = mapped_column(Date)
    review_completed_on: Mapped[date | None] = mapped_column(Date)
    panel_response: Mapped[str] = mapped_column(String(10), default="")
    panel_replied_on: Mapped[date | None] = mapped_column(Date)
    lcspr_started_on: Mapped[date | None] = mapped_column(Date)
    terms_agreed_on: Mapped[date | None] = mapped_column(Date)
    publish_on: Mapped[date | None] = mapped_column(Date)  # as planned
    reported_on: Mapped[date | None] = mapped_column(Date)  # to the Panel, before publication
    published_on: Mapped[date | None] = mapped_column(Date)
    rules_up_to: Mapped[int] = mapped_column(Integer, default=0)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_why: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    entered_by: Mapped[User | None] = relationship()
    decisions: Mapped[list[IncidentDecision]] = relationship(
        order_by="IncidentDecision.number", back_populates="incident"
    )
    copies: Mapped[list[IncidentCopy]] = relationship(
        order_by="[IncidentCopy.sent_at, IncidentCopy.user_id, IncidentCopy.id]", back_populates="incident"
    )
    breaches: Mapped[list[IncidentBreach]] = relationship(order_by="IncidentBreach.due_day", back_populates="incident")
    changes: Mapped[list[IncidentChange]] = relationship(order_by="IncidentChange.number", back_populates="incident")

    @property
    def name(self) -> str:
        """By which mail and the log call it."""
        return f"I-{self.number:03}"

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class IncidentDecision(Base):
    """A decision that two people approve: neither of them entered it, and one of them is the chair of the QA group.

    The database itself refuses one person twice. ``chair_id`` is who was the chair as the first approved it. Nothing
    of it is changed afterwards: what turns out otherwise is a new decision.
    """

    __tablename__ = "incident_decision"
    __table_args__ = (
        UniqueConstraint("incident_id", "number", name="each_incident_decision_once"),
        CheckConstraint(f"kind IN {tuple(DECISIONS)}", name="decision_kind_known"),
        CheckConstraint(
            "(kind = 'notification' AND what IN ('notify', 'not_notify'))"
            " OR (kind = 'rapid_review' AND what IN ('a', 'b', 'c'))",
            name="decision_known",
        ),
        CheckConstraint("because <> ''", name="decision_says_why"),
        CheckConstraint("first_by_id IS NULL OR first_by_id <> entered_by_id", name="first_did_not_enter_it"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> entered_by_id", name="second_did_not_enter_it"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> first_by_id", name="two_different_people"),
        CheckConstraint("second_by_id IS NULL OR first_by_id IS NOT NULL", name="first_before_second"),
        CheckConstraint(
            "second_by_id IS NULL OR (chair_id IS NOT NULL AND (chair_id = first_by_id OR chair_id = second_by_id))",
            name="chair_is_one_of_two",
        ),
        CheckConstraint("(first_by_id IS NULL) = (first_at IS NULL)", name="first_has_a_time"),
        CheckConstraint("(second_by_id IS NULL) = (second_at IS NULL)", name="second_has_a_time"),
        CheckConstraint("(ended_at IS NULL) = (ended_why = '')", name="ended_decision_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    incident_id: Mapped[str] = mapped_column(ForeignKey("serious_incident.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    what: Mapped[str] = mapped_column(String(10))
    because: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # sent back, or replaced by a newer one
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_why: Mapped[str] = mapped_column(Text, default="")

    incident: Mapped[SeriousIncident] = relationship(back_populates="decisions")
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    first_by: Mapped[User | None] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[User | None] = relationship(foreign_keys=[second_by_id])

    @property
    def is_approved(self) -> bool:
        return self.second_by_id is not None and self.ended_at is None

    @property
    def waits(self) -> bool:
        return self.second_by_id is None and self.ended_at is None


class IncidentCopy(Base):
    """A decision copied to one member of the Executive: when they opened it, and when they said that they had read it.

    A decision that replaces another is copied anew.
    """

    __tablename__ = "incident_copy"
    __table_args__ = (
        UniqueConstraint("decision_id", "user_id", name="each_incident_copy_once"),
        CheckConstraint("acknowledged_at IS NULL OR read_at IS NOT NULL", name="read_before_acknowledged"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    incident_id: Mapped[str] = mapped_column(ForeignKey("serious_incident.id"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("incident_decision.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[SeriousIncident] = relationship(back_populates="copies")
    decision: Mapped[IncidentDecision] = relationship()
    user: Mapped[User] = relationship()


class IncidentBreach(Base):
    """A due day that passed before the thing was done, as the program noted it; nobody deletes it.

    ``stands`` is False where a day that was entered later shows that it was in time after all.
    """

    __tablename__ = "incident_breach"
    __table_args__ = (
        UniqueConstraint("incident_id", "clock", name="each_incident_breach_once"),
        CheckConstraint(f"clock IN {CLOCK_NAMES}", name="breach_clock_known"),
        CheckConstraint("(reason = '') = (reason_at IS NULL)", name="reason_has_a_time"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    incident_id: Mapped[str] = mapped_column(ForeignKey("serious_incident.id"), index=True)
    clock: Mapped[str] = mapped_column(String(20))
    due_day: Mapped[date] = mapped_column(Date)  # as it was when it passed
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    stands: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    incident: Mapped[SeriousIncident] = relationship(back_populates="breaches")
    reason_by: Mapped[User | None] = relationship()


class BreachDeleted(RuntimeError):
    """Something tried to delete a breach."""


@event.listens_for(IncidentBreach, "before_delete")
def _refuse_deletion(mapper: Any, connection: Any, target: IncidentBreach) -> None:
    raise BreachDeleted(f"the breach {target.id} cannot be deleted; a later day shows that it does not stand")


class IncidentChange(Base):
    """One line of an incident's history: what was, what it became, who and why. Lines are only ever added."""

    __tablename__ = "incident_change"
    __table_args__ = (UniqueConstraint("incident_id", "number", name="each_incident_change_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    incident_id: Mapped[str] = mapped_column(ForeignKey("serious_incident.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(40))
    was: Mapped[str] = mapped_column(Text, default="")
    became: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    incident: Mapped[SeriousIncident] = relationship(back_populates="changes")
    by: Mapped[User | None] = relationship()


class ClockRule(Base):
    """A partnership's own rule for one clock, from a day on. Rules are only ever added; the newest number counts."""

    __tablename__ = "clock_rule"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_clock_rule_once"),
        CheckConstraint(f"clock IN {CLOCK_NAMES}", name="rule_clock_known"),
        CheckConstraint(f"trigger_event IN {TRIGGERS}", name="rule_trigger_known"),
        CheckConstraint(f"unit IN {UNITS}", name="rule_unit_known"),
        CheckConstraint("day_limit >= 1 AND day_limit <= 366", name="rule_limit_in_reach"),
        CheckConstraint("trigger_day IN (0, 1)", name="rule_trigger_day_known"),
        CheckConstraint("off_day_trigger IN ('stays', 'moves')", name="rule_off_day_known"),
        CheckConstraint("reason <> '' AND basis <> ''", name="rule_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    clock: Mapped[str] = mapped_column(String(20))
    trigger_event: Mapped[str] = mapped_column(String(12))
    day_limit: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(13))
    trigger_day: Mapped[int] = mapped_column(Integer, default=0)
    off_day_trigger: Mapped[str] = mapped_column(String(5), default="stays")
    basis: Mapped[str] = mapped_column(String(200))
    holds_from: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User | None] = relationship()


class IncidentSetting(Base):
    """What a partnership has decided for its incidents: who chairs the QA group, its words for a, b, c, reminders.

    ``reminders`` are the days before a due day, of the clock's own kind, on which those who manage incidents are
    reminded.
    """

    __tablename__ = "incident_setting"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome_a: Mapped[str] = mapped_column(String(200))
    outcome_b: Mapped[str] = mapped_column(String(200))
    outcome_c: Mapped[str] = mapped_column(String(200))
    reminders: Mapped[list[int]] = mapped_column(Document)
    prefixes: Mapped[list[str]] = mapped_column(Document)  # with what references begin
    chair: Mapped[User | None] = relationship()


class BankHolidayChange(Base):
    """A day that is a bank holiday, or is none, otherwise than the bundled list has it; the newest for a day counts.

    For the whole installation. Lines are only ever added.
    """

    __tablename__ = "bank_holiday_change"
    __table_args__ = (
        CheckConstraint("source IN ('proclaimed', 'gov.uk')", name="holiday_source_known"),
        CheckConstraint("title <> ''", name="holiday_has_a_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    is_off: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnership.id"), index=True)  # of whoever made it


class BankHolidayYear(Base):
    """A year past the bundled list whose bank holidays were loaded from gov.uk's list: all of them are known."""

    __tablename__ = "bank_holiday_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class BankHolidayProposal(Base):
    """A change of the bank holidays that somebody put forward: it counts once a second person has confirmed it.

    ``document`` is what is changed, and ``says`` the same in words, as the second person reads it.
    """

    __tablename__ = "bank_holiday_proposal"
    __table_args__ = (
        CheckConstraint(f"kind IN {HOLIDAY_CHANGES}", name="holiday_change_known"),
        CheckConstraint(f"outcome IN {HOLIDAY_OUTCOMES}", name="holiday_outcome_known"),
        CheckConstraint("(outcome = '') = (decided_at IS NULL)", name="decided_holiday_has_a_time"),
        CheckConstraint("outcome <> 'applied' OR decided_by_id <> proposed_by_id", name="two_people_change_holidays"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    says: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
