"""The words of the Learning Hub: sectors and roles that people choose from, days and times as they read them."""

from __future__ import annotations

from datetime import datetime

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import Forum

SECTORS = {
    "children": "Children’s services",
    "adults": "Adults’ services",
    "both": "Both children and adults",
}
ROLE_GROUPS = {
    "frontline": "I work directly with children, adults or families",
    "manager": "I supervise or manage those who do",
    "lead": "I am a designated or named safeguarding lead",
    "strategic": "I have a strategic or commissioning role",
    "volunteer": "I am a volunteer, or a carer",
    "other": "Another role",
}


def local(moment: datetime) -> datetime:
    """A moment by the clock on the wall."""
    return moment.astimezone(LOCAL_TIME)


def day_of(forum: Forum) -> str:
    """The day of a forum: "Tuesday 9 March 2027"."""
    return f"{local(forum.starts_at):%A %-d %B %Y}"


def times_of(forum: Forum) -> str:
    """Its times: "09:30 to 12:30"."""
    return f"{local(forum.starts_at):%H:%M} to {local(forum.ends_at):%H:%M}"


def when(forum: Forum) -> str:
    """Its day and times."""
    return f"{day_of(forum)}, {times_of(forum)}"


def where(forum: Forum) -> str:
    """Its place; "Online" where it has none. The link itself is told only to those who have a place."""
    return forum.place or "Online"


def moment_words(moment: datetime) -> str:
    """A moment in a sentence: "Tuesday 9 March at 14:00"."""
    return f"{local(moment):%A %-d %B at %H:%M}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def places_words(count: int) -> str:
    """How many places: "1 place", "3 places"."""
    return f"{count} place" if count == 1 else f"{count} places"
