"""The newsletters of a cycle: written and sent here, or sent elsewhere and recorded; and who got them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.database import Base, UtcDateTime, now, random_key
from survey_app.forums.models.cycles import HubCycle
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import MailingList

NEWSLETTER_STATES = {"draft": "Draft", "sending": "Going out", "sent": "Sent", "elsewhere": "Sent elsewhere"}


class Newsletter(Base):
    """What practitioners are told of a cycle. One that was sent elsewhere says to whom, and to about how many."""

    __tablename__ = "hub_newsletter"
    __table_args__ = (
        CheckConstraint(f"state IN {tuple(NEWSLETTER_STATES)}", name="state_known"),
        CheckConstraint("audience IN ('', 'contacts', 'list')", name="audience_known"),
        CheckConstraint("state = 'draft' OR sent_on IS NOT NULL", name="sent_has_its_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("hub_cycle.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")  # Markdown
    state: Mapped[str] = mapped_column(String(10), default="draft")
    audience: Mapped[str] = mapped_column(String(10), default="contacts")
    list_id: Mapped[int | None] = mapped_column(ForeignKey("mailing_list.id", ondelete="SET NULL"))
    told_to: Mapped[str] = mapped_column(String(300), default="")  # in words: the name of the list, "All schools" …
    told: Mapped[int | None] = mapped_column(Integer)  # how many it was sent to elsewhere, where that is known
    sent_on: Mapped[date | None] = mapped_column(Date)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    file_name: Mapped[str] = mapped_column(String(120), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    cycle: Mapped[HubCycle] = relationship()
    list: Mapped[MailingList | None] = relationship()


class NewsletterRecipient(Base):
    """Somebody who was on the list as a newsletter was sent. The ledger of mail knows them by ``id`` alone."""

    __tablename__ = "hub_newsletter_recipient"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    newsletter_id: Mapped[int] = mapped_column(ForeignKey("hub_newsletter.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)

    newsletter: Mapped[Newsletter] = relationship()
    contact: Mapped[Contact | None] = relationship()
