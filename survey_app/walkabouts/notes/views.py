"""All routes of visit notes; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.walkabouts.notes.pages import blueprint

blueprints = (blueprint,)

__all__ = ["blueprints"]
