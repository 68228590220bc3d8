"""Visits as events of a calendar: where, when and in which roles people go; nobody is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote

from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.visits.calendar_file import CalendarEvent, calendar_file
from survey_app.walkabouts.visits.listing import is_rubric_agreed
from survey_app.walkabouts.visits.teams import team_text

Address = Callable[[str], str]
"""A visit's id → the whole address of its page."""


def event_of(visit: Visit, page: str) -> CalendarEvent | None:
    """The event of a visit; None where it has no day yet."""
    if visit.day is None:
        return None
    told = [f"Team: {team_text([member.role for member in visit.team])}"] if visit.team else []
    if visit.arrangements:
        told.append(visit.arrangements)
    if not is_rubric_agreed(visit):
        told.append("The rubric is not agreed with the agency yet.")
    told.append(f"Brief and declaration of interests: {page}")
    return CalendarEvent(
        uid=f"visit-{visit.id}@walkabout.invalid",
        sequence=visit.calendar_sequence,
        day=visit.day,
        starts_at=visit.starts_at or "09:00",
        ends_at=visit.ends_at or "17:00",
        summary=f"Section 11 visit: {visit.agency.name}",
        location=visit.site,
        description="\n".join(told),
        url=page,
        organiser=_organiser(visit.partnership.contact_email, page),
        is_cancelled=visit.state == "cancelled",
    )


def _organiser(email: str, page: str) -> str:
    """The partnership's own address; where it has none, the page."""
    return f"mailto:{quote(email.strip(), safe='@.+-_')}" if "@" in email else page


def file_of_visit(visit: Visit, page: str, *, at: datetime) -> str | None:
    """The calendar file of one visit: of a cancelled one, the file that takes it out of a calendar again."""
    event = event_of(visit, page)
    if event is None:
        return None
    return calendar_file([event], at=at, method="CANCEL" if event.is_cancelled else "PUBLISH")


def file_of_visits(visits: Iterable[Visit], address: Address, *, at: datetime, name: str) -> str:
    """One file of somebody's visits; those that were called off say so."""
    events = [event_of(visit, address(visit.id)) for visit in visits]
    return calendar_file([event for event in events if event is not None], at=at, name=name)
