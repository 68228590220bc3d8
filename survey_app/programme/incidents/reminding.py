"""What the worker does by itself: breaches are noted, people reminded, and late members of the Executive get copies.

Each message goes out once, whoever runs this, however often.
"""

from __future__ import annotations

import logging
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.breaches import follow_breaches
from survey_app.programme.incidents.clocks import ClockState, calendar_of, decided, running, states_of
from survey_app.programme.incidents.copies import copy_to_executive, link_to, remind_readers
from survey_app.programme.incidents.history import lock_incident
from survey_app.programme.incidents.models import COPIES, SeriousIncident
from survey_app.programme.incidents.rules import rules_of
from survey_app.programme.incidents.settings import MANAGING, people_with, settings_of

log = logging.getLogger(__name__)
BODY = """\
Dear {name},

{clock} of serious incident {incident} of {partnership}: {words}

The rule: {rule}.

Sign in to Walkabout and open it:
{link}
"""


def follow_incidents(session: Session) -> None:
    """Follow every open incident; each in a transaction of its own, so that one in trouble holds up no other."""
    today = now().astimezone(LOCAL_TIME).date()
    still_open = select(SeriousIncident.id).where(SeriousIncident.ended_on.is_(None)).order_by(SeriousIncident.id)
    for incident_id in session.scalars(still_open).all():
        try:
            incident = session.get(SeriousIncident, incident_id)
            if incident is not None:  # it may have been destroyed meanwhile
                follow_one(session, incident, today=today)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error("following incident %s failed: %s at %s", incident_id, type(error).__name__, place_of(error))


def follow_one(session: Session, incident: SeriousIncident, *, today: date) -> int:
    """Note breaches, remind, and copy to whoever joined the Executive since; how many reminders."""
    lock_incident(session, incident, ended=True)
    if not incident.is_open:
        return 0
    follow_breaches(session, incident, today=today)
    for kind in COPIES:
        decision = decided(incident, kind)
        if decision is not None:
            copy_to_executive(session, decision)
    states = states_of(incident, rules_of(session, incident.partnership_id), calendar_of(session), today)
    before = settings_of(session, incident.partnership_id).reminders
    sent = remind_readers(session, incident, today=today)
    for state in running(states):
        mark = _mark(state, before, today)
        if mark:
            sent += _remind(session, incident, state, mark)
    return sent


def _mark(state: ClockState, before: tuple[int, ...], today: date) -> str:
    """The reminder whose day has come: that for the fewest days left of the clock's own kind; "late" once it passed."""
    if state.due_on is None or state.left is None:
        return ""
    if today > state.due_on:
        return f"{state.key} {state.due_on.isoformat()} late"
    come = [days for days in before if state.left <= days]
    return f"{state.key} {state.due_on.isoformat()} {min(come)}" if come else ""


def _remind(session: Session, incident: SeriousIncident, state: ClockState, mark: str) -> int:
    partnership = session.get_one(Partnership, incident.partnership_id)
    sent = 0
    for user in people_with(session, incident.partnership_id, MANAGING):
        body = BODY.format(
            name=user.name, clock=state.name, incident=incident.name, partnership=partnership.name, words=state.words,
            rule=state.rule.sentence, link=link_to(partnership, incident),
        )  # fmt: skip
        queued = queue_once(
            session, purpose=mark, about=f"incident {incident.id}", recipient=f"user {user.id}",
            partnership_id=partnership.id, to=user.email, body=body, kind="incident_reminder",
            subject=f"{'Late' if state.is_late else 'Due soon'}: serious incident {incident.name}",
        )  # fmt: skip
        sent += queued is not None
    return sent
