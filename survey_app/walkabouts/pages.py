"""The blueprint of Section 11 scrutiny. Importing :mod:`survey_app.walkabouts.views` puts every page on it."""

from __future__ import annotations

from flask import Blueprint

from survey_app.walkabouts.models import CYCLE_STATES, STAGES, TEAM_ROLES, VISIT_STATES

blueprint = Blueprint("walkabouts", __name__, url_prefix="/p/<partnership>/walkabouts", template_folder="templates")


@blueprint.app_context_processor
def words() -> dict[str, dict[str, str]]:
    """The names of stages, states and roles, for every template."""
    return {"STAGES": STAGES, "CYCLE_STATES": CYCLE_STATES, "VISIT_STATES": VISIT_STATES, "TEAM_ROLES": TEAM_ROLES}
