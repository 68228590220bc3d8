"""All pages of the panel; importing them registers them on the blueprint of case audits."""

from __future__ import annotations

from survey_app.case_audits.moderation import case_views, overview_views, question_views, signing_views

__all__ = ["case_views", "overview_views", "question_views", "signing_views"]
