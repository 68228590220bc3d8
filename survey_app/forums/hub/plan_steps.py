"""How far the plan of a cycle is: its theme, and its forums."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.booking.counting import count_places
from survey_app.forums.hub.rounds.kinds import forums_held_on
from survey_app.forums.hub.saying import counted, day_words, people, sentence
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import Booking, Forum, HubCycle


def theme_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The theme, its introduction and its questions."""
    days = f"from {day_words(cycle.starts_on)} to {day_words(cycle.ends_on)}"
    missing = [
        what
        for what, there in (("an introduction", cycle.introduction), ("questions for the tables", cycle.questions))
        if not there
    ]
    if missing:
        return Step(
            title="Theme", stand=Stand.NOW, says=f"Planned {days}, still without {' and '.join(missing)}.",
            act="Finish the plan of the cycle", endpoint="forums.cycle_change",
        )  # fmt: skip
    asks = counted(len(cycle.questions), "question")
    return Step(title="Theme", stand=Stand.DONE, says=f"Planned {days}, with {asks} for the tables.")


def forums_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The forums: how many are planned, booked and held."""
    forums = [forum for forum in cycle.forums if forum.cancelled_at is None]
    if not forums:
        return Step(
            title="Forums", stand=Stand.AHEAD, says="No forum is planned yet.", act="Plan a forum",
            endpoint="forums.forum_new",
        )  # fmt: skip
    held = [forum for forum in forums if forum.ends_at <= at]
    said = [_planned(cycle, forums), _held(session, held, len(forums)), _booked(session, forums, at)]
    stand = Stand.DONE if len(held) == len(forums) else Stand.NOW
    return Step(title="Forums", stand=stand, says=" ".join(part for part in said if part))


def _planned(cycle: HubCycle, forums: list[Forum]) -> str:
    days = forums_held_on(cycle)
    when = f"on {day_words(days[0])}" if days[0] == days[-1] else f"from {day_words(days[0])} to {day_words(days[-1])}"
    return f"{sentence(counted(len(forums), 'forum'))} {when}."


def _held(session: Session, held: list[Forum], of: int) -> str:
    if not held:
        return ""
    came = session.scalar(
        select(func.count()).where(
            Booking.forum_id.in_([forum.id for forum in held]), Booking.checked_in_at.is_not(None)
        )
    )
    were = "All have been held" if len(held) == of else f"{sentence(counted(len(held), 'has', 'have'))} been held"
    return f"{were}, and {people(came)} came." if came else f"{were}; nobody is checked in."


def _booked(session: Session, forums: list[Forum], at: datetime) -> str:
    coming = [forum for forum in forums if forum.ends_at > at]
    if not coming:
        return ""
    counts = count_places(session, coming).values()
    taken, waiting = sum(one.booked + one.offered for one in counts), sum(one.waiting for one in counts)
    places = sum(forum.capacity for forum in coming)
    wait = f", and {people(waiting)} {'waits' if waiting == 1 else 'wait'}" if waiting else ""
    return f"{taken:,} of {places:,} places to come are taken{wait}."
