"""The pages of table discussions; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.tables import app_views, officer_views, point_views, screen_views, table_views
from survey_app.forums.tables.room_views import blueprint

__all__ = ["app_views", "blueprint", "officer_views", "point_views", "screen_views", "table_views"]
