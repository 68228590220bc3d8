"""All pages of focus groups; importing them registers them on their blueprint."""

from __future__ import annotations

from survey_app.forums.families import clearing_views, consent_views, group_views, said_views, worry_views
from survey_app.forums.families.pages import blueprint

__all__ = ["blueprint", "clearing_views", "consent_views", "group_views", "said_views", "worry_views"]
