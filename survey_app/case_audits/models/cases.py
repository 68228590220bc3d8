"""The list that cases are drawn from, under pseudonyms; the draws; and the cases drawn.

No table holds an identifier: what a pseudonym stands for is in the key of the list, an encrypted file of its own
outside the database (:mod:`survey_app.case_audits.sampling.key_store`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.case_audits.models.audits import CaseAudit
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Locality

DRAW_METHODS = {
    "simple": "Random",
    "stratified": "Random within groups (stratified)",
    "systematic": "Every so-many-th (systematic)",
    "purposive": "Chosen for a reason (purposive)",
    "good_practice": "Chosen because it went well (good practice)",
}
CASE_STATES = {"in_use": "In the audit", "unusable": "Could not be used"}


class CaseList(Base):
    """A list of cases or referrals as it was uploaded, its identifiers replaced."""

    __tablename__ = "case_list"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    columns: Mapped[list[str]] = mapped_column(Document, default=list)  # the columns kept, in the file's order
    key_columns: Mapped[list[str]] = mapped_column(Document, default=list)  # the names of those that were replaced
    size: Mapped[int] = mapped_column(Integer)
    frame_hash: Mapped[str] = mapped_column(String(64))  # of the pseudonyms: analysis.sampling.sampling_frame
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # How each column of the file was treated, what was found in it, and why somebody says that it identifies nobody.
    treatments: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    # Which column says what of a case, in which words: {"sex": {"column": "Gender", "values": {"F": "female"}}}.
    bands: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    unlock_until: Mapped[date | None] = mapped_column(Date)  # the last day of its key; it is destroyed the day after
    unlock_destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unlock_destroyed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # empty: by its date

    audit: Mapped[CaseAudit] = relationship()
    unlock_destroyed_by: Mapped[User | None] = relationship(foreign_keys=[unlock_destroyed_by_id])
    rows: Mapped[list[ListedCase]] = relationship(back_populates="list", order_by="ListedCase.pseudonym")


class ListedCase(Base):
    """One case of the list. ``values`` are its columns that identify nobody."""

    __tablename__ = "listed_case"

    list_id: Mapped[str] = mapped_column(ForeignKey("case_list.id"), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(20), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    excluded_why: Mapped[str] = mapped_column(String(300), default="")  # before any draw
    list: Mapped[CaseList] = relationship(back_populates="rows")


class CaseDraw(Base):
    """One draw from a list. ``record`` is :class:`analysis.sampling.DrawRecord` of a random one, and all that another
    person needs to draw again; of a purposive one it has who was chosen, and ``reason`` says why."""

    __tablename__ = "case_draw"
    __table_args__ = (
        CheckConstraint(
            "method IN ('simple', 'stratified', 'systematic', 'purposive', 'good_practice')", name="method_known"
        ),
        CheckConstraint("method NOT IN ('purposive', 'good_practice') OR reason <> ''", name="chosen_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    list_id: Mapped[str] = mapped_column(ForeignKey("case_list.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    record: Mapped[dict[str, Any]] = mapped_column(Document)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    audit: Mapped[CaseAudit] = relationship()
    list: Mapped[CaseList] = relationship()


class AuditCase(Base):
    """A case of an audit: what returns, the panel and the report name by its pseudonym.

    An unusable one is replaced by rule: the next of its group in the order of the draw (``replaces_id``).
    """

    __tablename__ = "audit_case"
    __table_args__ = (
        UniqueConstraint("audit_id", "pseudonym"),
        UniqueConstraint("audit_id", "number"),
        CheckConstraint("state IN ('in_use', 'unusable')", name="state_known"),
        CheckConstraint("state = 'in_use' OR unusable_why <> ''", name="unusable_says_why"),
        Index("ix_audit_case_draw_id", "draw_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    pseudonym: Mapped[str] = mapped_column(String(20))
    draw_id: Mapped[str | None] = mapped_column(ForeignKey("case_draw.id"))
    selection: Mapped[str] = mapped_column(String(20))  # a key of DRAW_METHODS
    stratum: Mapped[str] = mapped_column(String(100), default="")
    # What is known of the child, in bands; names of choices of the form case-audit. Empty where it is not known.
    age_band: Mapped[str] = mapped_column(String(40), default="")
    sex: Mapped[str] = mapped_column(String(40), default="")
    ethnic_group: Mapped[str] = mapped_column(String(40), default="")
    disability: Mapped[str] = mapped_column(String(40), default="")
    plan_status: Mapped[str] = mapped_column(String(40), default="")
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
    state: Mapped[str] = mapped_column(String(10), default="in_use")
    unusable_why: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("audit_case.id"))

    audit: Mapped[CaseAudit] = relationship()
    draw: Mapped[CaseDraw | None] = relationship()
    locality: Mapped[Locality | None] = relationship()
