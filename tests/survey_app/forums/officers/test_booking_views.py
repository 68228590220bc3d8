"""An officer's list of bookings: filters, adding, moving, cancelling, and what people typed in a workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters, texts

HUB = "/p/north/learning-hub"
ADDED = {
    "name": "Nina Example", "email": "nina@agency.example", "agency": "", "agency_name": "Example Trust",
    "sector": "adults", "role_group": "manager", "locality": "", "access_needs": "",
}  # fmt: skip


def rows_of(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_list_shows_the_queue_in_its_order_and_what_people_need(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    make_booking(session, forum, name="Zoe Example", state="waiting", entered_at=now() - timedelta(days=2))
    make_booking(session, forum, name="Abe Example", state="waiting", entered_at=now() - timedelta(days=1))
    make_booking(session, forum, name="Kim Example", access_needs="A hearing loop")
    text = page.get(f"{HUB}/forums/{forum.id}/bookings").text
    assert text.index("Kim Example") < text.index("Zoe Example") < text.index("Abe Example")
    assert "2nd in the queue" in text
    assert "A hearing loop" in text


def test_filters_leave_who_fits(page: FlaskClient, session: Session, forum: Forum) -> None:
    make_booking(session, forum, name="Kim Example", access_needs="A hearing loop", agency_name="Police (constructed)")
    make_booking(session, forum, name="Gone Example", state="declined", ended_at=now())
    address = f"{HUB}/forums/{forum.id}/bookings"
    assert "Gone Example" not in page.get(address).text
    assert "Gone Example" in page.get(f"{address}?show=ended").text
    assert "Kim Example" in page.get(f"{address}?show=needs").text
    assert "Kim Example" in page.get(f"{address}?agency=Police (constructed)").text
    assert "No booking fits" in page.get(f"{address}?agency=Nobody").text
    assert page.get(f"{address}?show=rubbish").status_code == 200


def test_somebody_added_by_hand_stands_at_the_end_of_the_queue_and_is_told(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    for _ in range(2):
        make_booking(session, forum)
    make_booking(session, forum, state="waiting", entered_at=now() - timedelta(days=1))
    response = page.post(f"{HUB}/forums/{forum.id}/bookings/add", data=ADDED, follow_redirects=True)
    assert "Nina Example is on the waiting list" in response.text
    (text,) = texts(session, "nina@agency.example")
    assert "you are 2nd" in text
    booking = session.scalars(select(Booking).where(Booking.email == "nina@agency.example")).one()
    assert (booking.source, booking.agency_name, booking.may_contact) == ("officer", "Example Trust", False)


def test_who_has_a_place_in_the_cycle_is_not_added_twice(
    page: FlaskClient, session: Session, forum: Forum, cycle: HubCycle
) -> None:
    other = make_forum(session, cycle)
    make_booking(session, other, email="nina@agency.example")
    response = page.post(f"{HUB}/forums/{forum.id}/bookings/add", data=ADDED, follow_redirects=True)
    assert "has a place in this cycle already" in response.text
    assert letters(session) == []


def test_somebody_is_moved_and_their_old_place_goes_to_the_next(
    page: FlaskClient, session: Session, forum: Forum, cycle: HubCycle
) -> None:
    other = make_forum(session, cycle, title="Watford, afternoon")
    booking, _ = make_booking(session, forum, email="nina@agency.example"), make_booking(session, forum)
    waiting = make_booking(session, forum, state="waiting")
    response = page.post(
        f"{HUB}/bookings/{booking.id}/move", data={"forum": str(other.id)}, follow_redirects=True
    )  # fmt: skip
    assert "now has a place at “Watford, afternoon”" in response.text
    session.expire_all()
    assert (booking.forum_id, waiting.state) == (other.id, "offered")
    assert "Watford, afternoon" in texts(session, "nina@agency.example")[0]
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "booking moved")).one()


def test_moving_to_a_full_forum_is_refused(page: FlaskClient, session: Session, forum: Forum, cycle: HubCycle) -> None:
    other = make_forum(session, cycle, capacity=1)
    make_booking(session, other)
    booking = make_booking(session, forum)
    response = page.post(f"{HUB}/bookings/{booking.id}/move", data={"forum": str(other.id)})
    assert response.status_code == 409
    assert "is full now" in response.text
    assert booking.forum_id == forum.id


def test_cancelling_for_somebody_tells_them_and_the_next(page: FlaskClient, session: Session, forum: Forum) -> None:
    booking, _ = make_booking(session, forum, email="nina@agency.example"), make_booking(session, forum)
    make_booking(session, forum, state="waiting", email="next@agency.example")
    response = page.post(f"{HUB}/bookings/{booking.id}/cancel", follow_redirects=True)
    assert "1 offered a place from the waiting list" in response.text
    assert "your booking is cancelled" in texts(session, "nina@agency.example")[0]
    assert "it is your turn" in texts(session, "next@agency.example")[0]


def test_what_people_typed_is_no_formula_in_the_workbook(page: FlaskClient, session: Session, forum: Forum) -> None:
    make_booking(session, forum, name='=HYPERLINK("http://x")', access_needs="+1 chair\x0b", agency_name="<r>@sum</r>")
    data = page.get(f"{HUB}/forums/{forum.id}/bookings.xlsx").data
    row = rows_of(data)[-1]
    assert row[0] == '=HYPERLINK("http://x")'
    assert row[2] == "<r>@sum</r>"
    assert row[7].startswith("+1 chair")
    assert b"<f>" not in data
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "bookings downloaded")).one()


def test_the_list_for_the_venue_names_who_needs_something_of_those_who_come(
    client: FlaskClient, session: Session, partnership: Partnership, forum: Forum
) -> None:
    make_booking(session, forum, name="Kim Example", access_needs="A hearing loop")
    make_booking(session, forum, name="Lee Example")
    make_booking(session, forum, name="Waiting Example", state="waiting", access_needs="Large print")
    facilitator = sign_in(client, make_user(session, partnership, roles=("facilitator",)))
    text = facilitator.get(f"{HUB}/forums/{forum.id}/access").text
    assert "Kim Example" in text
    assert "<strong>1</strong> of 2 people with a place has" in text
    assert "Waiting Example" not in text
    assert facilitator.get(f"{HUB}/forums/{forum.id}/bookings").status_code == 403
    rows = rows_of(facilitator.get(f"{HUB}/forums/{forum.id}/access.xlsx").data)
    assert rows[-1][:2] == ["Kim Example", "A hearing loop"]


def test_another_partnership_finds_no_booking_here(
    client: FlaskClient, session: Session, forum: Forum, partnership: Partnership
) -> None:
    booking = make_booking(session, make_forum(session))  # of another partnership
    officer = sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert officer.get(f"{HUB}/bookings/{booking.id}").status_code == 404
    assert officer.post(f"{HUB}/bookings/{booking.id}/cancel").status_code == 404
    assert booking.state == "booked"
