"""The code for the door, attacked: what a photograph of it gives to a stranger, and what a facilitator does with it."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.forums.booking.links import find_by_key, link_key
from survey_app.forums.door.codes import door_code, find_by_code, plain_code, spaced
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle
from tests.survey_app.forums.post import texts

SECRET = "only for tests, on this machine"


def code_of(booking: Booking) -> str:
    return door_code(SECRET, booking.id)


def address_of(booking: Booking) -> str:
    return f"/d/{booking.forum.public_name}/{spaced(code_of(booking))}"


def test_the_place_page_and_the_mail_show_the_code_and_the_page_its_picture(
    session: Session, client: FlaskClient, forum: Forum, partnership: Partnership
) -> None:
    booking = make_booking(session, forum)
    key = link_key(SECRET, booking)
    page = client.get(f"/place/{key}").text
    assert spaced(code_of(booking)) in page
    assert "<svg" in page
    assert f"/place/{key}" not in page.split("<svg")[1].split("</svg>")[0]


def test_a_stranger_who_opens_the_code_learns_nothing_of_the_person_and_can_do_nothing(
    session: Session, client: FlaskClient, forum: Forum
) -> None:
    booking = make_booking(session, forum, name="Nadia Nameless", access_needs="A hearing loop")
    key = link_key(SECRET, booking)
    page = client.get(address_of(booking))
    assert page.status_code == 200
    assert forum.title in page.text
    for secret in ("Nadia", "hearing loop", booking.email or "", key, "/place/", booking.id):
        assert secret not in page.text, secret
    assert client.post(address_of(booking), data={"act": "cancel"}).status_code == 405
    session.refresh(booking)
    assert (booking.state, booking.checked_in_at) == ("booked", None)


def test_the_code_does_not_open_the_booking_as_its_link_does(
    session: Session, client: FlaskClient, forum: Forum
) -> None:
    booking = make_booking(session, forum)
    link_key(SECRET, booking)
    for tried in (code_of(booking), spaced(code_of(booking)), code_of(booking).lower()):
        assert find_by_key(session, tried) is None
        assert client.post(f"/place/{tried}", data={"act": "cancel"}).status_code == 404
        assert client.get(f"/place/{tried}/certificate").status_code == 404
    session.refresh(booking)
    assert booking.state == "booked"


def test_codes_differ_from_person_to_person_and_from_the_keys_of_their_links(session: Session, forum: Forum) -> None:
    bookings = [make_booking(session, forum, state="cancelled") for _ in range(20)]
    for booking in bookings:
        assert plain_code(link_key(SECRET, booking)[:8]) != code_of(booking)
    assert len({code_of(booking) for booking in bookings}) == 20


def test_opening_a_code_checks_nobody_in_whoever_opens_it(session: Session, page: FlaskClient, cycle: HubCycle) -> None:
    booking = make_booking(session, make_forum(session, cycle, in_hours=1))
    answer = page.get(address_of(booking))
    assert answer.status_code == 302
    assert answer.location.endswith(f"/learning-hub/door/app#/{booking.forum_id}/code/{spaced(code_of(booking))}")
    session.refresh(booking)
    assert booking.checked_in_at is None


def test_somebody_who_is_signed_in_elsewhere_is_a_stranger(
    session: Session, client: FlaskClient, cycle: HubCycle
) -> None:
    booking = make_booking(session, make_forum(session, cycle, in_hours=1))
    other = make_user(session, make_partnership(session), roles=("facilitator", "qa_group"))
    answer = sign_in(client, other).get(address_of(booking))
    assert answer.status_code == 200
    assert booking.name not in answer.text


def test_the_code_goes_with_somebody_who_moves_to_another_forum(
    session: Session, page: FlaskClient, cycle: HubCycle
) -> None:
    booking = make_booking(session, make_forum(session, cycle, public_name="first", in_hours=1))
    old = address_of(booking)
    there = make_forum(session, cycle, public_name="second", in_hours=2)
    booking.forum_id = there.id
    session.flush()
    session.expire(booking)
    assert page.get(old).location.split("#")[1].startswith(f"/{there.id}/code/")


def test_a_code_of_another_cycle_is_not_known_here(session: Session, client: FlaskClient, forum: Forum) -> None:
    stranger = make_booking(session, make_forum(session, make_hub_cycle(session)))
    assert find_by_code(session, SECRET, forum, code_of(stranger)) is None
    page = client.get(f"/d/{forum.public_name}/{code_of(stranger)}")
    assert "This code is not known" in page.text


def test_odd_codes_and_forums_are_answered_plainly(client: FlaskClient, forum: Forum) -> None:
    for code in ("%00", "%F0%9F%98%80", "A" * 500, "0O1IUV22", "aaaa-aaaa", "../x"):
        assert client.get(f"/d/{forum.public_name}/{code}").status_code in (200, 404), code
    assert client.get("/d/nowhere/AAAAAAAA").status_code == 404


def test_the_server_that_has_a_new_secret_knows_no_old_code(session: Session, app: Flask, forum: Forum) -> None:
    booking = make_booking(session, forum)
    assert find_by_code(session, "another secret", forum, code_of(booking)) is None
    assert find_by_code(session, SECRET, forum, f" {code_of(booking).lower()[:4]} {code_of(booking)[4:]}") is booking


def test_the_confirmation_names_the_code(session: Session, client: FlaskClient, forum: Forum) -> None:
    cycle = forum.cycle
    form = {
        "forum": forum.public_name, "name": "Asha Example", "email": "asha@agency.example", "agency": "other",
        "agency_name": "Example",
        "sector": "both", "role_group": "lead",
    }  # fmt: skip
    client.post(f"/hub/north/{cycle.slug}/book", data=form)
    (text,) = texts(session, "asha@agency.example")
    booking = session.query(Booking).filter_by(email="asha@agency.example").one()
    assert re.search(rf"this code: {spaced(code_of(booking))}", text)
