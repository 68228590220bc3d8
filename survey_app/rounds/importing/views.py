"""All pages of imports; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.rounds.importing import mapping_views, storing_views, upload_views
from survey_app.rounds.importing.blueprint import blueprint

__all__ = ["blueprint", "mapping_views", "storing_views", "upload_views"]
