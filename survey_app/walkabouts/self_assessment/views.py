"""All pages of self-assessments; importing them registers them on the blueprint, and the return on the form's pages."""

from __future__ import annotations

from survey_app.walkabouts.self_assessment import (
    carrying_views,
    declaring_views,
    evidence_views,
    exceptions_views,
    keeping,
    progress_views,
    return_views,
    staff_views,
)
from survey_app.walkabouts.self_assessment.pages import blueprint
from survey_app.walkabouts.self_assessment.sponsor_views import sponsor_blueprint

blueprints = (blueprint, sponsor_blueprint)

__all__ = [
    "blueprints", "carrying_views", "declaring_views", "evidence_views", "exceptions_views", "keeping",
    "progress_views", "return_views", "staff_views",
]  # fmt: skip
