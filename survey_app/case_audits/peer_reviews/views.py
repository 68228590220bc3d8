"""All pages of peer reviews; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.case_audits.peer_reviews import finding_views, review_views
from survey_app.case_audits.peer_reviews.pages import blueprint

__all__ = ["blueprint", "finding_views", "review_views"]
