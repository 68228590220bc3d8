"""All pages of the Learning Hub; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.families.views import blueprint as families_blueprint
from survey_app.forums.door import views as door_views
from survey_app.forums.hub.rounds import views as round_views
from survey_app.forums.officers import access_views, booking_views
from survey_app.forums.pages import blueprint
from survey_app.forums.planning import cycle_views, forum_views
from survey_app.forums.registering.views import blueprint as booking_blueprint

blueprints = (families_blueprint, blueprint, booking_blueprint)

__all__ = ["access_views", "blueprints", "booking_views", "cycle_views", "door_views", "forum_views", "round_views"]
