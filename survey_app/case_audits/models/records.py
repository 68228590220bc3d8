"""Legal holds on an audit, who asked for its destruction, and the certificates of what was destroyed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.case_audits.models.audits import CaseAudit
from survey_app.database import Base, Document, UtcDateTime, new_uuid, now
from survey_app.partnership.models import Partnership


class AuditHold(Base):
    """One legal hold on an audit: why, by whom, and when and why it was lifted. ``CaseAudit.legal_hold`` says now."""

    __tablename__ = "audit_hold"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="hold_says_why"),
        CheckConstraint("lifted_at IS NULL OR lifted_why <> ''", name="lifting_says_why"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lifted_why: Mapped[str] = mapped_column(Text, default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    audit: Mapped[CaseAudit] = relationship()
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id])
    lifted_by: Mapped[User | None] = relationship(foreign_keys=[lifted_by_id])


class DestructionAsked(Base):
    """Somebody asks that an audit be destroyed before its time; somebody else has to confirm it."""

    __tablename__ = "destruction_asked"
    __table_args__ = (CheckConstraint("reason <> ''", name="asking_says_why"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("case_audit.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    audit: Mapped[CaseAudit] = relationship()
    asked_by: Mapped[User] = relationship()


class DestructionCertificate(Base):
    """What was destroyed of an audit, by kind and number. It outlives the audit and holds nothing of a case.

    ``records_sha256`` is the SHA-256 of the list of destroyed records, a line each: the name of the table and the key,
    sorted. Whoever has a copy of the database from before can make that list again.
    """

    __tablename__ = "destruction_certificate"
    __table_args__ = (UniqueConstraint("partnership_id", "number", name="each_certificate_number_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    window_starts_on: Mapped[date] = mapped_column(Date)
    window_ends_on: Mapped[date] = mapped_column(Date)
    rule: Mapped[str] = mapped_column(Text)  # under which rule, or why early
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # none: the system, by the rule
    destroyed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    counts: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)  # {"what": …, "number": …}
    stays: Mapped[list[str]] = mapped_column(Document, default=list)  # what is left, and by which rule
    records_sha256: Mapped[str] = mapped_column(String(64))

    partnership: Mapped[Partnership] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
