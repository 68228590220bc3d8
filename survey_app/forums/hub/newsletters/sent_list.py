"""Who got a newsletter: each on the list with what became of their message, to read and as a workbook."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.workbook.text import write_text
from survey_app.forums.hub.newsletters.audience import GONE
from survey_app.forums.hub.newsletters.sending import PURPOSE, subject_of
from survey_app.forums.models import Newsletter, NewsletterRecipient
from survey_app.forums.words import local
from survey_app.mail import OutboxMessage
from survey_app.mail_ledger import MailOnce
from survey_app.partnership.models import Contact

SENT, WAITS = "Sent", "Waits to be sent"
STATES = {
    "queued": WAITS, "sending": "Is being sent now", "sent": SENT, "failed": "Failed",
    "unknown": "May or may not have arrived", "called_off": "Not sent: wanted no e-mail by then",
}  # fmt: skip
COLUMNS = (("Name", 28), ("E-mail", 34), ("What became of it", 40), ("When", 18))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """Somebody on the list."""

    name: str
    email: str
    what: str
    at: datetime | None


def sent_list(session: Session, newsletter: Newsletter) -> list[SentLine]:
    """Everybody on the list by name; those who are no contacts any more last, without a name."""
    rows = session.execute(
        select(Contact, MailOnce, OutboxMessage.state, OutboxMessage.attempted_at)
        .select_from(NewsletterRecipient)
        .outerjoin(Contact, Contact.id == NewsletterRecipient.contact_id)
        .outerjoin(
            MailOnce,
            (MailOnce.recipient == NewsletterRecipient.id)
            & (MailOnce.purpose == PURPOSE)
            & (MailOnce.subject == subject_of(newsletter)),
        )
        .outerjoin(OutboxMessage, OutboxMessage.id == MailOnce.message_id)
        .where(NewsletterRecipient.newsletter_id == newsletter.id)
    )
    lines = [
        SentLine(
            name=contact.name if contact else "", email=contact.email if contact else "",
            what=_what(contact, once, state), at=at if state in ("sent", "failed", "unknown") else None,
        )
        for contact, once, state, at in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.name, line.name.casefold(), line.email))


def _what(contact: Contact | None, once: MailOnce | None, state: str | None) -> str:
    if once is None:
        return WAITS if contact is not None else f"Not sent: {GONE}"
    if once.left_out:
        return f"Not sent: {once.left_out}"
    return STATES.get(state or "", "Sent; the message itself is no longer kept")


def counted(lines: Iterable[SentLine]) -> list[tuple[str, int]]:
    """How many of each, the most first."""
    return Counter(line.what for line in lines).most_common()


def sent_workbook(newsletter: Newsletter, lines: Iterable[SentLine]) -> bytes:
    """The list as an Excel file. What people are called is written as text and never becomes a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Sent list")
        bold = book.add_format({"bold": True, "bottom": 1})
        write_text(sheet, 0, 0, newsletter.title, book.add_format({"bold": True, "font_size": 14}))
        told = f", on {newsletter.sent_on:%-d %B %Y}" if newsletter.sent_on else ""
        write_text(sheet, 1, 0, f"{newsletter.told_to}{told}")
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, name, bold)
        for row, line in enumerate(lines, 4):
            when = f"{local(line.at):%Y-%m-%d %H:%M}" if line.at else ""
            for column, text in enumerate((line.name, line.email, line.what, when)):
                write_text(sheet, row, column, text)
        sheet.freeze_panes(4, 1)
    return out.getvalue()
