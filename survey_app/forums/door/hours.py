"""When the door of a forum is open: for how long its list may be on a device, and which moments are believed."""

from __future__ import annotations

from datetime import datetime, timedelta

from survey_app.forums.models import Forum

OPENS_BEFORE = timedelta(hours=48)  # so that a phone can be made ready the day before
KEPT_AFTER = timedelta(hours=24)


def opens_at(forum: Forum) -> datetime:
    """From when on the list can be taken onto a device."""
    return forum.starts_at - OPENS_BEFORE


def list_ends_at(forum: Forum) -> datetime:
    """When devices delete the list."""
    return forum.ends_at + KEPT_AFTER


def is_open(forum: Forum, at: datetime) -> bool:
    """Whether the list of names is given to devices."""
    return forum.cancelled_at is None and opens_at(forum) <= at < list_ends_at(forum)


def why_closed(forum: Forum, at: datetime) -> str:
    """One sentence on why there is no list; empty while there is one."""
    if forum.cancelled_at is not None:
        return "This forum is cancelled."
    if at >= list_ends_at(forum):
        return "This forum is over, and its list has been deleted. Corrections are made on its page of attendance."
    if at < opens_at(forum):
        return "The list can be taken onto a phone from two days before the forum."
    return ""


def believed(forum: Forum, at: datetime, received: datetime) -> datetime:
    """The moment that a device states, kept within what can be: its clock may be wrong."""
    return max(opens_at(forum), min(at, received, list_ends_at(forum)))
