"""A constructed cycle of the Learning Hub: five forums with 225 places, most of them taken, and people who wait.

The cycle and its forums go through the services that people use. The bookings are rows, since nobody is to be written
to: their addresses end in .example, and their names say that they are constructed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.demo.hub_contacts import load_contacts
from survey_app.demo.hub_door import load_door
from survey_app.demo.hub_families import load_focus_groups
from survey_app.demo.hub_newsletter import load_newsletter_and_evaluation
from survey_app.demo.hub_tables import load_table_discussions
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.forums.planning.cycles import HubCyclePlan, create_cycle
from survey_app.forums.planning.forums import ForumPlan, plan_forum
from survey_app.forums.words import ROLE_GROUPS, SECTORS
from survey_app.partnership.models import Agency, Footprint, Locality, Partnership

THEME = "Gangs and knife crime (constructed)"
PLACES = 45
INTRODUCTION = (
    "What are you seeing, what works, and what gets in the way? Two and a half hours for people of every agency who "
    "work with children, adults and families. What you say goes to the boards, and they answer. (Constructed.)"
)
QUESTIONS = (
    "What are you seeing in your work?",
    "What works, and how do you know?",
    "What gets in the way?",
    "What should leaders do?",
)
NEEDS = (
    "Step-free access from the car park", "A hearing loop", "A seat near the door", "Large print",
    "A break at 11:00 for medication",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoForum:
    """One of the five: where, in how many days, and how many have, are offered and wait for a place."""

    title: str
    place: str
    days: int
    starts: time
    booked: int
    offered: int = 0
    waiting: int = 0
    link: str = ""


FORUMS = (
    DemoForum(title="North, morning", place="Example Community Centre, 1 Example Street, Northtown", days=9,
              starts=time(9, 30), booked=45, waiting=6),
    DemoForum(title="East, afternoon", place="Example Town Hall, Market Example, Eastbury", days=14,
              starts=time(13, 30), booked=44, offered=1, waiting=4),
    DemoForum(title="South, morning", place="Example School Hall, Example Lane, Southford", days=16,
              starts=time(9, 30), booked=42),
    DemoForum(title="West, evening", place="Example Library, Example Road, Westham", days=21,
              starts=time(17, 30), booked=45, waiting=2),
    DemoForum(title="Online, morning", place="", days=23, starts=time(10, 0), booked=31,
              link="https://meeting.example/learning-hub"),
)  # fmt: skip


def load_learning_hub(session: Session, partnership: Partnership, *, today: date) -> HubCycle:
    """Load the cycle, its five forums, and who has or waits for a place."""
    cycle = create_cycle(
        session, partnership.id,
        HubCyclePlan(
            theme=THEME, introduction=INTRODUCTION, questions=QUESTIONS, starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=150),
        ),
    )  # fmt: skip
    people = _People(session, partnership)
    for number, demo in enumerate(FORUMS, 1):
        session.add_all(people.of(_forum(session, cycle, demo, today), demo, number))
    session.flush()
    load_door(session, cycle, people.agencies, today=today)
    load_table_discussions(session, cycle)
    load_focus_groups(session, cycle, today=today)
    load_contacts(session, cycle, today=today)
    load_newsletter_and_evaluation(session, cycle, today=today)
    return cycle


def _forum(session: Session, cycle: HubCycle, demo: DemoForum, today: date) -> Forum:
    starts = datetime.combine(_working_day(today + timedelta(days=demo.days)), demo.starts, tzinfo=LOCAL_TIME)
    directions = "Parking behind the building. The entrance is step-free. (Constructed.)" if demo.place else ""
    return plan_forum(
        session, cycle,
        ForumPlan(
            title=demo.title, starts_at=starts, ends_at=starts + timedelta(hours=2, minutes=30), capacity=PLACES,
            place=demo.place, directions=directions, link=demo.link, chair="Chris Example",
            speakers=["Sally Example, community safety", "Tariq Example, youth justice"],
        ),
    )  # fmt: skip


def _working_day(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)


class _People:
    """Constructed people, spread over the partnership's agencies, localities, sectors and roles."""

    def __init__(self, session: Session, partnership: Partnership) -> None:
        here = select(Footprint.agency_id).where(Footprint.partnership_id == partnership.id)
        self.agencies = session.scalars(select(Agency.id).where(Agency.id.in_(here)).order_by(Agency.name)).all()
        mine = select(Locality.id).where(Locality.partnership_id == partnership.id).order_by(Locality.name)
        self.localities = session.scalars(mine).all()

    def of(self, forum: Forum, demo: DemoForum, number: int) -> Iterator[Booking]:
        """Everybody who has, is offered or waits for a place at a forum."""
        states = ["booked"] * demo.booked + ["offered"] * demo.offered + ["waiting"] * demo.waiting
        for place, state in enumerate(states):
            yield self._booking(forum, state, number, place, asked=now() - timedelta(days=20) + timedelta(hours=place))

    def _booking(self, forum: Forum, state: str, number: int, place: int, *, asked: datetime) -> Booking:
        mark = f"{number}-{place + 1}"
        return Booking(
            cycle_id=forum.cycle_id, forum_id=forum.id, state=state, name=f"Constructed Person {mark}",
            email=f"person-{mark}@constructed.example", agency_id=_pick(self.agencies, place * 7 + number),
            sector=_pick(tuple(SECTORS), place + number), role_group=_pick(tuple(ROLE_GROUPS), place * 5 + number),
            locality_id=_pick(self.localities, place) if self.localities else None,
            access_needs=NEEDS[place % len(NEEDS)] if place % 11 == 3 else "", may_contact=place % 3 != 0,
            entered_at=asked, offer_ends_at=now() + timedelta(hours=40) if state == "offered" else None,
        )  # fmt: skip


def _pick(choices: Sequence[Any], number: int) -> Any:
    return choices[number % len(choices)]
