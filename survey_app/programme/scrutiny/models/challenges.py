"""The challenge log: who challenged whom on what, what came back, and how it ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency
from survey_app.programme.scrutiny.models.register import ScrutinyEntry

RAISED_AS = {
    "agency": "An agency",
    "executive": "The Executive or the QA group",
    "scrutineer": "The independent scrutineer",
}
OUTCOMES = {
    "": "Open",
    "accepted": "Accepted: something changes",
    "explained": "Explained: the answer is enough",
    "not_resolved": "Not resolved: with the Executive",
    "settled": "Settled by the Executive",
}
ABOUT = {  # out of what a challenge is raised, but for an entry of the register, which it names itself
    "recommendation": "A recommendation",
    "action": "An action",
    "assurance": "A request for assurance",
    "entry": "An entry of the register",
}
ENDED = ("accepted", "explained", "settled")


class PartnerChallenge(Base, Retained):
    """One challenge to an agency, or to the whole partnership where ``to_agency_id`` is empty.

    ``about_type`` and ``about_id`` name the record that it was raised out of, where there was one; records have rules
    of retention of their own, so that it may be gone.

    It ends only by whoever challenged, or by the Executive once it was not resolved; never by the challenged agency.
    """

    __tablename__ = "partner_challenge"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_challenge_once"),
        CheckConstraint(f"raised_as IN {tuple(RAISED_AS)}", name="raised_as_known"),
        CheckConstraint("(raised_as = 'agency') = (by_agency_id IS NOT NULL)", name="an_agency_is_named"),
        CheckConstraint("by_agency_id IS NULL OR to_agency_id IS NULL OR by_agency_id <> to_agency_id", name="another"),
        CheckConstraint("what <> '' AND why <> ''", name="says_what_and_why"),
        CheckConstraint("(about_type = '') = (about_id IS NULL)", name="about_a_record"),
        CheckConstraint(f"about_type IN {('', *ABOUT)}", name="about_known"),
        CheckConstraint(f"outcome IN {tuple(OUTCOMES)}", name="outcome_known"),
        CheckConstraint("outcome = '' OR outcome_words <> ''", name="outcome_says_why"),
        CheckConstraint("(outcome = '') = (outcome_on IS NULL)", name="outcome_has_a_day"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    raised_on: Mapped[date] = mapped_column(Date)
    raised_as: Mapped[str] = mapped_column(String(12))
    by_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    to_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("scrutiny_entry.id"), index=True)
    about_type: Mapped[str] = mapped_column(String(16), default="")
    about_id: Mapped[str | None] = mapped_column(String(36), index=True)
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    respond_by: Mapped[date] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(14), default="")
    outcome_words: Mapped[str] = mapped_column(Text, default="")
    outcome_on: Mapped[date | None] = mapped_column(Date)
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    escalated_on: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by_agency: Mapped[Agency | None] = relationship(foreign_keys=[by_agency_id])
    to_agency: Mapped[Agency | None] = relationship(foreign_keys=[to_agency_id])
    entry: Mapped[ScrutinyEntry | None] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    outcome_by: Mapped[User | None] = relationship(foreign_keys=[outcome_by_id])
    responses: Mapped[list[ChallengeResponse]] = relationship(
        order_by="ChallengeResponse.number", back_populates="challenge"
    )
    advices: Mapped[list[ChallengeAdvice]] = relationship(order_by="ChallengeAdvice.made_at")

    @property
    def reference(self) -> str:
        return f"CH-{self.number:03}"

    @property
    def by_whom(self) -> str:
        return self.by_agency.name if self.by_agency else RAISED_AS[self.raised_as]

    @property
    def to_whom(self) -> str:
        return self.to_agency.name if self.to_agency else "The partnership"

    @property
    def is_ended(self) -> bool:
        return self.outcome in ENDED

    @property
    def waits(self) -> bool:
        """Whether a response is owed."""
        return not self.outcome and (not self.responses or bool(self.responses[-1].not_enough))


class ChallengeResponse(Base):
    """What the challenged agency answered; ``not_enough`` says why the challenger asked again."""

    __tablename__ = "challenge_response"
    __table_args__ = (
        UniqueConstraint("challenge_id", "number", name="each_challenge_response_once"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    challenge_id: Mapped[str] = mapped_column(ForeignKey("partner_challenge.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date] = mapped_column(Date)
    respond_by: Mapped[date] = mapped_column(Date)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    not_enough: Mapped[str] = mapped_column(Text, default="")
    challenge: Mapped[PartnerChallenge] = relationship(back_populates="responses")
    given_by: Mapped[User] = relationship()

    @property
    def was_late(self) -> bool:
        return self.given_on > self.respond_by


class ChallengeAdvice(Base):
    """What the scrutineer advises on a challenge that was not resolved."""

    __tablename__ = "challenge_advice"
    __table_args__ = (CheckConstraint("text <> ''", name="says_something"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    challenge_id: Mapped[str] = mapped_column(ForeignKey("partner_challenge.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_by: Mapped[User] = relationship()
