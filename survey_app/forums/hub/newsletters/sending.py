"""Sending a newsletter: each on the list once, whatever breaks; and nobody who wants none as their message leaves."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.hub.newsletters.audience import TWICE, why_not_newsletter
from survey_app.forums.hub.newsletters.writing import as_mail, as_text
from survey_app.forums.models import Newsletter, NewsletterRecipient
from survey_app.mail import Composed, OutboxMessage, composes
from survey_app.mail_hours import MailHours
from survey_app.mail_ledger import MailOnce, leave_out, queue_once
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.unsubscribing import unsubscribe_token

KIND, PURPOSE = "newsletter", "newsletter"
IN_ONE_BATCH = 200


def subject_of(newsletter: Newsletter) -> str:
    """What the ledger of mail calls a newsletter."""
    return f"newsletter {newsletter.id}"


def queue_newsletters(session: Session, *, at: datetime, hours: MailHours | None) -> int:
    """The worker's job: queue the newsletters that are going out, in batches; how many messages.

    Each batch is committed by itself. A worker that is killed goes on where it was: who is in the ledger of mail is
    not queued again.
    """
    if hours is not None and not hours.allow(at):
        return 0
    queued = 0
    for newsletter_id in session.scalars(select(Newsletter.id).where(Newsletter.state == "sending")).all():
        while (count := _queue_batch(session, newsletter_id)) is not None:
            queued += count
            session.commit()
        session.commit()
    return queued


def _queue_batch(session: Session, newsletter_id: int) -> int | None:
    """Queue some of those who are left; None when nobody was, and the newsletter counts as sent."""
    newsletter = session.get_one(Newsletter, newsletter_id, with_for_update={"key_share": True})
    done = select(MailOnce.recipient).where(MailOnce.purpose == PURPOSE, MailOnce.subject == subject_of(newsletter))
    left = session.scalars(
        select(NewsletterRecipient)
        .where(NewsletterRecipient.newsletter_id == newsletter_id, NewsletterRecipient.id.not_in(done))
        .order_by(NewsletterRecipient.id)
        .limit(IN_ONE_BATCH)
    ).all()
    if not left:
        newsletter.state = "sent"
        return None
    return sum(_queue_one(session, newsletter, one) for one in left)


def _queue_one(session: Session, newsletter: Newsletter, one: NewsletterRecipient) -> bool:
    """Queue one message, or note for good why there is none; whether it was queued."""
    about, partnership_id = subject_of(newsletter), newsletter.cycle.partnership_id
    why = why_not_now(session, newsletter, one)
    if why or one.contact is None:
        leave_out(
            session, purpose=PURPOSE, about=about, recipient=one.id, partnership_id=partnership_id, why=why[:40]
        )  # fmt: skip
        return False
    queued = queue_once(
        session, purpose=PURPOSE, about=about, recipient=one.id, partnership_id=partnership_id, to=one.contact.email,
        subject=newsletter.title, body="", kind=KIND,
    )  # fmt: skip
    return queued is not None


def why_not_now(session: Session, newsletter: Newsletter, one: NewsletterRecipient) -> str:
    """Why somebody on the list does not get it after all; contacts that were merged meanwhile get it once."""
    standing = session.get(ContactStanding, one.contact_id, populate_existing=True) if one.contact_id else None
    if why := why_not_newsletter(newsletter, one.contact, standing):
        return why
    twin = (
        select(NewsletterRecipient.id)
        .join(MailOnce, MailOnce.recipient == NewsletterRecipient.id)
        .where(
            NewsletterRecipient.newsletter_id == newsletter.id,
            NewsletterRecipient.contact_id == one.contact_id,
            NewsletterRecipient.id != one.id,
            MailOnce.message_id.is_not(None),
        )
    )
    return TWICE if session.scalar(twin.limit(1)) is not None else ""


@composes(KIND, can_wait=True)
def compose_newsletter(session: Session, message: OutboxMessage) -> Composed | None:
    """The message as it leaves; None for somebody who has opted out, or withdrawn what they agreed to, by then."""
    one = session.get(NewsletterRecipient, message.about)
    if one is None or one.contact is None or one.contact.email != message.to_address:
        return None
    session.refresh(one.contact)
    standing = session.get(ContactStanding, one.contact.id, populate_existing=True)
    if why_not_newsletter(one.newsletter, one.contact, standing):
        return None
    unsubscribe = f"{_base()}/u/{unsubscribe_token(one.contact.id)}"
    return composed(one.newsletter, unsubscribe=unsubscribe, more=more_address(one.newsletter, _base()))


def composed(newsletter: Newsletter, *, unsubscribe: str, more: str) -> Composed:
    """The message to somebody who unsubscribes at this address; the preview shows the same."""
    partnership = newsletter.cycle.partnership
    contact = f"\nQuestions: {partnership.contact_email}" if partnership.contact_email else ""
    words = {
        "title": newsletter.title, "more": more, "signed": (partnership.boards or partnership.name) + contact,
        "unsubscribe": unsubscribe, "partnership": partnership.name,
    }  # fmt: skip
    return Composed(
        text=as_text(newsletter.text, **words), html=as_mail(newsletter.text, **words), unsubscribe=unsubscribe
    )  # fmt: skip


def more_address(newsletter: Newsletter, base: str) -> str:
    """The whole address of the page on which one books in this cycle; empty as long as it has no forum."""
    cycle = newsletter.cycle
    return f"{base}/hub/{cycle.partnership.slug}/{cycle.slug}" if cycle.forums else ""


def _base() -> str:
    return str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
