"""All pages of cycles and assessments; importing them registers them on the blueprint of walkabouts."""

from __future__ import annotations

from flask import current_app

from survey_app.walkabouts.cycles import (
    agreeing_views,
    assessment_views,
    cycle_views,
    rubric_part,
    shared_views,
    standards_views,
)
from survey_app.walkabouts.pages import blueprint

__all__ = [
    "agreeing_views",
    "assessment_views",
    "cycle_views",
    "rubric_part",
    "shared_views",
    "standards_views",
]


@blueprint.context_processor
def endpoints() -> dict[str, object]:
    """Whether a page exists, for links to features that may not be there."""
    return {"has_endpoint": lambda name: name in current_app.view_functions}
