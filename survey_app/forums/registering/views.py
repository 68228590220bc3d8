"""The pages for people without an account; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.forums.registering import book_views, place_views
from survey_app.forums.registering.pages import blueprint

__all__ = ["blueprint", "book_views", "place_views"]
