"""All routes of visit notes; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.walkabouts.notes import alert_views, app_views, bundle_views, sync_views, visit_work, worker_views
from survey_app.walkabouts.notes.pages import blueprint

blueprints = (blueprint, worker_views.blueprint)

__all__ = ["alert_views", "app_views", "blueprints", "bundle_views", "sync_views", "visit_work"]
