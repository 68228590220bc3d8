"""All pages of serious incidents; importing them registers them on their blueprint."""

from __future__ import annotations

from survey_app.programme.incidents import (
    decision_views,
    entry_views,
    front_door_views,
    holiday_views,
    index_views,
    rule_views,
)
from survey_app.programme.incidents.pages import blueprint

__all__ = [
    "blueprint", "decision_views", "entry_views", "front_door_views", "holiday_views", "index_views", "rule_views",
]  # fmt: skip
