"""All pages of the Learning Hub; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.pages import blueprint
from survey_app.forums.planning import cycle_views, forum_views

blueprints = (blueprint,)

__all__ = ["blueprints", "cycle_views", "forum_views"]
