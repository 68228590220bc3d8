"""All pages of rounds; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.rounds import invitation_views, live_views, mail_views, move_views, round_views
from survey_app.rounds.campaigns.views import blueprint as campaigns_blueprint
from survey_app.rounds.importing.views import blueprint as imports_blueprint
from survey_app.rounds.lists.views import blueprint as lists_blueprint
from survey_app.rounds.pages import blueprint
from survey_app.rounds.unsubscribe_views import blueprint as unsubscribe_blueprint
from survey_app.rounds.ways import paper_views
from survey_app.rounds.ways import views as ways_views

blueprints = (blueprint, campaigns_blueprint, imports_blueprint, lists_blueprint, unsubscribe_blueprint)

__all__ = [
    "blueprints",
    "invitation_views",
    "live_views",
    "mail_views",
    "move_views",
    "paper_views",
    "round_views",
    "ways_views",
]
