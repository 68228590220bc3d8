"""All pages of the chain's first half; importing them registers them on the blueprint, and the sources of evidence."""

from __future__ import annotations

from survey_app.improvement.chain import (
    evidence_views,
    finding_views,
    history_views,
    recommendation_views,
    reply_views,
    review_views,
    sources,
    taking_views,
)

__all__ = [
    "evidence_views",
    "finding_views",
    "history_views",
    "recommendation_views",
    "reply_views",
    "review_views",
    "sources",
    "taking_views",
]
