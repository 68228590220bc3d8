"""All pages of rounds; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.rounds import invitation_views, move_views, round_views
from survey_app.rounds.pages import blueprint

__all__ = ["blueprint", "invitation_views", "move_views", "round_views"]
