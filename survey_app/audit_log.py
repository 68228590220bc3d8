"""The audit log: who read and who changed what. Rows are only ever added.

Never call :func:`record` on a route where somebody answers an anonymous round: a time beside an answer would undo the
anonymity.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, now

PAGE_SIZE = 100


class AuditEvent(Base):
    """One act of reading or changing. ``subject`` names a record ("round 12"), never a person's text."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_partnership_time", "partnership_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)  # empty: the system itself
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnership.id"))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    actor: Mapped[User | None] = relationship()


class AuditLogChanged(RuntimeError):
    """Something tried to change or delete an entry of the audit log."""


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: AuditEvent) -> None:
    raise AuditLogChanged(f"entry {target.id} of the audit log cannot be changed")


def record(
    session: Session,
    action: str,
    *,
    actor_id: int | None,
    subject: str,
    partnership_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add an entry in the present transaction, so that it stands or falls with the act itself."""
    entry = AuditEvent(
        action=action, actor_id=actor_id, partnership_id=partnership_id, subject=subject, details=dict(details or {})
    )
    session.add(entry)
    session.flush()
    return entry


def newest_events(
    session: Session, *, partnership_id: int, before_id: int | None = None, limit: int = PAGE_SIZE
) -> list[AuditEvent]:
    """The newest entries of a partnership, or those before an entry for the next page."""
    query = select(AuditEvent).where(AuditEvent.partnership_id == partnership_id)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    return list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)))
