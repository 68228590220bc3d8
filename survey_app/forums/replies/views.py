"""All pages from themes to "you said, we did"; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.replies import asking_views, chain_views, reply_views, report_views, said_views, theme_views
from survey_app.forums.replies.pages import blueprint, public_blueprint

blueprints = (blueprint, public_blueprint)

__all__ = ["asking_views", "blueprints", "chain_views", "reply_views", "report_views", "said_views", "theme_views"]
