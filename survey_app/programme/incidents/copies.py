"""Every member of the Executive gets a copy of every decision on an incident, whatever it is, and it is known who read.

A message has the number of the incident and a link. A copy is read when its member opens the page signed in: not when a
program fetches it ahead, and not when anything but a page is asked for.
"""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.clocks import day_in_london
from survey_app.programme.incidents.history import lock_incident, note
from survey_app.programme.incidents.models import COPIES, IncidentCopy, IncidentDecision, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.settings import executive_members

REMIND_AFTER = (3, 7, 14)  # calendar days without opening it
BODY = """\
Dear {name},

{partnership} has a new entry on serious incident {incident} for you to read: {what}.

Sign in to Walkabout and open it:
{link}

This message holds nothing of the case. Opening the page notes that you have read it.
"""
REMINDER = """\
Dear {name},

You have not opened serious incident {incident} of {partnership} yet: {what}.

Sign in to Walkabout and open it:
{link}
"""


def copy_to_executive(session: Session, decision: IncidentDecision) -> list[IncidentCopy]:
    """Copy a decision to every member of the Executive who has no copy of it yet; the new copies."""
    incident = decision.incident
    has = {one.user_id for one in incident.copies if one.decision_id == decision.id}
    made = []
    for member in executive_members(session, incident.partnership_id):
        if member.id in has:
            continue
        made.append(IncidentCopy(incident_id=incident.id, decision_id=decision.id, user_id=member.id))
        session.add(made[-1])
        _write(session, decision, member, purpose=f"incident copy {decision.number}", body=BODY)
    session.flush()
    session.expire(incident, ["copies"])
    return made


def note_reading(session: Session, incident: SeriousIncident, user_id: int, *, at: datetime) -> list[IncidentCopy]:
    """Note that somebody has opened the incident: their unread copies, now read."""
    unread = [one for one in incident.copies if one.user_id == user_id and one.read_at is None]
    for one in unread:
        one.read_at = at
    session.flush()
    return unread


def acknowledge(session: Session, incident: SeriousIncident, user_id: int, *, at: datetime) -> int:
    """Note that somebody says they have read their copies; how many."""
    lock_incident(session, incident, ended=True)  # two members may press at once, and lines are numbered
    mine = [one for one in incident.copies if one.user_id == user_id and one.acknowledged_at is None]
    if not mine:
        raise IncidentRefused("There is no copy of yours to acknowledge here.")
    if any(one.read_at is None for one in mine):
        raise IncidentRefused("There is something new here. Open the page, read it, and acknowledge it then.")
    for one in mine:
        one.acknowledged_at = at
        note(session, incident, f"copy {one.decision.number}", by_id=user_id, became="acknowledged")
    session.flush()
    return len(mine)


def remind_readers(session: Session, incident: SeriousIncident, *, today: date) -> int:
    """Remind members of the Executive who have not opened their copy, once after each number of days; how many."""
    members = {one.id: one for one in executive_members(session, incident.partnership_id)}
    sent = 0
    for one in incident.copies:
        passed = [days for days in REMIND_AFTER if (today - day_in_london(one.sent_at)).days >= days]
        if one.read_at is not None or not passed or one.user_id not in members or one.decision.ended_at is not None:
            continue
        purpose = f"incident unread {one.decision.number} {max(passed)}"
        sent += _write(session, one.decision, members[one.user_id], purpose=purpose, body=REMINDER)
    return sent


def link_to(partnership: Partnership, incident: SeriousIncident) -> str:
    """The address of an incident's page."""
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    return f"{base}/p/{partnership.slug}/incidents/{incident.number}"


def _write(session: Session, decision: IncidentDecision, user: User, *, purpose: str, body: str) -> bool:
    incident = decision.incident
    partnership = session.get_one(Partnership, incident.partnership_id)
    text = body.format(
        name=user.name, partnership=partnership.name, incident=incident.name, what=COPIES[decision.kind].lower(),
        link=link_to(partnership, incident),
    )  # fmt: skip
    queued = queue_once(
        session, purpose=purpose, about=f"incident {incident.id}", recipient=f"user {user.id}",
        partnership_id=partnership.id, to=user.email, subject=f"Serious incident {incident.name}: to read", body=text,
        kind="incident_copy",
    )  # fmt: skip
    return queued is not None
