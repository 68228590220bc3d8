"""All pages of the door; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.forums.door import (
    attendance_views,
    certificate_views,
    check_views,
    door_views,
    sync_views,
)

__all__ = ["attendance_views", "certificate_views", "check_views", "door_views", "sync_views"]
