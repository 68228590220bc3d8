"""All pages of the scrutineer's desk; importing them adds them to their blueprints."""

from __future__ import annotations

from survey_app.programme.scrutiny import (
    assurance_views,
    challenge_views,
    day_views,
    desk_views,
    own_views,
    register_views,
    report_views,
    young_views,
)
from survey_app.programme.scrutiny.pages import assurance, challenges, young

blueprints = (challenges, assurance, young)
__all__ = [
    "assurance_views",
    "blueprints",
    "challenge_views",
    "day_views",
    "desk_views",
    "own_views",
    "register_views",
    "report_views",
    "young_views",
]
