"""All pages of results; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.results import coding_views, result_views
from survey_app.results.pages import blueprint

__all__ = ["blueprint", "coding_views", "result_views"]
