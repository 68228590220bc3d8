"""Messages to the team: a visit is planned, changed or called off. They name the visit, and nobody but their reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail import queue_mail
from survey_app.walkabouts.models import TEAM_ROLES, Visit
from survey_app.walkabouts.visits.planning import VisitChange
from survey_app.walkabouts.visits.teams import overlaps_of, own_overlap_sentence

KIND = "visit"
PLANNED = """\
Dear {name},

You are in the team of a Section 11 visit of {partnership}.

{facts}
Your role: {role}
{overlap}
Please say whether you have a conflict of interest, and read the brief:
{page}

The visit for your calendar:
{calendar}
"""
CHANGED = """\
Dear {name},

A Section 11 visit that you are in has changed. It is now:

{facts}
Your role: {role}
{overlap}
The visit, its brief and your declaration of interests:
{page}

Your calendar takes the change from this file:
{calendar}
"""
CALLED_OFF = """\
Dear {name},

A Section 11 visit of {partnership} that you were to be in is called off.

{facts}
Why: {reason}

Your calendar takes it out with this file:
{calendar}
"""
TAKEN_OFF = """\
Dear {name},

You are no longer in the team of this Section 11 visit of {partnership}. Please take it out of your calendar.

{facts}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLinks:
    """The whole addresses of a visit's pages, for messages: for the team, its calendar file, the agency's letter."""

    page: str
    calendar: str
    letter: str


def facts_of(visit: Visit) -> str:
    """Where and when, in lines."""
    day = f"{visit.day:%A %-d %B %Y}" if visit.day else "to be agreed"
    return f"Agency: {visit.agency.name}\nSite: {visit.site}\nWhen: {day}, {visit.starts_at} to {visit.ends_at}"


def tell_planned(session: Session, visit: Visit, links: VisitLinks, *, only: Collection[int] | None = None) -> int:
    """Tell the team, or some of it, that they are in it; how many."""
    return _tell(session, visit, links, PLANNED, "Visit planned", only)


def tell_changed(session: Session, visit: Visit, change: VisitChange, links: VisitLinks) -> int:
    """Tell everybody what a change means for them; how many."""
    told = tell_planned(session, visit, links, only=change.added) if change.added else 0
    for user_id in change.removed:
        tell_taken_off(session, visit, session.get_one(User, user_id))
    stayed = [member.user_id for member in visit.team if member.user_id not in change.added]
    if change.schedule:
        told += _tell(session, visit, links, CHANGED, "Visit changed", stayed)
    return told + len(change.removed)


def tell_called_off(session: Session, visit: Visit, links: VisitLinks) -> int:
    """Tell the team that the visit is called off, and why; how many."""
    return _tell(session, visit, links, CALLED_OFF, "Visit called off", None)


def tell_taken_off(session: Session, visit: Visit, user: User) -> None:
    """Tell somebody that they are no longer in the team."""
    body = TAKEN_OFF.format(name=user.name, partnership=_partnership(visit), facts=facts_of(visit))
    _queue(session, visit, user, "You are no longer in this visit", body)


def _tell(
    session: Session, visit: Visit, links: VisitLinks, words: str, subject: str, only: Collection[int] | None
) -> int:
    members = [member for member in visit.team if only is None or member.user_id in only]
    overlapping = {overlap.user.id: own_overlap_sentence(overlap) for overlap in overlaps_of(session, visit)}
    for member in members:
        body = words.format(
            name=member.user.name, partnership=_partnership(visit), facts=facts_of(visit),
            role=TEAM_ROLES[member.role], page=links.page, calendar=links.calendar, reason=visit.reason,
            overlap=f"\n{overlapping[member.user_id]}\n" if member.user_id in overlapping else "",
        )  # fmt: skip
        _queue(session, visit, member.user, subject, body)
    return len(members)


def _queue(session: Session, visit: Visit, user: User, subject: str, body: str) -> None:
    when = f", {visit.day:%-d %B %Y}" if visit.day else ""
    queue_mail(
        session, to=user.email, subject=f"{subject}: {visit.agency.name}{when}", body=body, kind=KIND,
        partnership_id=visit.partnership_id, about=visit.id,
    )  # fmt: skip


def _partnership(visit: Visit) -> str:
    return visit.partnership.name
