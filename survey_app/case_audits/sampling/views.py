"""All pages of lists, draws and cases; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.case_audits.sampling import case_views, draw_views, key_views, list_views

__all__ = ["case_views", "draw_views", "key_views", "list_views"]
