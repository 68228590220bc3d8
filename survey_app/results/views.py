"""All pages of results; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.results import coding_views, result_views
from survey_app.results.dashboard import annual_views, front_door_views
from survey_app.results.dashboard import views as dashboard_views
from survey_app.results.dashboard.pages import blueprint as dashboard_blueprint
from survey_app.results.downloads import views as download_views
from survey_app.results.pages import blueprint
from survey_app.results.scrutiny.views import blueprint as scrutiny_blueprint
from survey_app.results.shared_views import shared_blueprint
from survey_app.results.themes import double_coding_views, exchange_views, grid_views
from survey_app.results.themes.codeframe_views import codeframe_blueprint
from survey_app.results.voices import desk_views
from survey_app.results.voices.store_views import feedback_blueprint

blueprints = (
    blueprint,
    shared_blueprint,
    codeframe_blueprint,
    feedback_blueprint,
    dashboard_blueprint,
    scrutiny_blueprint,
)

__all__ = [
    "annual_views",
    "blueprints",
    "coding_views",
    "dashboard_views",
    "desk_views",
    "double_coding_views",
    "download_views",
    "exchange_views",
    "front_door_views",
    "grid_views",
    "result_views",
]
