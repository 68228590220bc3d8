"""The blueprint of Section 11 scrutiny. Importing :mod:`survey_app.walkabouts.views` puts every page on it."""

from __future__ import annotations

from flask import Blueprint

from survey_app.walkabouts.models import CYCLE_STATES, STAGES, TEAM_ROLES, VISIT_STATES

blueprint = Blueprint("walkabouts", __name__, url_prefix="/p/<partnership>/walkabouts", template_folder="templates")
blueprint.add_app_template_global(STAGES, "STAGES")
blueprint.add_app_template_global(CYCLE_STATES, "CYCLE_STATES")
blueprint.add_app_template_global(VISIT_STATES, "VISIT_STATES")
blueprint.add_app_template_global(TEAM_ROLES, "TEAM_ROLES")
