"""The tables from what was heard to what was done: sorted survey themes, reports, replies, actions, the public page.

An edition of the report never changes. A reply is never rewritten: each wording is a row of its own, which a second
person approves; the newest approved one is what practitioners read. The database itself refuses an approval by the
person who wrote it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document, UtcDateTime, now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.partnership.models import Agency

DECISIONS = {"accepted": "Accepted", "partly": "Accepted in part", "not_accepted": "Not accepted"}
REPLY_STATES = {
    "waiting": "Waits for a second person",
    "approved": "Approved",
    "returned": "Sent back",
    "replaced": "Replaced before it was approved",
    "withdrawn": "Taken down",
}
PROGRESS = {"under_way": "Under way", "done": "Done"}


class FrozenChanged(RuntimeError):
    """Something tried to change what is frozen: an edition of a report, or the words of a reply."""


class HubSorting(Base):
    """What a survey's coded comments said, sorted under a theme of the cycle. ``piece`` is the key of the piece."""

    __tablename__ = "hub_sorting"
    __table_args__ = (UniqueConstraint("cycle_id", "piece", name="each_piece_sorted_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("hub_theme.id"), index=True)
    piece: Mapped[str] = mapped_column(String(300))


class HubReport(Base):
    """The coordinator's words for the report to the Strategic Group, until it is sent and after.

    ``words`` holds ``opening``, ``closing``, and by theme what is ``asked`` of leaders.
    """

    __tablename__ = "hub_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), unique=True)
    words: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ReportEdition(Base):
    """The report as it was sent: content and fingerprint. It never changes; a later one says why there is another."""

    __tablename__ = "hub_report_edition"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number", name="each_edition_once"),
        CheckConstraint("number = 1 OR reason <> ''", name="later_editions_say_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    cycle: Mapped[HubCycle] = relationship()
    made_by: Mapped[User | None] = relationship()
    deliveries: Mapped[list[ReportDelivery]] = relationship(
        order_by="ReportDelivery.id", back_populates="edition", cascade="all, delete-orphan"
    )


class ReportDelivery(Base):
    """One way an edition reached the Strategic Group: by mail to a member, or tabled at a meeting."""

    __tablename__ = "hub_report_delivery"
    __table_args__ = (
        CheckConstraint("(meeting <> '') = (user_id IS NULL)", name="member_or_meeting"),
        UniqueConstraint("edition_id", "user_id", name="each_member_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("hub_report_edition.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    meeting: Mapped[str] = mapped_column(String(200), default="")
    on_day: Mapped[date] = mapped_column(Date)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    edition: Mapped[ReportEdition] = relationship(back_populates="deliveries")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class ThemeReply(Base):
    """One wording of what the Strategic Group replied to a theme, as a second person may approve it."""

    __tablename__ = "hub_theme_reply"
    __table_args__ = (
        UniqueConstraint("theme_id", "number", name="each_wording_once"),
        CheckConstraint(f"decision IN {tuple(DECISIONS)}", name="decision_known"),
        CheckConstraint(f"state IN {tuple(REPLY_STATES)}", name="state_known"),
        CheckConstraint("decision = 'accepted' OR because <> ''", name="not_wholly_says_why"),
        CheckConstraint(
            "decision = 'not_accepted' OR "
            "(action <> '' AND due_on IS NOT NULL AND (owner <> '' OR agency_id IS NOT NULL))",
            name="accepted_is_acted_on",
        ),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> written_by_id", name="second_person"),
        CheckConstraint("state <> 'approved' OR checked_by_id IS NOT NULL", name="approved_by_somebody"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("hub_theme.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))  # the theme's, as it was replied to
    you_said: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(12))
    because: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(200), default="")  # a role, never a name
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    message: Mapped[str] = mapped_column(Text)  # to practitioners
    decided_by: Mapped[str] = mapped_column(String(200))  # the group, such as "Strategic Group"
    decided_on: Mapped[date] = mapped_column(Date)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(Text, default="")  # why it was sent back or taken down
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    theme: Mapped[HubTheme] = relationship()
    agency: Mapped[Agency | None] = relationship()
    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def owned_by(self) -> str:
        """Role and agency in a line."""
        agency = self.agency.name if self.agency is not None else ""
        return ", ".join(part for part in (self.owner, agency) if part)


class ActionProgress(Base):
    """How an action of a reply goes: one line for each time that somebody looked."""

    __tablename__ = "hub_action_progress"
    __table_args__ = (CheckConstraint(f"state IN {tuple(PROGRESS)}", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("hub_theme_reply.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    on_day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")  # how it is known; never published
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    reply: Mapped[ThemeReply] = relationship()
    noted_by: Mapped[User | None] = relationship()


MAY_CHANGE = {
    "state", "checked_by_id", "checked_by", "checked_at", "remark", "withdrawn_by_id", "withdrawn_by", "withdrawn_at",
}  # fmt: skip


@event.listens_for(ReportEdition, "before_update")
def _refuse_edition(mapper: Any, connection: Any, target: ReportEdition) -> None:
    if any(inspect(target).attrs[name].history.has_changes() for name in mapper.column_attrs.keys()):  # noqa: SIM118
        raise FrozenChanged(f"edition {target.id} of a report cannot be changed")


@event.listens_for(ThemeReply, "before_update")
def _refuse_rewording(mapper: Any, connection: Any, target: ThemeReply) -> None:
    changed = [name for name in mapper.column_attrs.keys() if inspect(target).attrs[name].history.has_changes()]  # noqa: SIM118
    if not set(changed) <= MAY_CHANGE:
        raise FrozenChanged(f"the words of reply {target.id} cannot be changed")
