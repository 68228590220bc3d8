"""Forums are planned, changed and cancelled, and those who hold or wait for a place are told what concerns them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.words import local
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters, texts

CYCLES = "/p/north/learning-hub/cycles"


def plan(forum: Forum | None = None, **values: Any) -> dict[str, Any]:
    """What the form of a forum is sent with."""
    details: dict[str, Any] = {
        "title": "Watford, morning", "day": (now() + timedelta(days=20)).date().isoformat(), "starts_at": "09:30",
        "ends_at": "12:00", "place": "Example Hall", "link": "", "directions": "", "locality": "", "chair": "",
        "speakers": "", "capacity": "30", "closes_on": "", "closes_at": "", "offer_hours": "48", "seen": "",
    }  # fmt: skip
    if forum is not None:
        start, end = local(forum.starts_at), local(forum.ends_at)
        details |= {
            "title": forum.title, "day": start.date().isoformat(), "starts_at": f"{start:%H:%M}",
            "ends_at": f"{end:%H:%M}", "place": forum.place, "link": forum.link, "capacity": str(forum.capacity),
            "seen": str(forum.revision),
        }  # fmt: skip
    return details | values


@pytest.fixture
def forum(session: Session, cycle: HubCycle) -> Forum:
    """A forum on whole minutes, within one day, as the form writes it."""
    start = local(now() + timedelta(days=21)).replace(hour=10, minute=0, second=0)
    return make_forum(
        session, cycle, title="Stevenage, morning", public_name="steve", starts_at=start,
        ends_at=start + timedelta(hours=2), link="https://meet.example/room",
    )  # fmt: skip


def test_a_cycle_and_its_forums_are_planned(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    today = date.today()
    response = page.post(
        f"{CYCLES}/new",
        data={
            "theme": "Gangs and knife crime", "introduction": "Come.",
            "questions": "What are you seeing?\n\nWhat works?",
            "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=99)).isoformat(),
        },
    )  # fmt: skip
    assert response.location == f"{CYCLES}/gangs-and-knife-crime"
    cycle = session.scalars(select(HubCycle).where(HubCycle.partnership_id == partnership.id)).one()
    assert cycle.questions == ["What are you seeing?", "What works?"]
    page.post(f"{response.location}/forums/new", data=plan(speakers="Sally Example\nTom Example"))
    (forum,) = cycle.forums
    assert (forum.capacity, forum.speakers, forum.revision) == (30, ["Sally Example", "Tom Example"], 1)
    assert f"{local(forum.starts_at):%H:%M}" == "09:30"
    assert len(forum.public_name) == 7
    assert "Watford, morning" in page.get(response.location).text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "Enter a name for the forum."),
        ({"day": "soon"}, "enter a real date"),
        ({"starts_at": "nine"}, "enter a time such as 09:30"),
        ({"ends_at": "09:00"}, "ends before it begins"),
        ({"place": " "}, "Enter a place, or a link"),
        ({"link": "meet.example"}, "Enter the whole link"),
        ({"capacity": "0"}, "Enter a number of places between 1 and"),
        ({"capacity": "many"}, "enter a whole number"),
        ({"offer_hours": "400"}, "between 1 and 336"),
        ({"closes_at": "09:00"}, "Enter the day on which booking closes too"),
        ({"day": "2020-01-01"}, "Choose a day within it"),
        ({"locality": "999999"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_with_a_forum_is_said_and_what_was_typed_stays(
    page: FlaskClient, session: Session, cycle: HubCycle, values: dict[str, Any], said: str
) -> None:
    response = page.post(f"{CYCLES}/gangs/forums/new", data=plan(chair="Chris Example") | values)
    assert response.status_code == 422
    assert said in response.text
    assert "Chris Example" in response.text
    assert session.scalars(select(Forum).where(Forum.cycle_id == cycle.id)).all() == []


def test_a_new_time_is_told_to_all_who_hold_or_wait_with_a_calendar_entry_that_replaces_the_old(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    make_booking(session, forum, email="has@agency.example")
    make_booking(session, forum, state="waiting", email="waits@agency.example")
    make_booking(session, forum, state="cancelled", email="gone@agency.example")
    page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=plan(forum, starts_at="10:30"))
    session.expire_all()
    assert forum.revision == 2
    told = {row.to_address: composed for row, composed in letters(session)}
    assert set(told) == {"has@agency.example", "waits@agency.example"}
    has, waits = told["has@agency.example"], told["waits@agency.example"]
    assert has is not None
    assert waits is not None
    assert "SEQUENCE:2" in has.files[0].text
    assert "T103000" in has.files[0].text
    assert waits.files == ()
    assert "meet.example" not in waits.text


def test_a_new_chair_is_no_reason_to_write_to_anybody(page: FlaskClient, session: Session, forum: Forum) -> None:
    make_booking(session, forum)
    page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=plan(forum, chair="Chris Example"))
    session.expire_all()
    assert forum.chair == "Chris Example"
    assert letters(session) == []


def test_fewer_places_than_are_held_is_refused_in_a_sentence(page: FlaskClient, session: Session, forum: Forum) -> None:
    make_booking(session, forum)
    make_booking(session, forum, state="offered", offer_ends_at=now() + timedelta(hours=5))
    response = page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=plan(forum, capacity="1"))
    assert response.status_code == 422
    assert "2 places are held already, so there cannot be 1. Enter 2 or more" in response.text
    session.expire_all()
    assert forum.capacity == 2


def test_more_places_go_to_the_waiting_list_in_its_order(page: FlaskClient, session: Session, forum: Forum) -> None:
    for _ in range(2):
        make_booking(session, forum)
    waiting = [
        make_booking(
            session, forum, state="waiting", email=f"w{n}@agency.example", entered_at=now() - timedelta(days=n)
        )
        for n in range(3)
    ]
    response = page.post(
        f"/p/north/learning-hub/forums/{forum.id}/change",
        data=plan(forum, capacity="4", place="Another Hall"),
        follow_redirects=True,
    )
    assert "3 people are told. 2 people on the waiting list are offered a place" in response.text
    assert [one.state for one in waiting] == ["waiting", "offered", "offered"]
    (offer,) = texts(session, "w2@agency.example")  # and no second message on the new hall
    assert "it is your turn" in offer
    assert "Another Hall" in offer


def test_a_forum_that_moves_forward_shortens_the_offers_that_stand(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    offered = make_booking(session, forum, state="offered", offer_ends_at=now() + timedelta(days=10))
    sooner = (local(now()) + timedelta(days=3)).date().isoformat()
    page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=plan(forum, day=sooner))
    session.expire_all()
    assert offered.offer_ends_at is not None
    assert offered.offer_ends_at == forum.starts_at - timedelta(hours=1.5)


def test_two_who_change_a_forum_at_once_do_not_overwrite_each_other(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    first, second = plan(forum, chair="One Example"), plan(forum, chair="Two Example")
    page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=first)
    response = page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=second)
    assert response.status_code == 422
    assert "Somebody has changed this forum" in response.text
    session.expire_all()
    assert forum.chair == "One Example"


def test_cancelling_tells_everybody_why_and_takes_it_out_of_calendars(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    has = make_booking(session, forum, email="has@agency.example")
    make_booking(session, forum, state="waiting", email="waits@agency.example")
    address = f"/p/north/learning-hub/forums/{forum.id}/cancel"
    assert page.post(address, data={"reason": " "}).status_code == 422
    page.post(address, data={"reason": "The hall is flooded."})
    told = {row.to_address: composed for row, composed in letters(session)}
    assert set(told) == {"has@agency.example", "waits@agency.example"}
    letter = told["has@agency.example"]
    assert letter is not None
    assert "The hall is flooded." in letter.text
    assert "METHOD:CANCEL" in letter.files[0].text
    assert "SEQUENCE:2" in letter.files[0].text
    assert has.state == "cancelled"
    assert page.post(address, data={"reason": "Again."}).status_code == 409


def test_a_cancelled_forum_can_no_longer_be_changed(page: FlaskClient, session: Session, forum: Forum) -> None:
    forum.cancelled_at = now()
    response = page.post(f"/p/north/learning-hub/forums/{forum.id}/change", data=plan(forum))
    assert response.status_code == 409
    assert "can no longer be changed" in response.text


def test_a_cycle_cannot_shrink_away_from_its_forums(page: FlaskClient, cycle: HubCycle, forum: Forum) -> None:
    data = {
        "theme": "Gangs", "introduction": "", "questions": "",
        "starts_on": date.today().isoformat(), "ends_on": date.today().isoformat(),
    }  # fmt: skip
    response = page.post(f"{CYCLES}/gangs/change", data=data)
    assert response.status_code == 422
    assert "would lie outside of the cycle" in response.text


def test_who_may_only_read_sees_counts_and_neither_names_nor_the_link(
    client: FlaskClient, session: Session, partnership: Partnership, forum: Forum
) -> None:
    booking = make_booking(session, forum, access_needs="A hearing loop")
    reader = sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    text = reader.get(f"/p/north/learning-hub/forums/{forum.id}").text
    for secret in (booking.name, "hearing loop", "meet.example", "/bookings"):
        assert secret not in text
    assert reader.get(f"/p/north/learning-hub/forums/{forum.id}/access").status_code == 403
    assert reader.get(f"/p/north/learning-hub/bookings/{booking.id}").status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1027-03-01"])
def test_a_mistyped_year_is_refused(page: FlaskClient, partnership: Partnership, day: str) -> None:
    data = {"theme": "Gangs", "introduction": "", "questions": "", "starts_on": day, "ends_on": day}
    response = page.post(f"{CYCLES}/new", data=data)
    assert response.status_code == 422
    assert "enter a year between 2000 and 2100" in response.text


def test_a_number_that_no_forum_has_is_not_found(page: FlaskClient, forum: Forum) -> None:
    for number in (forum.id + 999, 2**31, 10**30):
        assert page.get(f"/p/north/learning-hub/forums/{number}").status_code == 404
