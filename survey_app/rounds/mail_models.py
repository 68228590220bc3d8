"""Mail of rounds and who may be written to: reminders, invitations, standing of contacts, lists, short links."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, Document, UtcDateTime, now
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.models import Round

REMINDER_DAYS = (1, 5, 10)


class RoundMail(Base):
    """What a round does differently from the default: how many days after the invitation it reminds."""

    __tablename__ = "round_mail"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    reminder_days: Mapped[list[int]] = mapped_column(Document, default=lambda: list(REMINDER_DAYS))


class InvitationRun(Base):
    """Somebody asked that everyone who has not been written to gets an invitation; the worker sends them in batches."""

    __tablename__ = "invitation_run"
    __table_args__ = (CheckConstraint("state IN ('running', 'done', 'stopped')", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="running")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    round: Mapped[Round] = relationship()


class ContactStanding(Base):
    """Whether a contact may be written to, and asked again. It stands with the contact alone, never with an answer."""

    __tablename__ = "contact_standing"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    opted_out_on: Mapped[date | None] = mapped_column(Date)
    opted_out_by: Mapped[str] = mapped_column(String(20), default="")  # "themselves" · "staff"
    bounced_on: Mapped[date | None] = mapped_column(Date)
    bounce: Mapped[str] = mapped_column(String(200), default="")
    ask_again_from: Mapped[date | None] = mapped_column(
        Date
    )  # the first of a month: no day of answering can be read off
    contact: Mapped[Contact] = relationship()


class MailingList(Base):
    """A named list of contacts of a partnership, such as the distribution list of one board."""

    __tablename__ = "mailing_list"
    __table_args__ = (UniqueConstraint("partnership_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_complete: Mapped[bool] = mapped_column(default=False)  # whether it holds everyone it is meant to hold
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ListMember(Base):
    """A contact on a list."""

    __tablename__ = "list_member"

    list_id: Mapped[int] = mapped_column(ForeignKey("mailing_list.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True)
    strata: Mapped[dict[str, str]] = mapped_column(Document, default=dict)


class ShortLink(Base):
    """A short way into an open round: for everyone, or for one agency, whose answers it counts."""

    __tablename__ = "short_link"
    __table_args__ = (UniqueConstraint("round_id", "agency_id", name="one_link_for_each_agency"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    headcount: Mapped[int | None] = mapped_column(Integer)  # how many the agency gave it to, where that is known
    answers: Mapped[int] = mapped_column(Integer, default=0)
    round: Mapped[Round] = relationship()
    agency: Mapped[Agency | None] = relationship()


class PaperCode(Base):
    """A code on paper that opens one invitation. Kept as a keyed hash; ``used`` says that the answer came by it."""

    __tablename__ = "paper_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), unique=True)
