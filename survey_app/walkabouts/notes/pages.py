"""The blueprint of visit notes. Importing :mod:`survey_app.walkabouts.notes.views` puts every route on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("notes", __name__, url_prefix="/p/<partnership>/walkabouts/notes", template_folder="templates")
