"""An incident is locked before it changes, and each change is a line of its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.programme.incidents.models import IncidentChange, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentChanged, IncidentRefused


def lock_incident(session: Session, incident: SeriousIncident, *, seen: int | None = None, ended: bool = False) -> None:
    """Lock an incident until the transaction ends; refused where it is not as the person saw it, or is ended."""
    lock_row(session, incident)
    session.expire(incident, ["decisions", "copies", "breaches", "changes"])
    if seen is not None and incident.revision != seen:
        raise IncidentChanged(incident.name)
    if not ended and not incident.is_open:
        raise IncidentRefused(f"{incident.name} is ended. Nothing about it changes any more.")


def note(
    session: Session, incident: SeriousIncident, field: str, *, by_id: int | None, was: Any = None, became: Any = None,
    why: str = "",
) -> None:  # fmt: skip
    """Add a line to the history of a locked incident."""
    last = select(func.max(IncidentChange.number)).where(IncidentChange.incident_id == incident.id)
    session.add(
        IncidentChange(
            incident_id=incident.id, number=(session.scalar(last) or 0) + 1, field=field, was=_text(was),
            became=_text(became), why=why, by_id=by_id,
        )
    )  # fmt: skip
    session.flush()
    session.expire(incident, ["changes"])


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
