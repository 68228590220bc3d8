"""An audit: what it looks at, who leads it, and how far it is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Retained, UtcDateTime, now
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round

AUDIT_STATES = {
    "planning": "Being planned",
    "fieldwork": "Agencies are auditing",
    "moderation": "Being moderated",
    "finished": "Finished",
    "cancelled": "Called off",
}


class CaseAudit(Base, Retained):
    """One audit of a number of cases.

    Returns are answers of ``round``, which the audit makes when fieldwork begins. Until ``opened_at``, the moment at
    which moderation opens, a return is read by nobody but its author (:mod:`survey_app.case_audits.blindness`). An
    audit that has no panel opens as well, when its returns are to be read.
    """

    __tablename__ = "case_audit"
    __table_args__ = (
        UniqueConstraint("partnership_id", "slug"),
        CheckConstraint(
            "kind IN ('multi_agency', 'single_agency', 'dip_sample', 'thematic', 'deep_dive', 'practice_evaluation')",
            name="kind_known",
        ),
        CheckConstraint(
            "state IN ('planning', 'fieldwork', 'moderation', 'finished', 'cancelled')", name="state_known"
        ),
        CheckConstraint("window_ends_on >= window_starts_on", name="window_in_order"),
        CheckConstraint("state NOT IN ('moderation', 'finished') OR opened_at IS NOT NULL", name="moderated_is_open"),
        CheckConstraint("state <> 'cancelled' OR cancelled_why <> ''", name="cancelled_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    theme: Mapped[str] = mapped_column(String(200), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    window_starts_on: Mapped[date] = mapped_column(Date)  # of the work looked at
    window_ends_on: Mapped[date] = mapped_column(Date)
    returns_due_on: Mapped[date | None] = mapped_column(Date)
    panel_on: Mapped[date | None] = mapped_column(Date)  # when moderation is planned for
    re_audit_on: Mapped[date | None] = mapped_column(Date)  # when the next one is due
    no_re_audit_why: Mapped[str] = mapped_column(Text, default="")  # where none is planned
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("case_audit.id"))  # the one that this is compared with
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="planning")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    partnership: Mapped[Partnership] = relationship()
    round: Mapped[Round | None] = relationship()
    lead: Mapped[User | None] = relationship(foreign_keys=[lead_id])
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    earlier: Mapped[CaseAudit | None] = relationship(remote_side=[id])

    @property
    def is_blind(self) -> bool:
        """Whether its returns are read by nobody but their authors."""
        return self.opened_at is None
