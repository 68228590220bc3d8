"""What makes the app for visits one that opens without a network: its service worker and its web manifest.

Both are public and say nothing of anyone: a browser asks for them without a sign-in, also after one has run out.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, json, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public

blueprint = Blueprint("on_device", __name__)

WORKER = "service_worker.js"
APP = "/p/{slug}/walkabouts/notes/app"  # the worker keeps pages of this form
SLUG = re.compile(r"[a-z0-9-]{1,64}")
# As in browser/styles.scss.
THEME = "#0b5563"
BACKGROUND = "#eef4f5"
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)


@blueprint.get("/service-worker.js")
@public("the browser looks for a new version of the app by itself, signed in or not")
def worker() -> ResponseReturnValue:
    """The service worker. It stands at the root, so that it may answer for the app of every partnership."""
    assert current_app.static_folder is not None
    file = Path(current_app.static_folder) / "build" / WORKER
    if not file.is_file():
        abort(404)  # the browser files are not built
    response = Response(file.read_bytes(), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/app.webmanifest")
@public("the browser asks for it without a sign-in; it holds no name but the application's")
def manifest() -> ResponseReturnValue:
    """The manifest of the app; ``?p=`` names the partnership whose visits it opens with."""
    slug = request.args.get("p", "")
    start = APP.format(slug=slug) if SLUG.fullmatch(slug) else "/"
    content = {
        "name": "Walkabout",
        "short_name": "Walkabout",
        "description": "Notes on visits and returns on cases, with or without a signal.",
        "lang": "en-GB",
        "id": start,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": BACKGROUND,
        "icons": [
            {"src": url_for("static", filename=name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    }
    response = Response(json.dumps(content), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response
