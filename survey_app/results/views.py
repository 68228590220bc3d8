"""All pages of results; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.results import coding_views, result_views
from survey_app.results.pages import blueprint
from survey_app.results.shared_views import shared_blueprint
from survey_app.results.themes import grid_views

blueprints = (blueprint, shared_blueprint)

__all__ = ["blueprints", "coding_views", "grid_views", "result_views"]
