"""Files that belong to answers: photographs, recordings, documents and signatures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UtcDateTime, now, random_key


class Attachment(Base):
    """One file of one answers document, which names it by ``name``.

    ``submission_id`` is the UUID of the draft, which becomes that of the submission; a file is stored while there is
    only the draft. It goes with the answers: by retention, with a draft that is given up, or when nothing names it.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("submission_id", "name", name="each_name_once"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    submission_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    sent_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")  # of a picture as it came
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
