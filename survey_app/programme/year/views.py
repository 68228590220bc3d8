"""All pages of the year; importing them registers them on the blueprints."""

from __future__ import annotations

from survey_app.programme.year import (
    annual_views,
    calendar_views,
    coverage_views,
    level_views,
    priority_views,
    programme_views,
    review_views,
    topic_views,
)
from survey_app.programme.year.calendar_views import feed_blueprint
from survey_app.programme.year.pages import blueprint

__all__ = [
    "annual_views", "blueprint", "calendar_views", "coverage_views", "feed_blueprint", "level_views", "priority_views",
    "programme_views", "review_views", "topic_views",
]  # fmt: skip
