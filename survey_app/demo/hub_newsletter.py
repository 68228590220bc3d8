"""The constructed cycle's newsletter, sent to its contact book, and the evaluation that its forums end with.

The messages are rows that count as sent: nobody is written to, and every address ends in .example.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from survey_app.database import now, random_key
from survey_app.forums.hub.newsletters.audience import audience_of
from survey_app.forums.hub.newsletters.sending import KIND, PURPOSE, subject_of
from survey_app.forums.hub.newsletters.services import CONTACTS
from survey_app.forums.hub.rounds.beginning import BeginPlan, begin, suggested
from survey_app.forums.hub.rounds.kinds import EVALUATION
from survey_app.forums.models import HubCycle, Newsletter, NewsletterRecipient
from survey_app.mail import OutboxMessage
from survey_app.mail_ledger import MailOnce
from survey_app.rounds.services import open_round

BY = "Quentin Example (demo)"
DAYS_AGO = 12
TEXT = """\
Five forums for everybody who works with children, adults and families: **North, East, South, West and online**.

## What you will talk about
- What are you seeing in your work?
- What works, and how do you know?
- What gets in the way?
- What should leaders do?

What you say goes to both boards, and they answer each theme. (Constructed.)
"""


def load_newsletter_and_evaluation(session: Session, cycle: HubCycle, *, today: date) -> None:
    """A newsletter that went out before the forums, and the open round whose code is on the last slide."""
    newsletter = Newsletter(
        cycle_id=cycle.id, title="Gangs and knife crime: come and say what you see (constructed)", text=TEXT,
        state="sent", told_to=CONTACTS, sent_on=today - timedelta(days=DAYS_AGO),
    )  # fmt: skip
    session.add(newsletter)
    session.flush()
    for receiver in audience_of(session, newsletter).receivers:
        _sent(session, newsletter, receiver.contact_id, receiver.email)
    plan = suggested(cycle, EVALUATION, today)
    by_code = BeginPlan(
        title=f"{plan.title} (constructed)", closes_on=plan.closes_on, access="open", anonymous=True,
        introduction=plan.introduction,
    )  # fmt: skip
    open_round(session, begin(session, cycle, EVALUATION, by_code, by=BY, actor_id=None, at=now()), today=today)


def _sent(session: Session, newsletter: Newsletter, contact_id: int, email: str) -> None:
    """A message that counts as sent, with its entry of the ledger."""
    at = datetime.combine(newsletter.sent_on or now().date(), time(9), tzinfo=UTC)
    recipient = NewsletterRecipient(id=random_key(), newsletter_id=newsletter.id, contact_id=contact_id)
    message = OutboxMessage(
        partnership_id=newsletter.cycle.partnership_id, kind=KIND, about=recipient.id, to_address=email,
        subject=newsletter.title, body="", state="sent", attempts=1, queued_at=at, not_before=at, attempted_at=at,
    )  # fmt: skip
    session.add_all([recipient, message])
    session.flush()
    session.add(
        MailOnce(
            partnership_id=newsletter.cycle.partnership_id, purpose=PURPOSE, subject=subject_of(newsletter),
            recipient=recipient.id, message_id=message.id, noted_at=at,
        )
    )  # fmt: skip
    session.flush()
