"""Where Section 11 scrutiny begins: the cycles of the partnership, or an agency's own part."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.walkabouts.pages import blueprint


@blueprint.get("/")
@permission("walkabouts.read")
def index() -> ResponseReturnValue:
    """The cycles of the partnership."""
    return render_template("walkabouts/index.html")
