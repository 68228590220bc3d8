"""All pages of visits; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.walkabouts.visits import (
    inspection_views,
    my_views,
    paper_views,
    part,
    planning_views,
    visit_views,
)
from survey_app.walkabouts.visits.pages import blueprint

__all__ = ["blueprint", "inspection_views", "my_views", "paper_views", "part", "planning_views", "visit_views"]
