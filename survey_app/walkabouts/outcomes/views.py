"""All pages of what follows a visit; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.walkabouts.outcomes import (
    accuracy_views,
    card_views,
    compare_views,
    final_views,
    grade_views,
    parts,
    practice_views,
    reconcile_views,
    reply_views,
    three_views_views,
)
from survey_app.walkabouts.outcomes.pages import blueprint

__all__ = [
    "accuracy_views",
    "blueprint",
    "card_views",
    "compare_views",
    "final_views",
    "grade_views",
    "parts",
    "practice_views",
    "reconcile_views",
    "reply_views",
    "three_views_views",
]
