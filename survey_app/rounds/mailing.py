"""Invitations and reminders by e-mail: queued without a token, which is minted as the message is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.application import LONDON
from survey_app.database import now
from survey_app.mail import Composed, OutboxMessage, composes, queue_mail
from survey_app.mail_hours import MailHours
from survey_app.mail_ledger import MailOnce, entry_of, leave_out, queue_once
from survey_app.partnership.models import Contact
from survey_app.rounds import mail_texts
from survey_app.rounds.invitations import Invited, invitations_of
from survey_app.rounds.mail_models import InvitationRun
from survey_app.rounds.mail_plan import (
    AGAIN,
    OVERTAKEN,
    REMINDER,
    PlannedMail,
    plan_mail,
    reminder_purpose,
    running,
    subject_of,
)  # fmt: skip
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.standing import why_not_contact
from survey_app.rounds.tokens import hash_token, mint_token
from survey_app.rounds.unsubscribing import unsubscribe_token

KIND, REMINDER_KIND = "invitation", "reminder"
IN_ONE_BATCH = 200
JUST_INVITED = "round_just_invited"  # key of Session.info: after the commit, the worker is told


def queue_invitations(session: Session, round_: Round, *, only: Callable[[Invited], bool] | None = None) -> int:
    """Queue a message to everyone who has an address and has not answered; how many. Campaigns send theirs so.

    ``only`` leaves out those for whom it is false.
    """
    _check_can_send(round_)
    waiting = [
        item
        for item in invitations_of(session, round_.id)
        if item.email and not item.answered and (only is None or only(item))
    ]
    for item in waiting:
        queue_mail(
            session, to=item.email, subject=f"{round_.title}: your invitation",
            body=mail_texts.invitation_text(round_, item.name), kind=KIND, partnership_id=round_.partnership_id,
            about=item.invitation.id,
        )  # fmt: skip
    return len(waiting)


def _check_can_send(round_: Round) -> None:
    if round_.state != "open":
        raise RoundRefused("Invitations are sent while the round is open. Open it first.")
    if round_.access != "token":
        raise RoundRefused("Only a round that is answered through personal links sends invitations.")


def start_inviting(session: Session, round_: Round, *, by: int | None) -> InvitationRun:
    """Ask the worker to invite everyone who has not been written to; the run under way, where there is one."""
    _check_can_send(round_)
    session.refresh(round_, with_for_update={"key_share": True})  # two people may press the button at once
    run = running(session, round_)
    if run is None:
        run = InvitationRun(round_id=round_.id, asked_by_id=by)
        session.add(run)
        session.flush()
        session.info[JUST_INVITED] = True
    return run


def stop_inviting(session: Session, round_: Round) -> None:
    """Queue no more invitations; those that are queued still go out."""
    run = running(session, round_)
    if run is not None:
        run.state = "stopped"
        session.flush()


def queue_due(session: Session, *, at: datetime, hours: MailHours | None) -> int:
    """The worker's job: queue what is due in every open round, in batches; how many messages.

    Each batch is committed by itself, so that the sending can begin and a killed worker goes on where it was. Within
    the ledger each message is queued once, whoever else is at work.
    """
    if hours is not None and not hours.allow(at):
        return 0
    queued = 0
    for round_id in session.scalars(select(Round.id).where(Round.state == "open", Round.access == "token")).all():
        queued += _queue_round(session, round_id, at, hours)
    return queued


def _queue_round(session: Session, round_id: int, at: datetime, hours: MailHours | None) -> int:
    round_ = session.get_one(Round, round_id)
    plan = plan_mail(session, round_, at=at, hours=hours)
    due = [one for one in plan.due(at) if one.day is not None or plan.is_inviting]
    session.rollback()
    was_inviting, queued = plan.is_inviting, 0
    for start in range(0, len(due), IN_ONE_BATCH):
        round_ = session.get_one(Round, round_id, with_for_update={"key_share": True})
        inviting = running(session, round_) is not None
        if round_.state != "open":
            break
        batch = [one for one in due[start : start + IN_ONE_BATCH] if one.day is not None or inviting]
        queued += sum(_queue_one(session, round_, one) for one in batch)
        session.commit()
    if was_inviting:
        _end_run(session, round_id)
    return queued


def _queue_one(session: Session, round_: Round, one: PlannedMail) -> bool:
    """Queue one message of the plan unless the ledger has it; whether it did."""
    about, partnership_id = subject_of(round_), round_.partnership_id
    if one.day is None:
        kind, subject = KIND, f"{round_.title}: your invitation"
        body = mail_texts.invitation_text(round_, one.name)
    else:
        kind, subject = REMINDER_KIND, f"Reminder: {round_.title}"
        body = mail_texts.reminder_text(round_, one.name, is_last=one.is_last)
    for day in one.overtaken:
        leave_out(
            session, purpose=reminder_purpose(day), about=about, recipient=one.invitation_id, why=OVERTAKEN,
            partnership_id=partnership_id,
        )  # fmt: skip
    queued = queue_once(
        session, purpose=one.purpose, about=about, recipient=one.invitation_id, partnership_id=partnership_id,
        to=one.email, subject=subject, body=body, kind=kind,
    )  # fmt: skip
    return queued is not None


def _end_run(session: Session, round_id: int) -> None:
    """A run is done when nobody is left who could be invited."""
    round_ = session.get_one(Round, round_id)
    run = running(session, round_)
    if run is not None and not any(one.day is None for one in plan_mail(session, round_, at=now(), hours=None).mail):
        run.state = "done"
    session.commit()


def send_again(session: Session, round_: Round, message_id: str) -> bool:
    """Send a message of unknown fate, or one that failed, once more because a person says so; only once."""
    _check_can_send(round_)
    found = session.scalar(
        select(MailOnce).where(MailOnce.message_id == message_id, MailOnce.subject == subject_of(round_))
    )
    message = session.get(OutboxMessage, message_id) if found is not None else None
    if message is not None and message.retention_state == "destroyed":
        raise RoundRefused("The words of this message are no longer kept, so it cannot be sent again.")
    if found is None or message is None or message.state not in ("unknown", "failed"):
        raise RoundRefused("Only a message that failed, or whose fate is not known, can be sent again.")
    again = queue_once(
        session, purpose=f"{AGAIN}{message.id}", about=found.subject, recipient=found.recipient, to=message.to_address,
        partnership_id=round_.partnership_id, subject=message.subject, body=message.body, kind=message.kind,
    )  # fmt: skip
    return again is not None


@composes(KIND, can_wait=True)
def compose_invitation(session: Session, message: OutboxMessage) -> Composed | None:
    """An invitation with its link."""
    return _with_link(session, message)


def _with_link(session: Session, message: OutboxMessage) -> Composed | None:
    """Mint the token in the transaction that marks the message as being sent; None when it is no longer needed."""
    invitation = session.get(Invitation, message.about)
    if invitation is None or invitation.answered or not _takes_answers(invitation.round):
        return None
    contact = session.get(Contact, invitation.contact_id) if invitation.contact_id is not None else None
    if contact is None or contact.email != message.to_address:  # somebody else answers for the school by now
        return None
    if why_not_contact(session, contact):
        return None
    token = mint_token()
    invitation.token_hash = hash_token(token)
    base = current_app.config["WALKABOUT_PUBLIC_URL"].rstrip("/")
    link, unsubscribe = f"{base}/a/{token}", f"{base}/u/{unsubscribe_token(contact.id)}"
    text = mail_texts.filled(message.body, link=link, unsubscribe=unsubscribe)
    html = mail_texts.html_of(text, title=message.subject, link=link, unsubscribe=unsubscribe)
    return Composed(text=text, html=html, unsubscribe=unsubscribe)


@composes(REMINDER_KIND, can_wait=True)
def compose_reminder(session: Session, message: OutboxMessage) -> Composed | None:
    """The same, unless a later reminder to the same person is queued already, as after a long fault of the server."""
    entry = entry_of(session, message)
    if entry is not None and entry.purpose.startswith(REMINDER):
        purposes = session.scalars(
            select(MailOnce.purpose).where(
                MailOnce.subject == entry.subject,
                MailOnce.recipient == entry.recipient,
                MailOnce.message_id.is_not(None),
            )
        )
        days = [int(one.removeprefix(REMINDER)) for one in purposes if one.startswith(REMINDER)]
        if max(days) > int(entry.purpose.removeprefix(REMINDER)):
            return None
    return _with_link(session, message)


def _takes_answers(round_: Round) -> bool:
    return round_.state == "open" and (round_.closes_on is None or now().astimezone(LONDON).date() <= round_.closes_on)
