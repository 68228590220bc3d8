"""All pages of planning; importing them registers them. An agency's own lead has a blueprint apart."""

from __future__ import annotations

from survey_app.case_audits.planning import (
    asked_views,
    asking_views,
    audit_views,
    progress_views,
    stage_views,
    taking_over_views,
)
from survey_app.case_audits.planning.agency_views import blueprint

__all__ = [
    "asked_views",
    "asking_views",
    "audit_views",
    "blueprint",
    "progress_views",
    "stage_views",
    "taking_over_views",
]
