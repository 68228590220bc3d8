"""All pages of the Learning Hub; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.contacts import pair_views
from survey_app.forums.contacts import views as contact_views
from survey_app.forums.door import views as door_views
from survey_app.forums.families.views import blueprint as families_blueprint
from survey_app.forums.hub.newsletters import views as newsletter_views
from survey_app.forums.hub.rounds import views as round_views
from survey_app.forums.officers import access_views, booking_views
from survey_app.forums.pages import blueprint
from survey_app.forums.planning import cycle_views, forum_views
from survey_app.forums.registering.views import blueprint as booking_blueprint
from survey_app.forums.replies.views import blueprints as reply_blueprints
from survey_app.forums.tables import views as table_views

blueprints = (families_blueprint, blueprint, booking_blueprint, table_views.blueprint, *reply_blueprints)

__all__ = [
    "access_views",
    "blueprints",
    "booking_views",
    "contact_views",
    "cycle_views",
    "door_views",
    "forum_views",
    "newsletter_views",
    "pair_views",
    "round_views",
    "table_views",
]
