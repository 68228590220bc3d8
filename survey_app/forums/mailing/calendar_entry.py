"""A forum as an entry of somebody's calendar: put in, changed, or taken out again."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from survey_app.forums.models import Booking, Forum
from survey_app.forums.words import local
from survey_app.mail import MailFile
from survey_app.walkabouts.visits.calendar_file import CalendarEvent, Method, calendar_file


def entry_of(booking: Booking, forum: Forum, page: str, *, at: datetime, method: Method = "PUBLISH") -> str:
    """The calendar file of somebody's place; only who has the place reads the link for joining in it."""
    start, end = local(forum.starts_at), local(forum.ends_at)
    told = [forum.cycle.theme]
    if forum.link and booking.state == "booked" and method == "PUBLISH":
        told.append(f"Join online: {forum.link}")
    if forum.directions:
        told.append(forum.directions)
    told.append(f"Your place: {page}")
    event = CalendarEvent(
        uid=f"forum-{forum.id}-{booking.id}@walkabout.invalid", sequence=forum.revision,
        day=start.date(), starts_at=f"{start:%H:%M}", ends_at=f"{end:%H:%M}", summary=f"Forum: {forum.title}",
        location=forum.place or "Online", description="\n".join(told), url=page,
        organiser=_organiser(forum.cycle.partnership.contact_email, page),
    )  # fmt: skip
    return calendar_file([event], at=at, method=method)


def mail_file(booking: Booking, forum: Forum, page: str, *, at: datetime, method: Method = "PUBLISH") -> MailFile:
    """The same as a file that goes with a message."""
    name = "forum.ics" if method == "PUBLISH" else "forum-cancelled.ics"
    text = entry_of(booking, forum, page, at=at, method=method)
    return MailFile(name=name, kind="calendar", text=text, params={"method": method})


def _organiser(email: str, page: str) -> str:
    return f"mailto:{quote(email.strip(), safe='@.+-_')}" if "@" in email else page
