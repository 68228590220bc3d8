"""The blueprint of serious incidents, and what all of its pages need. ``views`` fills it."""

from __future__ import annotations

from flask import Blueprint, abort, g
from flask_login import current_user
from sqlalchemy import select

from survey_app.audit_log import record
from survey_app.database import db
from survey_app.programme.incidents.entering import FIELDS
from survey_app.programme.incidents.history_in_words import in_words
from survey_app.programme.incidents.models import (
    COPIES,
    DECISIONS,
    NOTIFYING,
    PANEL_RESPONSES,
    IncidentDecision,
    SeriousIncident,
)
from survey_app.programme.incidents.rules import STATUTORY, TRIGGER_WORDS

blueprint = Blueprint("incidents", __name__, url_prefix="/p/<partnership>/incidents", template_folder="templates")
# Never by colour alone: each has its words.
STATE_WORDS = {
    "waits": "Has not begun", "running": "Running", "overdue": "Late", "in_time": "Done in time",
    "late": "Done late", "not_needed": "Not needed", "unknown": "Cannot be counted",
}  # fmt: skip
STATE_COLOURS = {
    "waits": "govuk-tag--grey", "running": "govuk-tag--blue", "overdue": "govuk-tag--red",
    "in_time": "govuk-tag--green", "late": "govuk-tag--orange", "not_needed": "govuk-tag--grey",
    "unknown": "govuk-tag--yellow",
}  # fmt: skip


@blueprint.context_processor
def words() -> dict[str, object]:
    """The names of clocks, states and decisions, for the templates of incidents."""
    return {
        "COPIES": COPIES, "DECISIONS": DECISIONS, "FIELDS": FIELDS, "NOTIFYING": NOTIFYING,
        "history_in_words": in_words, "PANEL_RESPONSES": PANEL_RESPONSES,
        "STATE_WORDS": STATE_WORDS, "STATE_COLOURS": STATE_COLOURS,
        "TRIGGER_WORDS": TRIGGER_WORDS, "CLOCK_TITLES": {key: clock.name for key, (_, clock) in STATUTORY.items()},
    }  # fmt: skip


def incident_or_404(number: int) -> SeriousIncident:
    """The incident of this number in the partnership of this page."""
    found = db.session.scalar(
        select(SeriousIncident).where(
            SeriousIncident.partnership_id == g.partnership.id, SeriousIncident.number == number
        )
    )
    return found or abort(404)


def decision_or_404(incident: SeriousIncident, number: int) -> IncidentDecision:
    """The decision of this number about an incident."""
    return next((one for one in incident.decisions if one.number == number), None) or abort(404)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
