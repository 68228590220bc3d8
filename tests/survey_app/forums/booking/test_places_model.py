"""Places against a plain model: whatever people and officers do, no place is given twice and nobody is passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.forums.booking import places
from survey_app.forums.booking.places import Applicant, Event
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import Booking
from survey_app.forums.planning.forums import ForumPlan, cancel_forum, change_forum
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
STOP = timedelta(hours=3)
PEOPLE, FORUMS = st.integers(0, 6), st.integers(0, 1)


@dataclass
class ModelForum:
    """A forum as somebody with a sheet of paper would keep it: lists of people, first come first."""

    capacity: int
    starts: datetime
    booked: list[int] = field(default_factory=list)
    offered: dict[int, datetime] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    cancelled: bool = False

    @property
    def held(self) -> set[int]:
        return {*self.booked, *self.offered}


class Paper:
    """The plain model. It knows no database, no lock and no query."""

    def __init__(self, forums: list[ModelForum]) -> None:
        self.forums = forums

    def settle(self, at: datetime) -> None:
        for forum in self.forums:
            for one in [one for one, until in forum.offered.items() if until <= at]:
                del forum.offered[one]
        for forum in self.forums:
            if forum.cancelled or at >= forum.starts - STOP:
                continue
            for one in list(forum.waiting):
                if len(forum.held) >= forum.capacity:
                    break
                if not self.has(one):
                    forum.waiting.remove(one)
                    forum.offered[one] = min(at + timedelta(hours=48), forum.starts - STOP / 2)

    def has(self, one: int) -> bool:
        return any(one in forum.held for forum in self.forums)

    def leave_lists(self, one: int) -> None:
        for forum in self.forums:
            if one in forum.waiting:
                forum.waiting.remove(one)

    def book(self, one: int, forum: ModelForum, at: datetime) -> None:
        if forum.cancelled or at >= forum.starts:
            return
        self.settle(at)
        if self.has(one) or one in forum.waiting:
            return
        ahead = [other for other in forum.waiting if not self.has(other)]
        if len(forum.held) + len(ahead) < forum.capacity:
            self.leave_lists(one)
            forum.booked.append(one)
        else:
            forum.waiting.append(one)
        self.settle(at)

    def drop(self, one: int, forum: ModelForum, at: datetime) -> None:
        self.settle(at)
        if one in forum.booked:
            forum.booked.remove(one)
        elif one in forum.offered:
            del forum.offered[one]
        elif one in forum.waiting:
            forum.waiting.remove(one)
        self.settle(at)

    def accept(self, one: int, forum: ModelForum, at: datetime) -> None:
        self.settle(at)
        if one in forum.offered:
            del forum.offered[one]
            forum.booked.append(one)
            self.leave_lists(one)
        self.settle(at)


class PlacesMachine(RuleBasedStateMachine):
    """Two forums of one cycle, seven people, and a clock that only goes forwards."""

    def __init__(self) -> None:
        super().__init__()
        self.session: Session = db.session()
        cycle = make_hub_cycle(self.session, starts_on=START.date(), ends_on=START.date() + timedelta(days=30))
        self.at, self.cycle_id, self.entered = START, cycle.id, set[str]()
        starts = [START + timedelta(days=5), START + timedelta(days=6)]
        self.forums = [
            make_forum(self.session, cycle, starts_at=start, ends_at=start + timedelta(hours=2), capacity=1)
            for start in starts
        ]
        self.paper = Paper([ModelForum(capacity=1, starts=start) for start in starts])

    @initialize(first=st.permutations(range(7)), second=st.permutations(range(7)))
    def queues_form(self, first: list[int], second: list[int]) -> None:
        """Both forums are full from the beginning, with people who wait for both."""
        for one, another in zip(first[:5], second[:5], strict=True):
            self.book(one, 0)
            self.book(another, 1)

    def terms(self, seconds: int = 1) -> Terms:
        self.at += timedelta(seconds=seconds)
        return Terms(at=self.at, stop_hours=3)

    def own(self, one: int, which: int) -> Booking | None:
        """The newest booking of somebody for a forum."""
        return self.session.scalars(
            select(Booking)
            .where(Booking.forum_id == self.forums[which].id, Booking.email == f"p{one}@agency.example")
            .order_by(Booking.entered_at.desc())
        ).first()

    @rule(one=PEOPLE, which=FORUMS)
    def book(self, one: int, which: int) -> None:
        terms = self.terms()
        applicant = Applicant(name=f"Person {one}", email=f"p{one}@agency.example")
        try:
            events: list[Event] = places.book(self.session, self.forums[which], applicant, terms)
        except HubRefused:
            events = []
        self.entered |= {event.booking.id for event in events}
        self.paper.book(one, self.paper.forums[which], self.at)

    @rule(one=PEOPLE, which=FORUMS, act=st.sampled_from(["cancel", "decline", "accept"]))
    def act(self, one: int, which: int, act: str) -> None:
        booking = self.own(one, which)
        if booking is None:
            return
        terms, forum = self.terms(), self.paper.forums[which]
        try:
            getattr(places, act)(self.session, booking, terms)
        except HubRefused:  # no offer to accept; what had run out is settled all the same
            places.settle(self.session, places.lock_cycle(self.session, self.cycle_id), terms)
        if act == "cancel" or (act == "decline" and self._is_offered(one, forum)):
            self.paper.drop(one, forum, self.at)
        elif act == "accept":
            self.paper.accept(one, forum, self.at)
        else:
            self.paper.settle(self.at)

    def _is_offered(self, one: int, forum: ModelForum) -> bool:
        self.paper.settle(self.at)
        return one in forum.offered

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        terms = self.terms(hours * 3600)
        places.settle(self.session, places.lock_cycle(self.session, self.cycle_id), terms)
        self.paper.settle(self.at)

    @rule(which=FORUMS, capacity=st.integers(1, 4))
    def change_capacity(self, which: int, capacity: int) -> None:
        forum, kept = self.forums[which], self.paper.forums[which]
        plan = ForumPlan(
            title=forum.title, starts_at=forum.starts_at, ends_at=forum.ends_at, capacity=capacity, place=forum.place
        )
        refused = kept.cancelled or capacity < len(kept.held)
        terms = self.terms()
        if refused:
            with pytest.raises(HubRefused):
                change_forum(self.session, forum, plan, terms, seen=forum.revision)
            places.settle(self.session, places.lock_cycle(self.session, self.cycle_id), terms)
        else:
            change_forum(self.session, forum, plan, terms, seen=forum.revision)
            kept.capacity = capacity
        self.paper.settle(self.at)

    @rule(which=FORUMS, sure=st.integers(0, 5))
    def cancel_a_forum(self, which: int, sure: int) -> None:
        forum, kept = self.forums[which], self.paper.forums[which]
        if sure or kept.cancelled or self.at >= forum.ends_at - timedelta(seconds=2):
            return
        cancel_forum(self.session, forum, "Snow (constructed).", self.terms())
        kept.cancelled, kept.booked, kept.offered, kept.waiting = True, [], {}, []
        self.paper.settle(self.at)

    @invariant()
    def what_is_stored_is_what_stands_on_paper(self) -> None:
        """And no place is given twice, nobody has two, nobody is lost."""
        found, ids = self._stored()
        everybody: list[int] = []
        for forum, people, kept in zip(self.forums, found, self.paper.forums, strict=True):
            assert sorted(people["booked"]) == sorted(kept.booked)
            assert sorted(people["offered"]) == sorted(kept.offered)
            assert people["waiting"] == kept.waiting
            held = [*people["booked"], *people["offered"]]
            assert len(held) <= forum.capacity
            everybody += held
        assert len(everybody) == len(set(everybody))
        assert self.entered <= ids

    def _stored(self) -> tuple[list[dict[str, list[int]]], set[str]]:
        """The people of each forum by state, in the order of the queue, and the ids of every booking."""
        rows = self.session.execute(
            select(Booking.id, Booking.forum_id, Booking.state, Booking.email)
            .where(Booking.cycle_id == self.cycle_id)
            .order_by(Booking.entered_at, Booking.id)
        ).all()
        found: list[dict[str, list[int]]] = [{"booked": [], "offered": [], "waiting": []} for _ in self.forums]
        places_of = {forum.id: found[which] for which, forum in enumerate(self.forums)}
        for _, forum_id, state, email in rows:
            if state in places_of[forum_id]:
                places_of[forum_id][state].append(int(email[1:].split("@")[0]))
        return found, {row[0] for row in rows}

    def teardown(self) -> None:
        self.session.rollback()


@pytest.mark.generated
def test_places_are_given_as_on_paper(session: Session) -> None:
    # Fewer cases than elsewhere, each with queues from its beginning: a step is a dozen queries.
    steps = settings(settings.default, stateful_step_count=15, max_examples=settings.default.max_examples // 2)  # type: ignore[arg-type]
    run_state_machine_as_test(PlacesMachine, settings=steps)
