"""The app that auditors use on site: one page, the same for all, that the browser keeps for work without a signal.

It holds the partnership's name and its urgent route, and nothing of anybody: visits, and returns on cases, come by the
bundle, and live in the device's own database (docs/decisions/offline-visits.md).
"""

from __future__ import annotations

from flask import g, make_response, render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.security import CONTENT_SECURITY_POLICY
from survey_app.walkabouts.notes.compressing import compressed
from survey_app.walkabouts.notes.pages import blueprint
from survey_app.walkabouts.notes.routes import APP_PERMISSIONS

# Photographs and the form's own media are shown from the device's database, where they are blobs.
APP_POLICY = CONTENT_SECURITY_POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob:").replace(
    "media-src 'self'", "media-src 'self' blob:"
)


@blueprint.get("/app")
@permission(*APP_PERMISSIONS)
def app() -> ResponseReturnValue:
    """The shell of the app: a template for each of its screens."""
    response = make_response(render_template("notes/app.html", partnership=g.partnership))
    response.headers["Content-Security-Policy"] = APP_POLICY
    return compressed(response)
