"""Indicators with their versions, who collects them, what agencies submit, what is said of it, and what is shared."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.improvement.models import Recommendation
from survey_app.partnership.models import Agency, Partnership

if TYPE_CHECKING:
    from analysis.indicators.definitions import Measure, Period

MEASURES = {
    "share": "So many of so many",
    "count": "A count",
    "value": "A value, such as a median of days",
}
PERIODS = {"month": "Every month", "quarter": "Every quarter"}
DIRECTIONS = {"higher": "Higher is better", "lower": "Lower is better"}
UNITS = {"people": "Children, other people or their cases", "organisations": "Organisations, which may be told apart"}
HEARD_AT = {
    "section11": "Section 11 challenge or assessment",
    "visit": "A visit",
    "forum": "A forum or survey",
    "meeting": "A meeting",
    "directly": "Said directly",
}


class IndicatorDefinition(Base):
    """An indicator of the installation. Whoever published it changes it; others may take it up once it is shared."""

    __tablename__ = "indicator_definition"
    __table_args__ = (
        UniqueConstraint("publisher_id", "name", name="each_indicator_name_once"),
        CheckConstraint("measure IN ('share', 'count', 'value')", name="measure_known"),
        CheckConstraint("period IN ('month', 'quarter')", name="period_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    publisher_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))  # stands in addresses and files
    measure: Mapped[str] = mapped_column(String(8))  # another measure or period is another indicator
    period: Mapped[str] = mapped_column(String(8))
    on_front_door: Mapped[bool] = mapped_column(default=False)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    publisher: Mapped[Partnership] = relationship()
    versions: Mapped[list[IndicatorVersion]] = relationship(
        order_by="IndicatorVersion.number", back_populates="definition"
    )

    @property
    def every(self) -> Period:
        """How often it is submitted, as the analysis calls it."""
        return cast("Period", self.period)

    @property
    def kind(self) -> Measure:
        """What it measures, as the analysis calls it."""
        return cast("Measure", self.measure)


class IndicatorVersion(Base):
    """How an indicator is counted from a period on. Never changed: what counts otherwise is a later version."""

    __tablename__ = "indicator_version"
    __table_args__ = (
        UniqueConstraint("definition_id", "number", name="each_indicator_version_once"),
        UniqueConstraint("definition_id", "valid_from", name="one_indicator_version_a_period"),
        CheckConstraint("direction IN ('higher', 'lower')", name="direction_known"),
        CheckConstraint("unit IN ('people', 'organisations')", name="unit_known"),
        CheckConstraint("deadline_days >= 1", name="deadline_after_the_period"),
        CheckConstraint("number = 1 OR changed_why <> ''", name="change_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    definition_id: Mapped[str] = mapped_column(ForeignKey("indicator_definition.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date] = mapped_column(Date)  # the first day of a period
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    numerator: Mapped[str] = mapped_column(Text)  # what is counted, or what the value is
    denominator: Mapped[str] = mapped_column(Text, default="")  # of what; "" where nothing stands beneath it
    measured_in: Mapped[str] = mapped_column(String(40), default="")  # "days", for a value
    source: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(200), default="")  # themes, with semicolons between
    direction: Mapped[str] = mapped_column(String(8))
    target: Mapped[float | None] = mapped_column(Float)  # of a share from 0 to 1
    unit: Mapped[str] = mapped_column(String(16), default="people")
    deadline_days: Mapped[int] = mapped_column(Integer)  # the working day after the period's end by which it is due
    changed_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    definition: Mapped[IndicatorDefinition] = relationship(back_populates="versions")


class IndicatorAdoption(Base):
    """A partnership collects an indicator, from a period on, until it no longer does."""

    __tablename__ = "indicator_adoption"
    __table_args__ = (
        UniqueConstraint("partnership_id", "definition_id", name="each_indicator_taken_up_once"),
        UniqueConstraint("partnership_id", "position", name="one_indicator_a_position"),
        CheckConstraint("last_period IS NULL OR last_period >= first_period", name="periods_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    definition_id: Mapped[str] = mapped_column(ForeignKey("indicator_definition.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    first_period: Mapped[date] = mapped_column(Date)
    last_period: Mapped[date | None] = mapped_column(Date)
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    partnership: Mapped[Partnership] = relationship()
    definition: Mapped[IndicatorDefinition] = relationship()
    owners: Mapped[list[IndicatorOwner]] = relationship(back_populates="adoption", cascade="all, delete-orphan")


class IndicatorOwner(Base):
    """An agency that submits an indicator for its part of a partnership's area, from a period on.

    One that is asked again after a while has a row for each time; what lies between is asked of nobody.
    """

    __tablename__ = "indicator_owner"
    __table_args__ = (CheckConstraint("last_period IS NULL OR last_period >= first_period", name="periods_in_order"),)

    adoption_id: Mapped[str] = mapped_column(ForeignKey("indicator_adoption.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    first_period: Mapped[date] = mapped_column(Date, primary_key=True)
    last_period: Mapped[date | None] = mapped_column(Date)
    adoption: Mapped[IndicatorAdoption] = relationship(back_populates="owners")
    agency: Mapped[Agency] = relationship()


class IndicatorSubmission(Base, Retained):
    """What an agency submitted for a period; a correction is a row of its own, and the last one counts."""

    __tablename__ = "indicator_submission"
    __table_args__ = (
        UniqueConstraint(
            "partnership_id", "definition_id", "agency_id", "period_start", "revision", name="each_submission_once"
        ),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("base IS NULL OR base >= 0", name="base_not_negative"),
        CheckConstraint("revision = 1 OR reason <> ''", name="correction_says_why"),
        CheckConstraint("came_by IN ('form', 'file')", name="came_by_known"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    definition_id: Mapped[str] = mapped_column(ForeignKey("indicator_definition.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    period_start: Mapped[date] = mapped_column(Date)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    value: Mapped[float] = mapped_column(Float)  # the numerator, the count, or the value
    base: Mapped[int | None] = mapped_column(Integer)
    confirmed_why: Mapped[str] = mapped_column(Text, default="")  # what the agency said to a doubt
    reason: Mapped[str] = mapped_column(Text, default="")  # of a correction
    came_by: Mapped[str] = mapped_column(String(8), default="form")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agency: Mapped[Agency] = relationship()
    submitted_by: Mapped[User | None] = relationship()


class IndicatorComment(Base, Retained):
    """What is said of a period of an indicator; it shows once somebody else has approved it."""

    __tablename__ = "indicator_comment"
    __table_args__ = (
        CheckConstraint("text <> ''", name="comment_says_something"),
        CheckConstraint("state IN ('waits', 'approved', 'sent_back', 'taken_down')", name="state_known"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> written_by_id", name="approved_by_another"),
        CheckConstraint("state <> 'sent_back' OR decided_why <> ''", name="sent_back_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    definition_id: Mapped[str] = mapped_column(ForeignKey("indicator_definition.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # whose words they are; None: the QA group's
    period_start: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default="waits")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_why: Mapped[str] = mapped_column(Text, default="")
    agency: Mapped[Agency | None] = relationship()
    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])


class IndicatorAggregate(Base, Retained):
    """One period of a shared indicator over several partnerships, as it passed the disclosure gate; never renewed.

    It belongs to the partnership that published the indicator. ``value`` and ``base`` are what is shown.
    """

    __tablename__ = "indicator_aggregate"
    __table_args__ = (
        UniqueConstraint("definition_id", "period_start", name="each_aggregate_once"),
        CheckConstraint("partnerships >= 3", name="over_three_partnerships"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    definition_id: Mapped[str] = mapped_column(ForeignKey("indicator_definition.id"), index=True)
    period_start: Mapped[date] = mapped_column(Date)
    partnerships: Mapped[int] = mapped_column(Integer)
    value: Mapped[float | None] = mapped_column(Float)
    base: Mapped[int | None] = mapped_column(Integer)
    why_hidden: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ReferrerFeedback(Base, Retained):
    """What an agency said about hearing what became of its referrals, and what it was answered, when."""

    __tablename__ = "referrer_feedback"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_referrer_feedback_number_once"),
        CheckConstraint("said <> ''", name="feedback_says_something"),
        CheckConstraint("heard_at IN ('section11', 'visit', 'forum', 'meeting', 'directly')", name="heard_at_known"),
        CheckConstraint("(responded_on IS NULL) = (response = '')", name="response_has_its_day"),
        CheckConstraint("responded_on IS NULL OR responded_on >= said_on", name="response_after_it_was_said"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    said_on: Mapped[date] = mapped_column(Date)
    heard_at: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(Text)
    response: Mapped[str] = mapped_column(Text, default="")
    responded_on: Mapped[date | None] = mapped_column(Date)
    responded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recommendation_id: Mapped[str | None] = mapped_column(ForeignKey("recommendation.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agency: Mapped[Agency] = relationship()
    recommendation: Mapped[Recommendation | None] = relationship()

    @property
    def reference(self) -> str:
        return f"RF-{self.number:03}"
