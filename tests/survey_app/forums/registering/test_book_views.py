"""Booking a place without an account: the page, what it tells strangers, and what is mailed instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app.database import now
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters, link_in, texts

PAGE, FORM = "/hub/north/gangs", "/hub/north/gangs/book"


def answers(agency: Agency | None = None, **values: Any) -> dict[str, Any]:
    details = {
        "forum": "steve", "name": "Nina Example", "email": "nina@agency.example",
        "agency": str(agency.id) if agency else "other", "agency_name": "" if agency else "Example Trust",
        "sector": "both", "role_group": "frontline", "locality": "", "access_needs": "", "website": "",
    }  # fmt: skip
    return {**details, **values}


def book(client: FlaskClient, **values: Any) -> TestResponse:
    return client.post(FORM, data=answers(**values))


def test_the_page_shows_every_forum_with_its_places_under_the_name_of_both_boards(
    client: FlaskClient, session: Session, forum: Forum, cycle: HubCycle
) -> None:
    full = make_forum(session, cycle, title="Full one", capacity=1)
    make_booking(session, full)
    make_booking(session, full, state="waiting")
    make_forum(session, cycle, title="Cancelled one", cancelled_at=now(), cancelled_because="The hall is flooded.")
    text = client.get(PAGE).text
    for words in (
        "North Children’s Board and North Adults’ Board", "2 places left", "Full", "on which 1 person waits",
        "The hall is flooded.",
    ):  # fmt: skip
        assert words in text
    assert "meet.example" not in text  # the link for joining is for those who have a place


def test_somebody_books_and_gets_a_message_with_calendar_and_link(
    client: FlaskClient, session: Session, forum: Forum, agency: Agency
) -> None:
    response = book(client, agency=agency, access_needs="A hearing loop", may_contact="y")
    assert response.location == f"{PAGE}/sent"
    booking = session.scalars(select(Booking).where(Booking.forum_id == forum.id)).one()
    assert (booking.state, booking.agency_id, booking.access_needs) == ("booked", agency.id, "A hearing loop")
    assert (booking.may_contact, booking.source) == (True, "page")
    ((_, composed),) = letters(session, "nina@agency.example")
    assert composed is not None
    for words in ("you have a place", "Stevenage, morning", "https://meet.example/room", "Board and North Adults"):
        assert words in composed.text
    (file,) = composed.files
    assert (file.kind, file.params) == ("calendar", {"method": "PUBLISH"})
    assert "METHOD:PUBLISH" in file.text
    assert "SEQUENCE:1" in file.text


def test_contact_is_asked_separately_and_is_not_ticked(client: FlaskClient, session: Session, forum: Forum) -> None:
    text = client.get(FORM).text
    box = text[text.index('name="may_contact"') - 200 : text.index('name="may_contact"') + 200]
    assert "checked" not in box
    book(client)
    assert session.scalars(select(Booking.may_contact).where(Booking.forum_id == forum.id)).all() == [False]


def test_a_stranger_cannot_see_whether_an_address_is_registered(
    client: FlaskClient, session: Session, forum: Forum
) -> None:
    forum.capacity = 9
    first = book(client)
    again = book(client)
    unknown = book(client, email="somebody-else@agency.example")
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert (first.location, first.data) == (unknown.location, unknown.data)
    assert client.get(first.location).text == client.get(again.location).text
    asked = [row for row, _ in letters(session, "nina@agency.example") if row.kind == "forum_asked"]
    assert len(asked) == 1
    assert session.scalar(select(func.count()).where(Booking.email == "nina@agency.example")) == 1


def test_asking_again_and_again_does_not_fill_a_mailbox(client: FlaskClient, session: Session, forum: Forum) -> None:
    for _ in range(5):
        book(client)
        client.post(f"{PAGE}/my-place", data={"email": "nina@agency.example"})
    assert len(texts(session, "nina@agency.example")) == 2


def test_the_link_is_sent_again_to_who_has_one_and_the_page_says_the_same_to_all(
    client: FlaskClient, session: Session, forum: Forum
) -> None:
    booking = make_booking(session, forum, email="nina@agency.example")
    known = client.post(f"{PAGE}/my-place", data={"email": "Nina@Agency.example"})
    unknown = client.post(f"{PAGE}/my-place", data={"email": "nobody@agency.example"})
    assert (known.location, known.data) == (unknown.location, unknown.data)
    assert [row.to_address for row, _ in letters(session)] == ["nina@agency.example"]
    (text,) = texts(session)
    session.commit()
    assert booking.name in client.get(link_in(text)).text


def test_a_full_forum_puts_people_on_its_list_and_tells_them_where_they_are(
    client: FlaskClient, session: Session, forum: Forum
) -> None:
    for _ in range(2):
        make_booking(session, forum)
    book(client, email="a@agency.example")
    book(client, email="b@agency.example")
    (text,) = texts(session, "b@agency.example")
    assert "you are 2nd" in text
    assert "meet.example" not in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": "not an address"}, "Enter an e-mail address in the usual form"),
        ({"agency": "", "agency_name": ""}, "Choose your agency, or type its name"),
        ({"agency": "other", "agency_name": " "}, "Type the name of your agency"),
        ({"sector": ""}, "Choose whom you work with."),
        ({"role_group": ""}, "Choose the role"),
        ({"forum": ""}, "Choose a forum."),
        ({"forum": "no-such-forum"}, "Not a valid choice"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"access_needs": "x" * 2001}, "at most 2,000 characters"),
        ({"agency": "999999"}, "Not a valid choice"),
        ({"name": "\x00 \x00", "email": "a\x00@b.example"}, "There is a problem"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, forum: Forum, values: dict[str, Any], said: str
) -> None:
    response = client.post(FORM, data=answers(access_needs="Step-free, please") | values)
    assert response.status_code == 422
    assert said in response.text
    assert "nina@agency.example" in response.text or "email" in values
    assert session.scalar(select(func.count()).where(Booking.forum_id == forum.id)) == 0


def test_what_a_program_fills_in_is_thrown_away(client: FlaskClient, session: Session, forum: Forum) -> None:
    assert book(client, website="https://spam.example").location == f"{PAGE}/sent"
    assert session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind != "x")) == 0
    assert session.scalar(select(func.count()).where(Booking.forum_id == forum.id)) == 0


def test_a_forum_that_has_closed_or_is_cancelled_is_not_offered(
    client: FlaskClient, session: Session, forum: Forum
) -> None:
    forum.booking_closes_at = now() - timedelta(minutes=1)
    assert "Booking has closed" in client.get(PAGE).text
    assert "Booking has closed for all forums" in client.get(FORM).text
    assert book(client).status_code == 422
    assert session.scalar(select(func.count()).where(Booking.forum_id == forum.id)) == 0


def test_a_room_behind_one_address_books_and_one_mailbox_cannot_be_tried_forever(
    client: FlaskClient, session: Session, forum: Forum
) -> None:
    forum.capacity = 100
    assert {book(client, email=f"room{n}@agency.example").status_code for n in range(40)} == {302}
    answers = [book(client, email="one@agency.example") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Nothing was booked just now" in answers[-1].text


def test_the_short_link_opens_the_form_with_the_forum_chosen(client: FlaskClient, forum: Forum) -> None:
    response = client.get("/f/steve")
    assert response.location == f"{FORM}?forum=steve"
    text = client.get(response.location).text
    assert "checked" in text[text.index('value="steve"') :][:80]
    assert client.get("/f/nothing").status_code == 404


def test_another_partnership_does_not_show_the_cycle(client: FlaskClient, session: Session, forum: Forum) -> None:
    assert client.get("/hub/elsewhere/gangs").status_code == 404


def test_a_cycle_without_forums_is_not_public_yet(
    client: FlaskClient, session: Session, cycle: HubCycle, partnership: Partnership
) -> None:
    assert client.get(PAGE).status_code == 404
