"""Messages about actions: due soon, late, and higher up. Each goes once to each person for one due day."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session, object_session

from survey_app.accounts.models import User
from survey_app.improvement.actions.ladder import REMINDED_BEFORE
from survey_app.improvement.actions.people import ACTING, leads_of, people_with
from survey_app.improvement.models import Action
from survey_app.mail_ledger import leave_out, queue_once
from survey_app.partnership.models import Partnership

KIND = "action_due"
SOON_BODY = """\
Dear {name},

{action} of {partnership} is due on {due}{left}:

{what}

It will be known that it helped by this: {measure}

Note how it goes, add evidence, or say what came of it:
{link}

{if_not}
"""
LATE_BODY = """\
Dear {name},

{action} of {partnership} was due on {due} and is {late} late:

{what}

{why_you}

{link}
"""
IF_NOT = "If the day cannot be met, ask your agency’s lead or the QA group for more time before it passes."
IF_NOT_AS_LEAD = (
    "{role} has no account here, so you are told as the lead of {agency}. If the day cannot be met, give it more time "
    "before it passes."
)
WHY_LEAD = (
    "{role} has no account here, so you are told as the lead of {agency}. Give it more time with a reason, name "
    "somebody else, or note how it goes."
)
WHY_YOU = {
    1: "You own it. Note how it goes or say what came of it; if it needs more time, ask your agency’s lead or the QA "
    "group.",
    2: "You are told because you lead the agency that does it, and it has stayed late. Give it more time with a "
    "reason, name somebody else, or see to it that it is done.",
    3: "It is on the agenda of the Executive now, which will decide what happens.",
}


def remind(session: Session, action: Action, days_left: int) -> int:
    """Remind whoever does an action that its day comes; of several reminders that are due, one is sent.

    Returns
    -------
    int
        How many messages were queued.
    """
    marks = sorted(days for days in REMINDED_BEFORE if days_left <= days)
    if not marks:
        return 0
    left = {0: " (today)", 1: " (tomorrow)"}.get(days_left, f" (in {days_left} days)")
    told = 0
    for user in _owners(session, action):
        if_not = IF_NOT if user.id == action.owner_id else _as_lead(IF_NOT_AS_LEAD, action)
        body = SOON_BODY.format(left=left, measure=action.success_measure, if_not=if_not, **_words(action, user))
        subject = f"Due on {action.due_by:%-d %B %Y}: {action.reference}"
        sent = _queue(session, action, user, purpose=f"action due {marks[0]}", subject=subject, body=body)
        told += sent
        for skipped in marks[1:]:  # the job was not run in their days: they are not made up for
            _leave_out(session, action, user, purpose=f"action due {skipped}")
    return told


def tell_level(session: Session, action: Action, level: int, today: date) -> int:
    """Tell those whom a level of escalation is about; how many messages."""
    past = (today - action.due_by).days
    late = f"{past} day{'' if past == 1 else 's'}"
    told = 0
    for user in _told_at(session, action, level):
        why_you = WHY_YOU[level]
        if level == 1 and user.id != action.owner_id:
            why_you = _as_lead(WHY_LEAD, action)
        body = LATE_BODY.format(late=late, why_you=why_you, **_words(action, user))
        subject = f"Late since {action.due_by:%-d %B %Y}: {action.reference}"
        told += _queue(session, action, user, purpose=f"action late {level}", subject=subject, body=body)
    return told


def _told_at(session: Session, action: Action, level: int) -> list[User]:
    if level == 1:
        return _owners(session, action)
    leads = leads_of(session, action.partnership_id, action.agency_id)
    if level == 2:
        return leads
    return list(
        {one.id: one for one in (*leads, *people_with(session, action.partnership_id, "executive.manage"))}.values()
    )


def _owners(session: Session, action: Action) -> list[User]:
    """Who does it: its account where that still acts in this partnership, else its agency's leads."""
    acting = people_with(session, action.partnership_id, ACTING) if action.owner_id is not None else []
    owners = [one for one in acting if one.id == action.owner_id]
    return owners or leads_of(session, action.partnership_id, action.agency_id)


def _as_lead(words: str, action: Action) -> str:
    """What a lead reads who is told since nobody with an account does the action."""
    return words.format(role=action.owner or "Whoever owned it", agency=action.agency.name)


def _words(action: Action, user: User) -> dict[str, str]:
    partnership = object_session(action).get_one(Partnership, action.partnership_id)  # type: ignore[union-attr]
    root = current_app.config["WALKABOUT_PUBLIC_URL"].rstrip("/")
    return {
        "name": user.name, "action": action.reference, "partnership": partnership.name, "what": action.what,
        "due": f"{action.due_by:%-d %B %Y}",
        "link": f"{root}/p/{partnership.slug}/improvement/actions/{action.number}",
    }  # fmt: skip


def _queue(session: Session, action: Action, user: User, *, purpose: str, subject: str, body: str) -> int:
    message = queue_once(
        session, purpose=purpose, about=_about(action), recipient=f"user {user.id}", to=user.email,
        partnership_id=action.partnership_id, subject=subject, body=body, kind=KIND, key=action.id,
    )  # fmt: skip
    return 0 if message is None else 1


def _leave_out(session: Session, action: Action, user: User, *, purpose: str) -> None:
    leave_out(
        session, purpose=purpose, about=_about(action), recipient=f"user {user.id}",
        partnership_id=action.partnership_id, why="a later one was due",
    )  # fmt: skip


def _about(action: Action) -> str:
    return f"action {action.id} {action.due_by}"
