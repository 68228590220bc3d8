"""The blueprint of one's own returns and voices, which are found by whoever is named for them and by nobody else."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, url_for
from flask_login import current_user

from survey_app.case_audits.models import VOICES, AgencyReturn, CaseVoice
from survey_app.case_audits.returns.services import find_own
from survey_app.case_audits.returns.voices import find_own_voice
from survey_app.database import db

blueprint = Blueprint(
    "my_returns", __name__, url_prefix="/p/<partnership>/my-returns", template_folder="templates"
)  # fmt: skip
APP = "notes.app"
RETURN_STATES = {
    "to_do": ("To do", "govuk-tag--blue"),
    "begun": ("Begun", "govuk-tag--light-blue"),
    "waiting": ("Waits for a decision", "govuk-tag--yellow"),
    "sent": ("Sent", "govuk-tag--green"),
    "changing": ("Being changed", "govuk-tag--yellow"),
    "closed": ("Closed", "govuk-tag--grey"),
}
VOICE_STATES = {
    "to_do": ("To do", "govuk-tag--blue"),
    "begun": ("Begun", "govuk-tag--light-blue"),
    "recorded": ("Sent", "govuk-tag--green"),
}


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The names of states and voices, for every template."""
    return {"RETURN_STATES": RETURN_STATES, "VOICE_STATES": VOICE_STATES, "VOICES": VOICES}


def own_return_or_404(asked_id: str) -> AgencyReturn:
    """The return that the signed-in person is asked for."""
    return find_own(db.session(), g.partnership.id, asked_id, current_user.id) or abort(404)


def own_voice_or_404(voice_id: str) -> CaseVoice:
    """The voice that the signed-in person writes down."""
    return find_own_voice(db.session(), g.partnership.id, voice_id, current_user.id) or abort(404)


def app_address() -> str:
    """Where the app for work without a signal opens; empty where it is not installed here."""
    return url_for(APP) if APP in current_app.view_functions else ""
