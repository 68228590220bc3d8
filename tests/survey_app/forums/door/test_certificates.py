"""Certificates: for whoever was there and nobody else, checked by a code that tells no name, mailed once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.booking.links import link_key
from survey_app.forums.door.certificate_mail import queue_certificates
from survey_app.forums.door.certificates import hours_words
from survey_app.forums.models import Attendance, Booking, Forum, HubCycle
from tests.survey_app.forums.door.door_factories import an_in, an_out, check_in, take
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters

BASE = "/p/north/learning-hub"
SECRET = "only for tests, on this machine"


@pytest.fixture
def held(session: Session, cycle: HubCycle) -> Forum:
    return make_forum(session, cycle, title="Held", public_name="held", in_hours=-48, capacity=30)


@pytest.fixture
def came(session: Session, held: Forum) -> Booking:
    booking = make_booking(session, held, name="Asha Ní Example", email="asha@agency.example")
    check_in(session, booking)
    return booking


def code_of(session: Session, booking: Booking) -> str:
    return session.get_one(Attendance, booking.id).certificate_code


def test_whoever_was_there_opens_it_by_their_own_link(
    session: Session, client: FlaskClient, held: Forum, came: Booking
) -> None:
    key = link_key(SECRET, came)
    assert f"/place/{key}/certificate" in client.get(f"/place/{key}").text
    text = client.get(f"/place/{key}/certificate").text
    code = code_of(session, came)
    for said in ("Asha Ní Example", "North Children’s Board and North Adults’ Board", held.cycle.theme, "2 hours",
                 f"{code[:4]}-{code[4:7]}-{code[7:]}"):  # fmt: skip
        assert said in text, said


def test_whoever_was_not_there_has_none(session: Session, client: FlaskClient, held: Forum) -> None:
    key = link_key(SECRET, make_booking(session, held))
    assert "certificate" not in client.get(f"/place/{key}").text
    answer = client.get(f"/place/{key}/certificate")
    assert answer.status_code == 404
    assert "You were not checked in" in answer.text


def test_there_is_none_while_the_forum_goes_on(session: Session, client: FlaskClient, cycle: HubCycle) -> None:
    booking = make_booking(session, make_forum(session, cycle, in_hours=-1))
    check_in(session, booking)
    answer = client.get(f"/place/{link_key(SECRET, booking)}/certificate")
    assert "once the forum is over" in answer.text


def test_the_check_says_forum_date_and_hours_and_no_name(
    session: Session, client: FlaskClient, held: Forum, came: Booking
) -> None:
    text = client.get(f"/certificate/{code_of(session, came)}").text
    assert "This certificate is valid" in text
    assert "Held" in text
    assert "2 hours" in text
    for secret in ("Asha", "agency.example", came.id, link_key(SECRET, came), "Example Agency"):
        assert secret not in text, secret


def test_the_name_is_confirmed_only_where_it_is_typed_whole(
    session: Session, client: FlaskClient, came: Booking
) -> None:
    code = code_of(session, came)
    for typed in ("Asha", "Asha Ni Example", "asha ní exampl", "%", "Asha Ní Example."):
        text = client.get("/certificate", query_string={"code": code, "name": typed}).text
        assert "<strong>not</strong> the name on it" in text, typed
    text = client.get("/certificate", query_string={"code": f" {code.lower()} ", "name": "  ASHA ní  example "}).text
    assert "is the name on it" in text


def test_odd_codes_are_answered_plainly(client: FlaskClient, came: Booking) -> None:
    for code in ("x", "AAAAAAAAAA", "%", "\x00", "😀" * 10, "A" * 39, "ß" * 10):
        assert "No certificate has this code" in client.get("/certificate", query_string={"code": code}).text, code
    assert client.get("/certificate", query_string={"code": ""}).status_code == 422
    assert client.get("/certificate", query_string={"code": "A" * 500}).status_code == 422
    assert client.get("/certificate").status_code == 200


def test_a_certificate_ends_with_the_attendance_that_it_proves(
    session: Session, client: FlaskClient, held: Forum, planner: User
) -> None:
    booking = make_booking(session, held)
    act = an_in(booking)
    take(session, held, planner, act)
    code = code_of(session, booking)
    take(session, held, planner, an_out(act))
    assert "No certificate has this code" in client.get(f"/certificate/{code}").text
    take(session, held, planner, an_in(booking))
    assert code_of(session, booking) == code
    assert "This certificate is valid" in client.get(f"/certificate/{code}").text


def test_officers_have_all_of_a_forum_in_one_word_file(
    session: Session, page: FlaskClient, held: Forum, came: Booking
) -> None:
    other = make_booking(session, held, name="Bela Example")
    check_in(session, other)
    make_booking(session, held, name="Chike Missing")
    document = docx.Document(BytesIO(page.get(f"{BASE}/forums/{held.id}/certificates.docx").data))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert text.count("Certificate of attendance") == 2
    assert "Asha Ní Example" in text
    assert "Chike Missing" not in text
    assert any(code_of(session, came)[:4] in line for line in text)
    empty = make_forum(session, held.cycle, in_hours=-20)
    assert page.get(f"{BASE}/forums/{empty.id}/certificates.docx").status_code == 409


def test_the_link_is_mailed_once_to_whoever_was_there(
    session: Session, cycle: HubCycle, held: Forum, came: Booking
) -> None:
    make_booking(session, held, email="missing@agency.example")
    nobody = make_booking(session, held, email=None)
    check_in(session, nobody)
    soon = make_booking(session, make_forum(session, cycle, in_hours=-3), email="soon@agency.example")
    check_in(session, soon)
    assert queue_certificates(session) == 1
    assert queue_certificates(session) == 0
    ((message, composed),) = letters(session)
    assert message.to_address == "asha@agency.example"
    assert composed is not None
    assert f"/place/{link_key(SECRET, came)}/certificate" in composed.text


def test_nothing_is_mailed_where_it_was_corrected_meanwhile(session: Session, held: Forum, planner: User) -> None:
    booking = make_booking(session, held)
    act = an_in(booking)
    take(session, held, planner, act)
    queue_certificates(session)
    take(session, held, planner, an_out(act))
    ((_, composed),) = letters(session)
    assert composed is None


def test_how_long_a_forum_was_is_said_in_words(session: Session, held: Forum) -> None:
    for minutes, words in ((120, "2 hours"), (150, "2 hours 30 minutes"), (60, "1 hour"), (45, "45 minutes")):
        held.ends_at = held.starts_at + timedelta(minutes=minutes)
        assert hours_words(held) == words
