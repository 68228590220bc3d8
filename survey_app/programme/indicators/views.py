"""All pages of indicators; importing them registers them on their blueprint."""

from __future__ import annotations

from survey_app.programme.indicators import (
    comment_views,
    definition_views,
    index_views,
    referral_views,
    submission_views,
)
from survey_app.programme.indicators.pages import blueprint

__all__ = ["blueprint", "comment_views", "definition_views", "index_views", "referral_views", "submission_views"]
