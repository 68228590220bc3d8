"""Forums: planned, changed and cancelled, with what that means for those who hold or wait for a place."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking import places
from survey_app.forums.booking.counting import lock_cycle, places_held
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.words import local

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
NAME_LENGTH = 7
LARGEST_ID = 2**31 - 1
TOLD = ("starts_at", "ends_at", "place", "link")  # people are told when one of these changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumPlan:
    """What is decided about a forum; moments are aware of their time zone."""

    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    place: str = ""
    directions: str = ""
    link: str = ""
    chair: str = ""
    speakers: Sequence[str] = ()
    locality_id: int | None = None
    booking_closes_at: datetime | None = None
    offer_hours: int = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumChange:
    """What a change means: the fields that differ, and whether people have to be told."""

    fields: tuple[str, ...]
    schedule: bool
    events: tuple[places.Event, ...] = ()


def find_forum(session: Session, partnership_id: int, forum_id: int) -> Forum | None:
    """A forum of this partnership."""
    if forum_id > LARGEST_ID:  # more than the column holds
        return None
    return session.scalar(
        select(Forum).join(HubCycle).where(Forum.id == forum_id, HubCycle.partnership_id == partnership_id)
    )


def plan_forum(session: Session, cycle: HubCycle, plan: ForumPlan) -> Forum:
    """Plan a forum of a cycle.

    Raises
    ------
    HubRefused
        It lies outside of the cycle's days.
    """
    _check(cycle, plan)
    forum = Forum(cycle_id=cycle.id, public_name=_public_name(session))
    _apply(forum, plan)
    session.add(forum)
    session.flush()
    session.expire(cycle, ["forums"])
    return forum


def change_forum(session: Session, forum: Forum, plan: ForumPlan, terms: Terms, *, seen: int) -> ForumChange:
    """Change a forum; ``seen`` is the revision that the form was filled in from.

    More places go to the waiting list at once. A new time, place or link raises the revision, so that calendars take
    the change; the caller tells those who hold or wait for a place.

    Raises
    ------
    HubRefused
        It is cancelled or was changed meanwhile, or there would be fewer places than are held.
    """
    cycle = lock_cycle(session, forum.cycle_id)
    _check_changeable(session, forum, plan, seen)
    _check(cycle, plan)
    before = {name: getattr(forum, name) for name in ForumPlan.__dataclass_fields__}
    _apply(forum, plan)
    changed = tuple(name for name, value in before.items() if getattr(forum, name) != value)
    schedule = bool(set(TOLD) & set(changed))
    if changed:
        forum.revision += 1
    session.flush()
    places.shorten_offers(session, forum, terms)
    return ForumChange(fields=changed, schedule=schedule, events=tuple(places.settle(session, cycle, terms)))


def cancel_forum(session: Session, forum: Forum, reason: str, terms: Terms) -> list[places.Event]:
    """Cancel a forum for good; everybody who held or waited for a place is told by the caller.

    Raises
    ------
    HubRefused
        It is cancelled already, or over.
    """
    cycle = lock_cycle(session, forum.cycle_id)
    if forum.cancelled_at is not None:
        raise HubRefused("This forum is cancelled already.")
    if forum.ends_at <= terms.at:
        raise HubRefused("This forum is over, so it cannot be cancelled.")
    forum.cancelled_at, forum.cancelled_because = terms.at, reason.strip()
    forum.revision += 1
    ended = places.end_all(session, forum, terms)
    told = [places.Event(kind="forum_cancelled", booking=booking) for booking in ended]
    return [*told, *places.settle(session, cycle, terms)]


def _check_changeable(session: Session, forum: Forum, plan: ForumPlan, seen: int) -> None:
    if forum.cancelled_at is not None:
        raise HubRefused("This forum is cancelled, so it can no longer be changed. Plan a new one.")
    if seen != forum.revision:
        raise HubRefused(
            "Somebody has changed this forum since you opened the page. Open it again to see the change, then make "
            "yours."
        )
    held = places_held(session, forum.id)
    if plan.capacity < held:
        raise HubRefused(
            f"{held} places are held already, so there cannot be {plan.capacity}. Enter {held} or more, or move or "
            "cancel bookings first."
        )


def _check(cycle: HubCycle, plan: ForumPlan) -> None:
    day = local(plan.starts_at).date()
    if not cycle.starts_on <= day <= cycle.ends_on:
        raise HubRefused(
            f"The cycle runs from {cycle.starts_on:%-d %B %Y} to {cycle.ends_on:%-d %B %Y}. Choose a day within it, "
            "or change the days of the cycle first."
        )


def _apply(forum: Forum, plan: ForumPlan) -> None:
    forum.title, forum.chair = plan.title.strip(), plan.chair.strip()
    forum.place, forum.link, forum.directions = plan.place.strip(), plan.link.strip(), plan.directions.strip()
    forum.starts_at, forum.ends_at = plan.starts_at, plan.ends_at
    forum.capacity, forum.offer_hours = plan.capacity, plan.offer_hours
    forum.speakers = [speaker.strip() for speaker in plan.speakers if speaker.strip()]
    forum.locality_id, forum.booking_closes_at = plan.locality_id, plan.booking_closes_at


def _public_name(session: Session) -> str:
    """A short name that says nothing, and that nobody has yet."""
    while True:
        name = "".join(secrets.choice(LETTERS) for _ in range(NAME_LENGTH))
        if session.scalar(select(Forum.id).where(Forum.public_name == name)) is None:
            return name
