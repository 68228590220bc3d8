"""The clock on the wall: every partnership is in England, and a day there ends at midnight there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from survey_app.database import now

LOCAL_TIME = ZoneInfo("Europe/London")


def today() -> date:
    """The day it is in England."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day in England in which a moment lies."""
    return moment.astimezone(LOCAL_TIME).date()
