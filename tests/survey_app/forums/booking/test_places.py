"""Places at forums: who gets one, who waits, who is next, and what somebody may not have twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.forums.booking import places
from survey_app.forums.booking.counting import count_places, places_held, position
from survey_app.forums.booking.places import Applicant, Event
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import HELD_STATES, Booking, Forum, HubCycle
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


def at(minutes: float = 0) -> Terms:
    return Terms(at=START + timedelta(minutes=minutes), stop_hours=3)


def person(number: int, **values: object) -> Applicant:
    details = {"name": f"Person {number} Example", "email": f"p{number}@agency.example"}
    return Applicant(**{**details, **values})  # type: ignore[arg-type]


@pytest.fixture
def cycle(session: Session) -> HubCycle:
    return make_hub_cycle(session)


@pytest.fixture
def forum(session: Session, cycle: HubCycle) -> Forum:
    """A forum of two places, ten days after the start."""
    return make_forum(session, cycle, starts_at=START + timedelta(days=10), ends_at=START + timedelta(days=10, hours=2))


@pytest.fixture
def other(session: Session, cycle: HubCycle) -> Forum:
    """A forum of one place, two days later."""
    return make_forum(
        session, cycle, starts_at=START + timedelta(days=12), ends_at=START + timedelta(days=12, hours=2), capacity=1
    )


def fill(session: Session, forum: Forum, count: int) -> list[Booking]:
    """So many people ask, a minute after each other."""
    return [places.book(session, forum, person(number), at(number))[0].booking for number in range(count)]


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


def states(bookings: list[Booking]) -> list[str]:
    return [booking.state for booking in bookings]


def test_the_first_two_have_the_two_places_and_the_others_wait_in_their_order(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 4)
    assert states(people) == ["booked", "booked", "waiting", "waiting"]
    assert [position(session, one) for one in people[2:]] == [1, 2]
    count = count_places(session, [forum])[forum.id]
    assert (count.booked, count.offered, count.waiting, count.left) == (2, 0, 2, 0)


def test_a_place_given_back_is_offered_to_the_first_in_the_queue(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 4)
    assert kinds(places.cancel(session, people[0], at(10))) == ["cancelled", "offered"]
    assert states(people) == ["cancelled", "booked", "offered", "waiting"]
    assert people[2].offer_ends_at == START + timedelta(hours=48, minutes=10)
    assert position(session, people[3]) == 1


def test_an_offer_is_accepted_once_and_ends_every_other_waiting(session: Session, forum: Forum, other: Forum) -> None:
    people = fill(session, forum, 3)
    places.book(session, other, person(9), at(5))
    elsewhere = places.book(session, other, person(2), at(6))[0].booking
    places.cancel(session, people[1], at(10))
    assert kinds(places.accept(session, people[2], at(11))) == ["booked"]
    assert elsewhere.state == "cancelled"
    assert kinds(places.accept(session, people[2], at(12))) == ["has_place"]
    assert places_held(session, forum.id) == 2


def test_a_declined_offer_goes_to_the_next_and_is_not_accepted_afterwards(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 4)
    places.cancel(session, people[0], at(10))
    assert kinds(places.decline(session, people[2], at(11))) == ["declined", "offered"]
    assert people[3].state == "offered"
    assert places.decline(session, people[2], at(12)) == []
    with pytest.raises(HubRefused, match="no offer"):
        places.accept(session, people[2], at(12))


def test_an_offer_that_ran_out_goes_to_the_next_and_cannot_be_accepted(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 4)
    places.cancel(session, people[0], at(10))
    late = Terms(at=people[2].offer_ends_at, stop_hours=3)  # type: ignore[arg-type]
    assert kinds(places.accept(session, people[2], late)) == ["expired", "offered"]
    assert states(people) == ["cancelled", "booked", "expired", "offered"]


def test_one_second_before_its_end_an_offer_still_stands(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 3)
    places.cancel(session, people[0], at(10))
    assert people[2].offer_ends_at is not None
    places.accept(session, people[2], Terms(at=people[2].offer_ends_at - timedelta(seconds=1)))
    assert people[2].state == "booked"


@pytest.mark.parametrize(
    ("hours_before", "held_for"),
    [(100, 48), (20, 18.5), (4, 2.5), (3.01, 1.51)],
)
def test_an_offer_is_shorter_near_the_start_and_never_runs_over_it(
    session: Session, forum: Forum, hours_before: float, held_for: float
) -> None:
    people = fill(session, forum, 3)
    moment = forum.starts_at - timedelta(hours=hours_before)
    places.cancel(session, people[0], Terms(at=moment, stop_hours=3))
    assert people[2].offer_ends_at == moment + timedelta(hours=held_for)


def test_hours_before_the_start_nobody_is_offered_a_place_any_more(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 3)
    assert kinds(places.cancel(session, people[0], Terms(at=forum.starts_at - timedelta(hours=3)))) == ["cancelled"]
    assert people[2].state == "waiting"
    assert count_places(session, [forum])[forum.id].left == 1


def test_who_comes_later_does_not_pass_those_who_wait(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 3)
    late = forum.starts_at - timedelta(hours=2)
    places.cancel(session, people[0], Terms(at=late))
    assert kinds(places.book(session, forum, person(8), Terms(at=late))) == ["waiting"]


def test_an_address_has_one_place_in_a_cycle_however_it_is_written(
    session: Session, forum: Forum, other: Forum
) -> None:
    first = places.book(session, forum, person(1, email="Ann.Example@agency.example"), at())[0]
    again = places.book(session, other, person(1, email=" ann.example+hub@AGENCY.example "), at(1))
    assert again == [Event(kind="has_place", booking=first.booking)]
    assert session.scalar(select(func.count()).where(Booking.cycle_id == forum.cycle_id)) == 1


def test_an_address_waits_once_for_a_forum(session: Session, forum: Forum) -> None:
    people = fill(session, forum, 3)
    assert places.book(session, forum, person(2), at(9)) == [Event(kind="already_waiting", booking=people[2])]


def test_somebody_may_wait_for_two_forums_and_a_place_ends_the_waiting(
    session: Session, forum: Forum, other: Forum
) -> None:
    people = fill(session, forum, 3)
    free = places.book(session, other, person(2), at(5))[0]
    assert (free.kind, people[2].state) == ("booked", "cancelled")


def test_who_holds_an_offer_elsewhere_is_passed_over_and_keeps_the_place_in_the_queue(
    session: Session, forum: Forum, other: Forum
) -> None:
    people = fill(session, forum, 3)
    holder = places.book(session, other, person(9), at(4))[0].booking
    second = places.book(session, other, person(2), at(5))[0].booking
    third = places.book(session, other, person(10), at(6))[0].booking
    places.cancel(session, people[0], at(10))
    assert people[2].state == "offered"
    places.cancel(session, holder, at(11))
    assert (second.state, third.state) == ("waiting", "offered")
    assert position(session, second) == 1
    places.decline(session, third, at(12))
    places.decline(session, people[2], at(13))
    assert second.state == "offered"  # theirs again, now that they hold nothing elsewhere


def test_moving_takes_a_free_place_and_frees_the_old_one(session: Session, forum: Forum, other: Forum) -> None:
    people = fill(session, forum, 3)
    events = places.move(session, people[0], other, at(10))
    assert kinds(events) == ["moved", "offered"]
    assert (people[0].forum_id, events[0].from_forum_id, people[2].state) == (other.id, forum.id, "offered")


def test_moving_to_a_full_forum_is_refused_and_changes_nothing(session: Session, forum: Forum, other: Forum) -> None:
    people = fill(session, forum, 1)
    places.book(session, other, person(9), at(5))
    with pytest.raises(HubRefused, match="full now"):
        places.move(session, people[0], other, at(10))
    assert (people[0].forum_id, people[0].state) == (forum.id, "booked")


def test_moving_to_a_forum_that_one_waits_for_leaves_a_single_entry(
    session: Session, forum: Forum, other: Forum
) -> None:
    people = fill(session, forum, 3)
    late = places.book(session, other, person(9), at(5))[0].booking
    waiting = places.book(session, other, person(2), at(6))[0].booking
    places.cancel(session, late, Terms(at=other.starts_at - timedelta(hours=2)))  # too late for an offer
    places.move(session, people[2], other, Terms(at=other.starts_at - timedelta(hours=2)), by_officer=True)
    assert (people[2].state, people[2].forum_id, waiting.state) == ("booked", other.id, "cancelled")


def test_a_person_who_was_checked_in_keeps_the_place(session: Session, forum: Forum, other: Forum) -> None:
    booking = make_booking(session, forum, checked_in_at=START)
    with pytest.raises(HubRefused, match="checked in"):
        places.cancel(session, booking, at())
    with pytest.raises(HubRefused, match="checked in"):
        places.move(session, booking, other, at())


def test_booking_closes_for_the_page_and_not_for_an_officer(session: Session, forum: Forum) -> None:
    forum.booking_closes_at = START
    with pytest.raises(HubRefused, match="no longer takes bookings"):
        places.book(session, forum, person(1), at())
    assert kinds(places.book(session, forum, person(1), at(), source="officer")) == ["booked"]
    with pytest.raises(HubRefused, match="no longer takes bookings"):
        places.book(session, forum, person(2), Terms(at=forum.ends_at), source="officer")


def test_a_room_that_asks_for_the_last_places_at_once_gets_exactly_these(app: Flask, session: Session) -> None:
    """Real threads, each with a connection of its own."""
    cycle = make_hub_cycle(session)
    forums = [make_forum(session, cycle, capacity=3), make_forum(session, cycle, capacity=2)]
    ids = [forum.id for forum in forums]
    session.commit()

    def ask(number: int) -> str:
        with app.app_context():
            forum = db.session.get_one(Forum, ids[number % 2])
            terms = Terms(at=datetime.now(UTC))
            kind = places.book(db.session(), forum, person(number // 2), terms)[0].kind
            db.session.commit()
            return kind

    with ThreadPoolExecutor(6) as room:
        found = list(room.map(ask, range(24)))
    session.rollback()
    assert [places_held(session, forum_id) for forum_id in ids] == [3, 2]
    held = session.scalars(
        select(Booking.email).where(Booking.cycle_id == cycle.id, Booking.state.in_(HELD_STATES))
    ).all()
    assert len(set(held)) == 5
    assert found.count("booked") == 5


def test_two_clicks_on_accept_and_a_worker_that_ends_the_offer_never_make_two_of_one_place(
    app: Flask, session: Session
) -> None:
    cycle = make_hub_cycle(session)
    forum = make_forum(session, cycle, capacity=1)
    first, second, third = (
        places.book(session, forum, person(number), Terms(at=datetime.now(UTC)))[0].booking for number in range(3)
    )
    places.cancel(session, first, Terms(at=datetime.now(UTC)))
    session.commit()
    over = second.offer_ends_at
    assert over is not None
    second_id, forum_id, cycle_id = second.id, forum.id, cycle.id
    session.commit()

    def act(which: int) -> None:
        with app.app_context():
            booking = db.session.get_one(Booking, second_id)
            if which % 2:
                cycle_ = places.lock_cycle(db.session(), cycle_id)
                places.settle(db.session(), cycle_, Terms(at=over))
            else:
                try:
                    places.accept(db.session(), booking, Terms(at=over - timedelta(seconds=1)))
                except HubRefused:
                    db.session.rollback()
            db.session.commit()

    with ThreadPoolExecutor(4) as people:
        list(people.map(act, range(6)))
    session.rollback()
    assert places_held(session, forum_id) == 1
    session.expire_all()
    assert {second.state, third.state} in ({"booked", "waiting"}, {"expired", "offered"})
