"""Messages about a return: the sponsor's link, reminders, a new deadline. None carries an answer."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.mail import OutboxMessage, composes, queue_mail
from survey_app.rounds.tokens import hash_token, mint_token
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.access import leads_of
from survey_app.walkabouts.self_assessment.deadlines import state_of, today_here
from survey_app.walkabouts.self_assessment.declaring import LINK_DAYS, link_until
from survey_app.walkabouts.self_assessment.models import SelfAssessment

SPONSOR, REMINDER, EXTENDED, LOCKED = "sponsor", "self_reminder", "self_extended", "self_locked"
SPONSOR_BODY = """\
Dear {name},

{agency} has completed its Section 11 self-assessment for {partnership}. Its author names you as the
sponsor on the board and asks you to confirm the declaration.

Look at what is declared, and confirm it, on this page:
{link}

The link is meant for you alone, works once, and ends after {days} days. If you do not know of this, do not
confirm; tell the agency's safeguarding lead.
"""
REMINDER_BODY = """\
The Section 11 self-assessment of {agency} for {partnership} is due on {due}.

{stands}

Sign in to Walkabout and open “Your agency”. If the date cannot be met, ask the QA group for a new one before then.
"""
EXTENDED_BODY = """\
The Section 11 self-assessment of {agency} for {partnership} has a new deadline: {due}.

The reason given: {why}

What you had saved is as you left it. Sign in to Walkabout and open “Your agency” to go on.
"""
LOCKED_BODY = """\
The Section 11 self-assessment of {agency} for {partnership} was due on {due} and has not been sent.

What you had saved by then is kept, and can no longer be changed. Ask the QA group of the partnership for a new
deadline; you can then go on where you were.
"""


def queue_sponsor_link(session: Session, assessment: Section11Assessment, kept: SelfAssessment) -> None:
    """Ask the sponsor to confirm. The link is made as the message is sent, and ends every earlier one."""
    body = SPONSOR_BODY.format(
        name=kept.sponsor_name, agency=assessment.title, partnership=assessment.partnership.name, link="{link}",
        days=LINK_DAYS,
    )  # fmt: skip
    queue_mail(
        session, to=kept.sponsor_email, subject=f"To confirm: Section 11 self-assessment of {assessment.title}",
        body=body, kind=SPONSOR, partnership_id=assessment.partnership_id, about=assessment.id,
    )  # fmt: skip


@composes(SPONSOR)
def compose_sponsor_link(session: Session, message: OutboxMessage) -> str | None:
    """Mint the link in the transaction that marks the message as being sent; None when nothing waits for it."""
    kept = session.get(SelfAssessment, message.about, with_for_update=True)
    if kept is None or state_of(kept.assessment, kept, today_here()) != "awaiting":
        return None
    if kept.sponsor_email != message.to_address:  # declared anew, with somebody else
        return None
    token = mint_token()
    kept.sponsor_token_hash, kept.sponsor_token_until = hash_token(token), link_until()
    link = f"{current_app.config['WALKABOUT_PUBLIC_URL'].rstrip('/')}/sponsor/{token}"
    return message.body.replace("{link}", link)


def queue_reminder(session: Session, assessment: Section11Assessment, kept: SelfAssessment, due: date) -> int:
    """Remind every lead of the agency that the return is due; how many."""
    stands = {
        "not_begun": "Nobody has begun it yet.",
        "awaiting": "It is declared and waits for the board sponsor to confirm it; it is sent only then.",
    }.get(state_of(assessment, kept, today_here()), "It has been begun and has not been declared.")
    body = REMINDER_BODY.format(
        agency=assessment.title, partnership=assessment.partnership.name, due=f"{due:%-d %B %Y}", stands=stands
    )
    subject = f"Due on {due:%-d %B %Y}: Section 11 self-assessment of {assessment.title}"
    return _to_leads(session, assessment, subject, body, REMINDER)


@composes(REMINDER)
def compose_reminder(session: Session, message: OutboxMessage) -> str | None:
    """None when the return has been sent, or its time is over, since the message was queued."""
    kept = session.get(SelfAssessment, message.about)
    if kept is None or state_of(kept.assessment, kept, today_here()) in ("sent", "closed", "overdue"):
        return None
    return message.body


def queue_extension(session: Session, assessment: Section11Assessment, kept: SelfAssessment) -> int:
    """Tell every lead of the agency of the new deadline and its reason; how many."""
    body = EXTENDED_BODY.format(
        agency=assessment.title, partnership=assessment.partnership.name, due=f"{kept.extended_to:%-d %B %Y}",
        why=kept.extended_why,
    )  # fmt: skip
    subject = f"New deadline, {kept.extended_to:%-d %B %Y}: Section 11 self-assessment of {assessment.title}"
    return _to_leads(session, assessment, subject, body, EXTENDED)


def queue_locked(session: Session, assessment: Section11Assessment, due: date) -> int:
    """Tell every lead of the agency that the deadline has passed; how many."""
    body = LOCKED_BODY.format(agency=assessment.title, partnership=assessment.partnership.name, due=f"{due:%-d %B %Y}")
    subject = f"Not sent by its deadline: Section 11 self-assessment of {assessment.title}"
    return _to_leads(session, assessment, subject, body, LOCKED)


def _to_leads(session: Session, assessment: Section11Assessment, subject: str, body: str, kind: str) -> int:
    leads = leads_of(session, assessment)
    for lead in leads:
        queue_mail(
            session, to=lead.email, subject=subject, body=body, kind=kind, partnership_id=assessment.partnership_id,
            about=assessment.id,
        )  # fmt: skip
    return len(leads)
