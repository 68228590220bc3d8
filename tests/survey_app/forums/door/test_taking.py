"""Check-ins as devices send them: each once, whoever sends them and in whatever order; nobody has two places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.models import HELD_STATES, Booking, DoorAct, Forum, HubCycle
from tests.survey_app.forums.door.door_factories import a_guest, an_in, an_out, new_id, take
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle


@pytest.fixture
def tonight(session: Session, cycle: HubCycle) -> Forum:
    """A forum of two places that began an hour ago."""
    return make_forum(session, cycle, title="Tonight", in_hours=-1)


def test_whoever_is_checked_in_is_here_from_the_moment_that_the_device_states(
    session: Session, tonight: Forum, planner: User
) -> None:
    booking, at = make_booking(session, tonight), now() - timedelta(minutes=40)
    act = an_in(booking, at)
    assert take(session, tonight, planner, act).taken == [act["id"]]
    assert (booking.checked_in_at, booking.state) == (at, "booked")


def test_the_same_act_sent_again_is_taken_and_does_nothing(session: Session, tonight: Forum, planner: User) -> None:
    booking = make_booking(session, tonight)
    act = an_in(booking)
    take(session, tonight, planner, act)
    assert take(session, tonight, planner, act, act).taken == [act["id"], act["id"]]
    assert session.scalar(select(func.count()).select_from(DoorAct)) == 1


def test_an_act_that_says_something_else_under_a_known_id_is_refused(
    session: Session, tonight: Forum, planner: User
) -> None:
    one, other = make_booking(session, tonight), make_booking(session, tonight)
    act = an_in(one)
    take(session, tonight, planner, act)
    found = take(session, tonight, planner, an_in(other, id=act["id"]) | {"id": act["id"]})
    assert found.taken == []
    assert found.refused[0]["id"] == act["id"]
    assert other.checked_in_at is None


def test_two_doors_that_check_somebody_in_agree_on_the_earlier_time(
    session: Session, tonight: Forum, planner: User
) -> None:
    booking, early = make_booking(session, tonight), now() - timedelta(minutes=50)
    take(session, tonight, planner, an_in(booking, early + timedelta(minutes=9)), device="door-one")
    take(session, tonight, planner, an_in(booking, early), device="door-two-2")
    assert booking.checked_in_at == early


def test_taking_back_ones_own_check_in_leaves_that_of_another_door(
    session: Session, tonight: Forum, planner: User
) -> None:
    booking, early = make_booking(session, tonight), now() - timedelta(minutes=50)
    mine, theirs = an_in(booking, early), an_in(booking, early + timedelta(minutes=5))
    take(session, tonight, planner, mine, theirs, an_out(mine))
    assert booking.checked_in_at == early + timedelta(minutes=5)
    take(session, tonight, planner, an_out(theirs))
    assert (booking.checked_in_at, booking.state) == (None, "booked")


def test_a_check_in_that_arrives_after_it_was_taken_back_does_not_stand(
    session: Session, tonight: Forum, planner: User
) -> None:
    booking = make_booking(session, tonight, state="waiting")
    act = an_in(booking)
    take(session, tonight, planner, an_out(act))
    take(session, tonight, planner, act)
    assert (booking.checked_in_at, booking.state) == (None, "waiting")


def test_whoever_waited_has_a_place_once_let_in_and_waits_again_when_that_is_taken_back(
    session: Session, tonight: Forum, planner: User
) -> None:
    booking = make_booking(session, tonight, state="waiting")
    act = an_in(booking)
    take(session, tonight, planner, act)
    assert booking.state == "booked"
    take(session, tonight, planner, an_out(act))
    assert booking.state == "waiting"


def test_a_walk_in_is_entered_with_what_was_said_of_them(session: Session, tonight: Forum, planner: User) -> None:
    act = a_guest("  Wanda\x00  Example ", email="W@Agency.Example", agency_name="Somewhere", sector="both",
                  role_group="lead", may_contact=True)  # fmt: skip
    take(session, tonight, planner, act)
    found = session.get_one(Booking, act["person"])
    assert (found.name, found.email, found.agency_name) == ("Wanda Example", "w@agency.example", "Somewhere")
    assert (found.source, found.sector, found.role_group, found.may_contact) == ("door", "both", "lead", True)
    assert found.checked_in_at is not None


def test_a_walk_in_who_is_taken_back_leaves_the_list(session: Session, tonight: Forum, planner: User) -> None:
    act = a_guest()
    take(session, tonight, planner, act, an_out(act))
    found = session.get_one(Booking, act["person"])
    assert (found.state, found.checked_in_at) == ("cancelled", None)


def test_consent_without_an_address_is_no_consent(session: Session, tonight: Forum, planner: User) -> None:
    act = a_guest(may_contact=True)
    take(session, tonight, planner, act)
    assert session.get_one(Booking, act["person"]).may_contact is False


def test_a_walk_in_with_a_place_at_another_forum_is_moved_and_holds_no_second_place(
    session: Session, cycle: HubCycle, tonight: Forum, planner: User
) -> None:
    later = make_forum(session, cycle, title="Later")
    booking = make_booking(session, later, email="wanda@agency.example")
    act = a_guest(email="Wanda+hub@agency.example")
    take(session, tonight, planner, act)
    assert (booking.forum_id, booking.state) == (tonight.id, "booked")
    assert booking.checked_in_at is not None
    assert session.get(Booking, act["person"]) is None
    take(session, tonight, planner, an_out(act))
    assert (booking.forum_id, booking.state, booking.checked_in_at) == (later.id, "booked", None)


def test_a_place_that_is_moved_here_goes_to_whoever_waits_there(
    session: Session, cycle: HubCycle, tonight: Forum, planner: User
) -> None:
    later = make_forum(session, cycle, capacity=1)
    moved, waits = make_booking(session, later), make_booking(session, later, state="waiting")
    act = an_in(moved)
    found = take(session, tonight, planner, act)
    assert waits.state == "offered"
    assert [event.kind for event in found.events] == ["offered"]
    take(session, tonight, planner, an_out(act))
    assert (moved.forum_id, moved.state) == (later.id, "waiting")  # somebody else holds it now


def test_whoever_waits_here_and_holds_a_place_elsewhere_has_it_back_when_the_check_in_is_taken_back(
    session: Session, cycle: HubCycle, tonight: Forum, planner: User
) -> None:
    later = make_forum(session, cycle)
    waits = make_booking(session, tonight, state="waiting", email="w@agency.example")
    make_booking(session, later, email="w@agency.example")
    act = an_in(waits)
    take(session, tonight, planner, act)
    assert _held(session, cycle) == [tonight.id]
    take(session, tonight, planner, an_out(act))
    assert _held(session, cycle) == [later.id]


def test_whoever_was_at_another_forum_comes_a_second_time_without_a_second_place(
    session: Session, cycle: HubCycle, tonight: Forum, planner: User
) -> None:
    earlier = make_forum(session, cycle, in_hours=-20)
    been = make_booking(session, earlier, email="wanda@agency.example")
    take(session, earlier, planner, an_in(been))
    act = a_guest(email="wanda@agency.example")
    assert take(session, tonight, planner, act).taken
    second = session.get_one(Booking, act["person"])
    assert second.checked_in_at is not None
    assert second.email is None
    assert been.checked_in_at is not None


def test_nobody_of_another_cycle_or_partnership_can_be_checked_in(
    session: Session, tonight: Forum, planner: User
) -> None:
    stranger = make_booking(session, make_forum(session, make_hub_cycle(session)))
    found = take(session, tonight, planner, an_in(stranger), an_in(new_id().replace("-", "")))
    assert found.taken == []
    assert len(found.refused) == 2
    assert stranger.checked_in_at is None


def test_taking_back_a_check_in_of_another_forum_does_nothing_there(
    session: Session, cycle: HubCycle, tonight: Forum, planner: User
) -> None:
    other = make_forum(session, cycle, in_hours=-1)
    booking = make_booking(session, other)
    act = an_in(booking)
    take(session, other, planner, act)
    take(session, tonight, planner, an_out(act))
    assert booking.checked_in_at is not None


@pytest.mark.parametrize("hours", [-3000, 3000])
def test_a_clock_that_is_wrong_is_not_believed(session: Session, tonight: Forum, planner: User, hours: int) -> None:
    booking = make_booking(session, tonight)
    take(session, tonight, planner, an_in(booking, now() + timedelta(hours=hours)))
    assert booking.checked_in_at is not None
    assert tonight.starts_at - timedelta(days=3) < booking.checked_in_at <= now() + timedelta(seconds=5)


def _held(session: Session, cycle: HubCycle) -> list[int]:
    rows = select(Booking.forum_id).where(Booking.cycle_id == cycle.id, Booking.state.in_(HELD_STATES))
    return list(session.scalars(rows))
