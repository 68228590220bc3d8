"""Files that are made in the background for one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, UtcDateTime, new_uuid, now
from survey_app.rounds.models import Round

ACTIVE = ("queued", "running")
JUST_ASKED = "export_just_asked"  # key of Session.info: after the commit, the worker is told


class ExportJob(Base):
    """One file asked for: *queued*, *running*, then *ready*, *failed* or *cancelled*; *expired* once it is deleted.

    ``format`` is a key of the catalogue. ``beat_at`` is when its maker was last heard of. ``file_name`` is random, in
    the folder ``exports`` of the instance directory.
    """

    __tablename__ = "export_job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired')", name="state_known"
        ),
        CheckConstraint("paper IN ('working', 'release')", name="paper_known"),
        CheckConstraint("state <> 'ready' OR file_name <> ''", name="ready_has_a_file"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_uuid)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    format: Mapped[str] = mapped_column(String(40))
    paper: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)  # answers read so far
    total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = mapped_column(String(300), default="")
    file_name: Mapped[str] = mapped_column(String(64), default="")
    release: Mapped[int | None] = mapped_column(Integer)  # the number of the release that the file is of
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    round: Mapped[Round] = relationship()
    user: Mapped[User] = relationship()

    @property
    def is_active(self) -> bool:
        """Whether it is still being made."""
        return self.state in ACTIVE
