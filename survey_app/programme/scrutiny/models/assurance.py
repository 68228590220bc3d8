"""Requests for assurance: to whom, by when, item by item, with the evidence that came and what was made of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Agency
from survey_app.programme.scrutiny.models.register import ScrutinyEntry

ASKED_AS = {"executive": "The Executive or the QA group", "scrutineer": "The independent scrutineer"}
ITEM_VERDICTS = {"": "Not judged yet", "assured": "Assured", "partly": "Partly assured", "not_assured": "Not assured"}


class AssuranceRequest(Base, Retained):
    """What somebody wants to be sure of, asked of an agency, or of a group for which one agency answers.

    It is closed only when every item is judged.
    """

    __tablename__ = "assurance_request"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number", name="each_assurance_request_once"),
        CheckConstraint(f"asked_as IN {tuple(ASKED_AS)}", name="asked_as_known"),
        CheckConstraint("title <> '' AND why <> ''", name="says_what_and_why"),
        CheckConstraint("answer_by >= asked_on", name="days_in_order"),
        CheckConstraint("(closed_on IS NULL) = (closed_words = '')", name="closed_says_what"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    asked_as: Mapped[str] = mapped_column(String(12))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    group_name: Mapped[str] = mapped_column(String(120), default="")
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("scrutiny_entry.id"), index=True)
    asked_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_words: Mapped[str] = mapped_column(Text, default="")
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agency: Mapped[Agency] = relationship()
    entry: Mapped[ScrutinyEntry | None] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    items: Mapped[list[AssuranceItem]] = relationship(order_by="AssuranceItem.position", back_populates="request")

    @property
    def reference(self) -> str:
        return f"AR-{self.number:03}"

    @property
    def of_whom(self) -> str:
        return f"{self.group_name} ({self.agency.name})" if self.group_name else self.agency.name

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.withdrawn_at is None


class AssuranceItem(Base):
    """One thing of a request, and what was judged of it."""

    __tablename__ = "assurance_item"
    __table_args__ = (
        UniqueConstraint("request_id", "position", name="each_assurance_item_has_its_place"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(f"verdict IN {tuple(ITEM_VERDICTS)}", name="verdict_known"),
        CheckConstraint("(verdict = '') = (judged_at IS NULL)", name="judged_has_a_verdict"),
        CheckConstraint("verdict = '' OR because <> ''", name="judged_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    request_id: Mapped[str] = mapped_column(ForeignKey("assurance_request.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(12), default="")
    because: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    request: Mapped[AssuranceRequest] = relationship(back_populates="items")
    judged_by: Mapped[User | None] = relationship()
    evidence: Mapped[list[AssuranceEvidence]] = relationship(order_by="AssuranceEvidence.number", back_populates="item")


class AssuranceEvidence(Base):
    """What was given for an item: words, and with them a file or an address."""

    __tablename__ = "assurance_evidence"
    __table_args__ = (
        UniqueConstraint("item_id", "number", name="each_assurance_evidence_once"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    item_id: Mapped[str] = mapped_column(ForeignKey("assurance_item.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(500), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    given_on: Mapped[date] = mapped_column(Date)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    item: Mapped[AssuranceItem] = relationship(back_populates="evidence")
    given_by: Mapped[User] = relationship()
