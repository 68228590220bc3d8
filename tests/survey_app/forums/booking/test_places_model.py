"""Places against a plain model: whatever people and officers do, no place is given twice and nobody is passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.forums.booking import places
from survey_app.forums.booking.places import Applicant, Event
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import Booking, Forum
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
            make_forum(self.session, cycle, starts_at=start, ends_at=start + timedelta(hours=2), capacity=2)
            for start in starts
        ]
        self.paper = Paper([ModelForum(capacity=2, starts=start) for start in starts])

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
        for forum, kept in zip(self.forums, self.paper.forums, strict=True):
            found = self._people(forum)
            assert set(found["booked"]) == set(kept.booked)
            assert set(found["offered"]) == set(kept.offered)
            assert found["waiting"] == kept.waiting

    @invariant()
    def no_place_is_given_twice_and_nobody_has_two(self) -> None:
        everybody: list[int] = []
        for forum in self.forums:
            found = self._people(forum)
            held = [*found["booked"], *found["offered"]]
            assert len(held) <= forum.capacity
            everybody += held
        assert len(everybody) == len(set(everybody))

    @invariant()
    def nobody_is_lost(self) -> None:
        ids = set(self.session.scalars(select(Booking.id).where(Booking.cycle_id == self.cycle_id)))
        assert self.entered <= ids

    def _people(self, forum: Forum) -> dict[str, list[int]]:
        rows = self.session.execute(
            select(Booking.state, Booking.email)
            .where(Booking.forum_id == forum.id)
            .order_by(Booking.entered_at, Booking.id)
        )
        found: dict[str, list[int]] = {"booked": [], "offered": [], "waiting": []}
        for state, email in rows:
            if state in found:
                found[state].append(int(email[1:].split("@")[0]))
        return found

    def teardown(self) -> None:
        self.session.rollback()


@pytest.mark.generated
def test_places_are_given_as_on_paper(session: Session) -> None:
    steps = settings(settings.default, stateful_step_count=25)  # type: ignore[arg-type]
    run_state_machine_as_test(PlacesMachine, settings=steps)
