"""What is said at the tables of a forum and by the phones of its room, and the wall on which it is shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, UtcDateTime
from survey_app.forums.models.cycles import Forum
from survey_app.forums.models.themes import HubTheme

TONES = {"strength": "Strength", "concern": "Concern", "": "Neither"}
WALL = {
    "shown": "On the screen",
    "waiting": "Waits for a look",
    "off": "Not on the screen",
    "refused": "Refused",
}
PHONES = {
    "forum": "While the forum is on",
    "open": "Open now",
    "closed": "Closed",
}


class DiscussionTable(Base):
    """A table at a forum, under the number or name that stands on it; ``folded`` is that name as it is compared."""

    __tablename__ = "discussion_table"
    __table_args__ = (UniqueConstraint("forum_id", "folded", name="each_table_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(String(60))
    size: Mapped[int | None] = mapped_column(Integer)  # how many sit there

    forum: Mapped[Forum] = relationship()


class TablePoint(Base):
    """One thing that was said: by a table, or by somebody in the room, of whom nothing is known.

    A row has no number and no moment, so that a point from a phone does not say when it came: rows lie by their random
    keys, and ``quarter`` counts quarters of an hour from the beginning of the forum. ``beside`` names the point of
    which this is another version, written elsewhere at the same time; somebody decides between them.
    """

    __tablename__ = "table_point"
    __table_args__ = (
        CheckConstraint("tone IN ('', 'strength', 'concern')", name="tone_known"),
        CheckConstraint("wall IN ('shown', 'waiting', 'off', 'refused')", name="wall_known"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # chosen by the device
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    table_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_table.id"), index=True)  # none: from a phone
    question: Mapped[str] = mapped_column(String(300))  # as it was asked
    text: Mapped[str] = mapped_column(Text)
    tone: Mapped[str] = mapped_column(String(8), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("hub_theme.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    wall: Mapped[str] = mapped_column(String(8), default="shown")
    removed: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    quarter: Mapped[int] = mapped_column(Integer, default=0)
    beside: Mapped[str] = mapped_column(String(32), default="")

    forum: Mapped[Forum] = relationship()
    table: Mapped[DiscussionTable | None] = relationship()
    theme: Mapped[HubTheme | None] = relationship()

    @property
    def is_from_room(self) -> bool:
        """Whether somebody sent it from a phone, without a name."""
        return self.table_id is None


class PointVersion(Base):
    """The words of a point as they were at a revision, and who of the facilitators or officers wrote them.

    What came from a phone has no first version until somebody changes it; that version has neither person nor moment.
    ``change`` is the device's own name of the change, so that one that is sent twice is applied once.
    """

    __tablename__ = "point_version"
    __table_args__ = (UniqueConstraint("change", name="each_point_change_once"), {"sqlite_with_rowid": False})

    point_id: Mapped[str] = mapped_column(ForeignKey("table_point.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    change: Mapped[str | None] = mapped_column(String(32))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[dict[str, object]] = mapped_column(Document)


class ForumScreen(Base):
    """How a forum is shown to its room, and how the room's phones may answer.

    The address of the wall is worked out from the server's secret, ``edition`` and the forum; its hash is kept, and
    nothing opens by it after ``ends_at``. ``code`` is the short address for phones.
    """

    __tablename__ = "forum_screen"
    __table_args__ = (
        UniqueConstraint("code", name="each_room_code_once"),
        UniqueConstraint("wall_hash", name="each_wall_once"),
        CheckConstraint("phones IN ('forum', 'open', 'closed')", name="phones_known"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(12))
    edition: Mapped[int] = mapped_column(Integer, default=0)
    wall_hash: Mapped[str | None] = mapped_column(String(64))
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused: Mapped[bool] = mapped_column(default=False)
    phones: Mapped[str] = mapped_column(String(8), default="forum")
    phones_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    straight: Mapped[bool] = mapped_column(default=False)  # to the wall at once, without a look

    forum: Mapped[Forum] = relationship()
