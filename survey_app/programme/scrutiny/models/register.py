"""The scrutineer's register: entries whose every wording is kept, what was looked at, and the partnership's answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency

ENTRY_KINDS = {"issue": "Issue", "observation": "Observation", "question": "Question"}
LINK_KINDS = {
    "pin": "Pinned copy",
    "finding": "Finding",
    "case_audit": "Case audit",
    "visit": "Visit",
    "recommendation": "Recommendation",
    "other": "Something else",
}
ENTRY_VERDICTS = {"": "Not read yet", "satisfied": "Satisfied", "not_yet": "Not yet, because"}


class WordingChanged(RuntimeError):
    """Something tried to rewrite what the scrutineer or the partnership said."""


class ScrutinyEntry(Base, Retained):
    """What the scrutineer raised, noticed or asked, on a day, about one agency or the whole partnership.

    ``answer_by`` is the last day for the partnership's next answer, and empty where none is asked for. An entry is
    never deleted but withdrawn, and says why. What it says stands in its wordings, the newest last.
    """

    __tablename__ = "scrutiny_entry"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_scrutiny_entry_once"),
        CheckConstraint(f"kind IN {tuple(ENTRY_KINDS)}", name="kind_known"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_says_why"),
        CheckConstraint("answer_by IS NULL OR answer_by >= raised_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    theme: Mapped[str] = mapped_column(String(120), default="")
    area: Mapped[str] = mapped_column(String(120), default="")  # the section of the report that it belongs to
    raised_on: Mapped[date] = mapped_column(Date)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)  # empty: the partnership
    answer_by: Mapped[date | None] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)  # that the present answer is late
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
    agency: Mapped[Agency | None] = relationship()
    made_by: Mapped[User] = relationship()
    wordings: Mapped[list[ScrutinyWording]] = relationship(order_by="ScrutinyWording.number", back_populates="entry")
    links: Mapped[list[ScrutinyLink]] = relationship(order_by="ScrutinyLink.position", back_populates="entry")
    answers: Mapped[list[ScrutinyAnswer]] = relationship(order_by="ScrutinyAnswer.number", back_populates="entry")

    @property
    def reference(self) -> str:
        return f"S-{self.number:03}"

    @property
    def text(self) -> str:
        return self.wordings[-1].text

    @property
    def suggestion(self) -> str:
        return self.wordings[-1].suggestion

    @property
    def about(self) -> str:
        return self.agency.name if self.agency else "The partnership"


class ScrutinyWording(Base):
    """One wording of an entry, as it was written. A later one is added; none is changed."""

    __tablename__ = "scrutiny_wording"
    __table_args__ = (
        UniqueConstraint("entry_id", "number", name="each_scrutiny_wording_once"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    entry_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_entry.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text, default="")  # what the scrutineer would do about it
    why: Mapped[str] = mapped_column(Text, default="")  # of a later wording: why it says it differently
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entry: Mapped[ScrutinyEntry] = relationship(back_populates="wordings")
    written_by: Mapped[User] = relationship()


class ScrutinyLink(Base):
    """What was looked at: a pinned copy with its fingerprint, a finding, an audit, a visit."""

    __tablename__ = "scrutiny_link"
    __table_args__ = (CheckConstraint(f"kind IN {tuple(LINK_KINDS)}", name="kind_known"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    entry_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_entry.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[str] = mapped_column(String(64), default="")
    says: Mapped[str] = mapped_column(String(300))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of a pinned copy, as it was
    address: Mapped[str] = mapped_column(String(500), default="")  # the page in this partnership, without the host
    entry: Mapped[ScrutinyEntry] = relationship(back_populates="links")


class ScrutinyAnswer(Base):
    """What the partnership answered, and whether that satisfies the scrutineer. Never both by one person."""

    __tablename__ = "scrutiny_answer"
    __table_args__ = (
        UniqueConstraint("entry_id", "number", name="each_scrutiny_answer_once"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(f"verdict IN {tuple(ENTRY_VERDICTS)}", name="verdict_known"),
        CheckConstraint("(verdict = '') = (judged_at IS NULL)", name="judged_has_a_verdict"),
        CheckConstraint("verdict <> 'not_yet' OR because <> ''", name="not_yet_says_why"),
        CheckConstraint("judged_by_id IS NULL OR judged_by_id <> answered_by_id", name="second_person"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    entry_id: Mapped[str] = mapped_column(ForeignKey("scrutiny_entry.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    answered_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date | None] = mapped_column(Date)  # its last day, as it was then
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    verdict: Mapped[str] = mapped_column(String(12), default="", active_history=True)
    because: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    entry: Mapped[ScrutinyEntry] = relationship(back_populates="answers")
    answered_by: Mapped[User] = relationship(foreign_keys=[answered_by_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])

    @property
    def was_late(self) -> bool:
        return self.answer_by is not None and self.answered_on > self.answer_by


@event.listens_for(ScrutinyWording, "before_update")
def _refuse_rewording(mapper: Any, connection: Any, target: ScrutinyWording) -> None:
    raise WordingChanged(f"wording {target.id} of the register cannot be changed")


@event.listens_for(ScrutinyAnswer, "before_update")
def _refuse_other_answer(mapper: Any, connection: Any, target: ScrutinyAnswer) -> None:
    given = inspect(target).attrs
    if any(given[name].history.has_changes() for name in ("text", "answered_on", "answer_by", "answered_by_id")):
        raise WordingChanged(f"answer {target.id} cannot be changed")
    before = given.verdict.history.deleted
    if before and before[0]:
        raise WordingChanged(f"what the scrutineer said of answer {target.id} cannot be changed")
