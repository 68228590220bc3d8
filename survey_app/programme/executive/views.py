"""All pages of the Executive and of briefs; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.programme.executive import brief_views, carrying_views, decision_views, meeting_views
from survey_app.programme.executive.pages import blueprint, briefs

PARTS = (meeting_views, decision_views, carrying_views, brief_views)
blueprints = (blueprint, briefs)
