"""Breaches: noted by the program when a due day passes, explained by a person, and never deleted."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.programme.incidents.checking import asked_text
from survey_app.programme.incidents.clocks import ClockState, calendar_of, states_of
from survey_app.programme.incidents.history import lock_incident, note
from survey_app.programme.incidents.models import IncidentBreach, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import rules_of


def follow_breaches(session: Session, incident: SeriousIncident, *, today: date) -> list[IncidentBreach]:
    """Note what has become late, and whether what was noted still stands; the incident is locked already.

    Returns
    -------
    list of IncidentBreach
        Those that are new.
    """
    states = states_of(incident, rules_of(session, incident.partnership_id), calendar_of(session), today)
    known = {one.clock: one for one in incident.breaches}
    new = []
    for state in states:
        breach = known.get(state.key)
        if breach is None and state.is_late:
            new.append(_note_breach(session, incident, state))
        elif breach is not None and state.state != "unknown" and breach.stands != state.is_late:
            breach.stands = state.is_late
            became = "stands" if state.is_late else "does not stand"
            note(session, incident, f"breach {state.key}", by_id=None, became=became, why=state.words)
    session.flush()
    session.expire(incident, ["breaches"])
    return new


def give_reason(
    session: Session, incident: SeriousIncident, clock: str, text: str, *, by_id: int, today: date
) -> IncidentBreach:
    """Say why a due day was missed; an earlier reason stays in the history."""
    lock_incident(session, incident, ended=True)
    follow_breaches(session, incident, today=today)
    breach = next((one for one in incident.breaches if one.clock == clock), None)
    if breach is None:
        raise IncidentRefused("No breach of this clock is noted.")
    reason = asked_text(session, incident.partnership_id, text, "Why it was late")
    note(session, incident, f"breach {clock}", by_id=by_id, was=breach.reason, became=reason)
    breach.reason, breach.reason_at, breach.reason_by_id = reason, now(), by_id
    session.flush()
    return breach


def _note_breach(session: Session, incident: SeriousIncident, state: ClockState) -> IncidentBreach:
    if state.due_on is None:
        raise ValueError(f"{state.key} is late and has no due day")
    breach = IncidentBreach(incident_id=incident.id, clock=state.key, due_day=state.due_on)
    session.add(breach)
    note(session, incident, f"breach {state.key}", by_id=None, became=state.due_on, why=state.words)
    return breach
