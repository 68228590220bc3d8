"""The page behind the mailed link: reading changes nothing, and each button does what it says, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.links import link_key
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.rounds.tokens import hash_token
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters, link_in, texts


def link_of(app: Flask, booking: Booking) -> str:
    return f"/place/{link_key(app.config['SECRET_KEY'], booking)}"


def test_the_database_keeps_a_hash_of_the_key_alone(app: Flask, session: Session, forum: Forum) -> None:
    booking = make_booking(session, forum)
    key = link_key(app.config["SECRET_KEY"], booking)
    assert booking.token_hash == hash_token(key)
    assert len(key) == 24
    assert link_key("another secret", booking) != key


def test_reading_the_link_changes_nothing(app: Flask, client: FlaskClient, session: Session, forum: Forum) -> None:
    booking = make_booking(session, forum, state="offered", offer_ends_at=now() + timedelta(hours=5))
    text = client.get(link_of(app, booking)).text
    assert "A place is free for you" in text
    assert booking.state == "offered"
    assert texts(session) == []


def test_an_offer_is_accepted_and_confirmed_with_the_link_for_joining(
    app: Flask, client: FlaskClient, session: Session, forum: Forum
) -> None:
    booking = make_booking(session, forum, state="offered", offer_ends_at=now() + timedelta(hours=5))
    link = link_of(app, booking)
    assert "meet.example" not in client.get(link).text
    page = client.post(link, data={"act": "accept"}, follow_redirects=True).text
    assert "You have a place" in page
    assert "https://meet.example/room" in page
    (text,) = texts(session)
    assert link_in(text) == link


def test_giving_a_place_back_offers_it_to_the_next_who_is_told(
    app: Flask, client: FlaskClient, session: Session, forum: Forum
) -> None:
    booking, _ = make_booking(session, forum), make_booking(session, forum)
    waiting = make_booking(session, forum, state="waiting", email="next@agency.example")
    link = link_of(app, booking)
    page = client.post(link, data={"act": "cancel"}, follow_redirects=True).text
    assert "Your booking is cancelled" in page
    assert "Thank you for telling us" in page
    (offer,) = texts(session, "next@agency.example")
    assert "it is your turn" in offer
    session.commit()
    assert (booking.state, waiting.state) == ("cancelled", "offered")
    assert "Accept the place" in client.get(link_in(offer)).text
    client.post(link, data={"act": "cancel"})
    assert len(texts(session)) == 2  # the second click told nobody


def test_an_offer_that_ran_out_says_so(app: Flask, client: FlaskClient, session: Session, forum: Forum) -> None:
    booking = make_booking(session, forum, state="offered", offer_ends_at=now() - timedelta(minutes=1))
    page = client.post(link_of(app, booking), data={"act": "accept"}, follow_redirects=True).text
    assert "The offer has ended" in page
    assert "went to the next person" in page


def test_who_waits_sees_where_in_the_queue(app: Flask, client: FlaskClient, session: Session, forum: Forum) -> None:
    people = [
        make_booking(session, forum, state="waiting", entered_at=now() - timedelta(hours=9 - number))
        for number in range(3)
    ]
    assert "You are <strong>3rd</strong>" in client.get(link_of(app, people[2])).text


def test_somebody_changes_to_another_forum_and_their_calendar_follows(
    app: Flask, client: FlaskClient, session: Session, forum: Forum, cycle: HubCycle
) -> None:
    other = make_forum(session, cycle, title="Watford, afternoon", public_name="watford")
    booking = make_booking(session, forum, email="nina@agency.example")
    link = link_of(app, booking)
    page = client.post(link, data={"act": "move", "forum": "watford"}, follow_redirects=True).text
    assert "Watford, afternoon" in page
    assert booking.forum_id == other.id
    ((_, composed),) = letters(session, "nina@agency.example")
    assert composed is not None
    assert [file.params["method"] for file in composed.files] == ["PUBLISH", "CANCEL"]
    assert f"UID:forum-{forum.id}-" in composed.files[1].text


def test_a_full_forum_is_not_offered_for_a_change_and_refused_in_a_sentence(
    app: Flask, client: FlaskClient, session: Session, forum: Forum, cycle: HubCycle
) -> None:
    other = make_forum(session, cycle, title="Watford, afternoon", public_name="watford", capacity=1)
    make_booking(session, other)
    booking = make_booking(session, forum)
    link = link_of(app, booking)
    assert "Change to another forum" not in client.get(link).text
    page = client.post(link, data={"act": "move", "forum": "watford"}, follow_redirects=True).text
    assert "is full now. The booking stays as it was." in page
    assert booking.forum_id == forum.id


@pytest.mark.parametrize("data", [{}, {"act": "burn"}, {"act": "move"}, {"act": "move", "forum": "nothing"}])
def test_what_is_no_button_changes_nothing(
    app: Flask, client: FlaskClient, session: Session, forum: Forum, data: dict[str, str]
) -> None:
    booking = make_booking(session, forum)
    response = client.post(link_of(app, booking), data=data, follow_redirects=True)
    assert response.status_code == 200
    assert "Choose" in response.text
    assert booking.state == "booked"


def test_an_unknown_link_says_how_to_get_another(client: FlaskClient, forum: Forum) -> None:
    response = client.get("/place/no-such-key")
    assert response.status_code == 404
    assert "have it sent again" in response.text


def test_after_a_new_secret_the_old_link_goes_on_working_until_a_message_carries_the_new_one(
    app: Flask, client: FlaskClient, session: Session, forum: Forum
) -> None:
    booking = make_booking(session, forum, email="nina@agency.example")
    old = f"/place/{link_key('the secret of last year', booking)}"
    assert client.get(old).status_code == 200
    client.post("/hub/north/gangs/my-place", data={"email": "nina@agency.example"})
    (text,) = texts(session)
    session.commit()
    assert client.get(link_in(text)).status_code == 200
    assert client.get(old).status_code == 404


def test_the_calendar_file_takes_a_place_that_was_given_back_out_again(
    app: Flask, client: FlaskClient, session: Session, forum: Forum
) -> None:
    booking = make_booking(session, forum)
    link = link_of(app, booking)
    assert "METHOD:PUBLISH" in client.get(f"{link}/forum.ics").text
    booking.state = "cancelled"
    response = client.get(f"{link}/forum.ics")
    assert "METHOD:CANCEL" in response.text
    assert "meet.example" not in response.text
    assert response.mimetype == "text/calendar"
