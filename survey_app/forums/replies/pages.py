"""The blueprints of themes, report and replies, and of the public page; and what their pages need."""

from __future__ import annotations

from flask import Blueprint, abort, request

from survey_app.database import db
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.plain_form import without_control_characters
from survey_app.forums.replies.models import DECISIONS, PROGRESS, REPLY_STATES
from survey_app.forums.replies.themes import find_theme

blueprint = Blueprint("hub_replies", __name__, url_prefix="/p/<partnership>/learning-hub/cycles/<hub>")
public_blueprint = Blueprint("hub_said", __name__, url_prefix="/hub/<partnership>/<hub>/you-said-we-did")


@blueprint.app_context_processor
def words() -> dict[str, dict[str, str]]:
    """The names of decisions and states for every template."""
    return {"DECISIONS": DECISIONS, "REPLY_STATES": REPLY_STATES, "PROGRESS": PROGRESS}


def theme_or_404(cycle: HubCycle, theme_id: int) -> HubTheme:
    """The theme of this address in the cycle of this page."""
    return find_theme(db.session(), cycle, theme_id) or abort(404)


def typed(name: str) -> str:
    """What stands in a field, without control characters."""
    return str(without_control_characters(request.form.get(name, ""))).strip()
