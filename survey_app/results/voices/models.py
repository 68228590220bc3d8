"""Quotes on their way through the clearing desk, and the store of what children, families and practitioners said.

The original of a quote is never copied: it is read from the answer, so that erasing it there leaves none. Whoever
proposed a wording, or typed an entry in, cannot clear it; the database itself refuses.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, now, random_key
from survey_app.rounds.models import Round

SAID_BY = {"children": "Children and young people", "families": "Families", "practitioners": "Practitioners"}
WORDINGS = {
    "as_written": "As it was written",
    "redacted": "Redacted: some words left out",
    "paraphrased": "Paraphrased: in other words",
}
CONSENT = {
    "quoted": "They agreed to be quoted without their name",
    "told": "They were told that comments may be quoted without names",
    "not_asked": "They were not asked: a paraphrase only",
}
SOURCES = {
    "round": "Survey, audit or walkabout round",
    "focus_group": "Focus group",
    "visit": "Visit",
    "conversation": "Conversation",
    "letter": "Letter, e-mail or card",
    "other": "Something else",
}


def _one_of(column: str, values: dict[str, str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Quote(Base, Retained):
    """A comment that is to be quoted: *proposed*, *cleared*, *rejected* or *withdrawn*."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("round_id", "response_key", "question", "entry", name="each_comment_quoted_once"),
        CheckConstraint("state IN ('proposed', 'cleared', 'rejected', 'withdrawn')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True, default=random_key)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    response_key: Mapped[str] = mapped_column(String(36), index=True)
    question: Mapped[str] = mapped_column(String(200))
    entry: Mapped[str] = mapped_column(String(80), default="0")
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    round: Mapped[Round] = relationship()
    proposals: Mapped[list[QuoteProposal]] = relationship(
        order_by="QuoteProposal.id", back_populates="quote", cascade="all, delete-orphan"
    )

    @property
    def newest(self) -> QuoteProposal:
        return self.proposals[-1]

    @property
    def cleared(self) -> QuoteProposal | None:
        """The wording that may be used, if the quote is cleared."""
        approved = [proposal for proposal in self.proposals if proposal.state == "approved"]
        return approved[-1] if self.state == "cleared" and approved else None


class QuoteProposal(Base):
    """One wording proposed for a quote, and what a second person decided."""

    __tablename__ = "quote_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'withdrawn')", name="state_known"),
        CheckConstraint(_one_of("kind", WORDINGS), name="kind_known"),
        CheckConstraint(_one_of("said_by", SAID_BY), name="said_by_known"),
        CheckConstraint(_one_of("consent", CONSENT), name="consent_known"),
        CheckConstraint("consent <> 'not_asked' OR kind = 'paraphrased'", name="not_asked_is_paraphrased"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="second_person"),
        CheckConstraint(
            "state NOT IN ('approved', 'rejected') OR decided_by_id IS NOT NULL", name="decided_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(String(16))
    consent: Mapped[str] = mapped_column(String(12))
    attribution: Mapped[str] = mapped_column(String(300), default="")  # "Forum: North", where the group is large enough
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    quote: Mapped[Quote] = relationship(back_populates="proposals")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class FeedbackEntry(Base, Retained):
    """Something that somebody said: a cleared quote of a round, or typed in by hand and then cleared."""

    __tablename__ = "feedback_entry"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'cleared', 'rejected', 'withdrawn')", name="state_known"),
        CheckConstraint(_one_of("said_by", SAID_BY), name="said_by_known"),
        CheckConstraint(_one_of("source_kind", SOURCES), name="source_known"),
        CheckConstraint(_one_of("consent", CONSENT), name="consent_known"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> entered_by_id", name="second_person"),
        CheckConstraint("state <> 'cleared' OR decided_by_id IS NOT NULL", name="cleared_by_somebody"),
        Index("ix_feedback_entry_partnership_state", "partnership_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True, default=random_key)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"), unique=True)
    source_kind: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(300), default="")
    said_on: Mapped[date | None] = mapped_column(Date)
    said_by: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    attribution: Mapped[str] = mapped_column(String(300), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    consent: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")  # folded words of all that may be searched
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tags: Mapped[list[FeedbackTag]] = relationship(order_by="FeedbackTag.label", cascade="all, delete-orphan")
    uses: Mapped[list[FeedbackUse]] = relationship(order_by="FeedbackUse.id", cascade="all, delete-orphan")
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class FeedbackTag(Base):
    """A theme that an entry is about."""

    __tablename__ = "feedback_tag"

    entry_id: Mapped[int] = mapped_column(ForeignKey("feedback_entry.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)  # the label, folded, so that it is found
    label: Mapped[str] = mapped_column(String(200))


class FeedbackUse(Base):
    """Where an entry was used: an audit, a report, a training day."""

    __tablename__ = "feedback_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("feedback_entry.id"), index=True)
    used_in: Mapped[str] = mapped_column(String(300))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    noted_by: Mapped[User] = relationship()
