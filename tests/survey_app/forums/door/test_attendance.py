"""Who came, counted by hand; corrections with a reason; the workbooks."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.door.attendance import attendance_of, attenders_of, by_agency, by_sector, figures_of
from survey_app.forums.models import Booking, Forum, HubCycle
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.door.door_factories import a_guest, an_in, an_out, check_in, take
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

BASE = "/p/north/learning-hub"


@pytest.fixture
def held(session: Session, cycle: HubCycle) -> Forum:
    """A forum that was held the day before yesterday."""
    return make_forum(session, cycle, title="Held", public_name="held", in_hours=-48, capacity=30)


@pytest.fixture
def people(session: Session, cycle: HubCycle, held: Forum, planner: User) -> dict[str, Booking]:
    """Two came and one did not; one came off the waiting list, one unannounced, one from and one to another forum."""
    later = make_forum(session, cycle, title="Later", in_hours=-20, capacity=30)
    found = {
        "came": make_booking(session, held, name="Asha Came", agency_name="Police", sector="children"),
        "offered": make_booking(
            session, held, name="Bela Came", agency_name="Health", state="offered", offer_ends_at=now()
        ),
        "missing": make_booking(session, held, name="Chike Missing", agency_name="Police", sector="children"),
        "waited": make_booking(session, held, name="Dawn Waited", agency_name="Health", state="waiting"),
        "still": make_booking(session, held, name="Eira Stayed-Away", state="waiting"),
        "to": make_booking(session, held, name="Femi Came-Later", agency_name="Police", sector="children"),
        "from": make_booking(session, later, name="Grace Came-Sooner", agency_name="Health"),
        "gone": make_booking(session, held, name="Huda Cancelled", state="cancelled"),
    }  # fmt: skip
    moment = held.starts_at + timedelta(minutes=2)
    take(session, held, planner, *(an_in(found[name], moment) for name in ("came", "offered", "waited", "from")))
    guest = a_guest("Ines Walked-In", sector="adults")
    take(session, held, planner, guest)
    take(session, later, planner, an_in(found["to"], later.starts_at))
    return found | {"guest": session.get_one(Booking, guest["person"])}


def test_the_figures_are_those_of_a_count_by_hand(session: Session, held: Forum, people: dict[str, Booking]) -> None:
    outcomes = {one.booking.name: one.outcome for one in attenders_of(session, held)}
    assert outcomes == {
        "Asha Came": "came", "Bela Came": "came", "Chike Missing": "missing", "Dawn Waited": "walk_in",
        "Femi Came-Later": "elsewhere", "Grace Came-Sooner": "walk_in", "Ines Walked-In": "walk_in",
    }  # fmt: skip
    figures = figures_of(attenders_of(session, held))
    assert (figures.booked, figures.came, figures.missing, figures.elsewhere) == (4, 2, 1, 1)
    assert (figures.walk_ins, figures.here, figures.share) == (3, 5, 0.5)


def test_agencies_and_sectors_add_up(session: Session, held: Forum, people: dict[str, Booking]) -> None:
    attenders = attenders_of(session, held)
    police = by_agency(attenders)["Police"]
    assert (police.booked, police.came, police.missing, police.elsewhere) == (3, 1, 1, 1)
    for groups in (by_agency(attenders), by_sector(attenders)):
        assert sum(one.here for one in groups.values()) == 5
        assert sum(one.booked for one in groups.values()) == 4
    assert by_sector(attenders)["Adults’ services"].walk_ins == 1


def test_a_cycle_counts_forums_that_are_over_and_had_their_door_kept(
    session: Session, cycle: HubCycle, held: Forum, people: dict[str, Booking]
) -> None:
    unkept = make_forum(session, cycle, in_hours=-10)
    make_booking(session, unkept)
    make_booking(session, make_forum(session, cycle))
    make_forum(session, cycle, in_hours=-30, cancelled_at=now())
    found = attendance_of(session, cycle)
    assert (len(found.forums), found.held, found.not_counted) == (4, 3, (unkept,))
    assert (found.total.booked, found.total.came, found.total.walk_ins, found.total.missing) == (4, 2, 4, 1)


def test_nobody_is_missing_of_nothing(session: Session) -> None:
    found = attendance_of(session, make_hub_cycle(session))
    assert (found.forums, found.total.here, found.total.share) == ((), 0, None)


def test_officers_read_who_did_not_come_and_facilitators_do_not(
    session: Session, page: FlaskClient, held: Forum, people: dict[str, Booking]
) -> None:
    text = page.get(f"{BASE}/forums/{held.id}/attendance").text
    assert "Chike Missing" in text
    assert "Had a place at “Later”" in text
    facilitator = make_user(session, held.cycle.partnership, roles=("facilitator",))
    assert sign_in(page, facilitator).get(f"{BASE}/forums/{held.id}/attendance").status_code == 403


def test_a_correction_needs_a_reason_and_is_logged_with_it(
    session: Session, page: FlaskClient, held: Forum, people: dict[str, Booking]
) -> None:
    missing = people["missing"]
    url = f"{BASE}/bookings/{missing.id}/attendance"
    assert page.post(url, data={"reason": " "}).status_code == 422
    session.refresh(missing)
    assert missing.checked_in_at is None
    assert page.post(url, data={"reason": "Signed the paper list"}).status_code == 302
    session.refresh(missing)
    assert missing.checked_in_at == held.starts_at
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("attendance corrected"))).all()
    assert (event.subject, event.details["reason"]) == (f"booking {missing.id}", "Signed the paper list")
    assert page.post(url, data={"reason": "Another Chike"}).status_code == 302
    session.refresh(missing)
    assert (missing.checked_in_at, missing.state) == (None, "booked")


def test_whoever_was_noted_by_mistake_and_had_no_place_leaves_the_list(
    session: Session, page: FlaskClient, held: Forum, people: dict[str, Booking]
) -> None:
    page.post(f"{BASE}/bookings/{people['guest'].id}/attendance", data={"reason": "Entered twice"})
    session.refresh(people["guest"])
    assert people["guest"].state == "cancelled"
    assert "Ines Walked-In" not in {one.booking.name for one in attenders_of(session, held)}


def test_a_check_in_that_comes_after_a_correction_of_the_same_does_not_undo_it(
    session: Session, page: FlaskClient, held: Forum, planner: User
) -> None:
    booking = make_booking(session, held)
    act = an_in(booking)
    take(session, held, planner, act)
    page.post(f"{BASE}/bookings/{booking.id}/attendance", data={"reason": "Somebody else"})
    take(session, held, planner, act)  # the device had not heard that it was taken
    session.refresh(booking)
    assert booking.checked_in_at is None


def test_nothing_is_corrected_before_the_forum_or_of_another_partnership(
    session: Session, page: FlaskClient, forum: Forum
) -> None:
    ahead = make_booking(session, forum)
    assert "nothing to correct" in page.get(f"{BASE}/bookings/{ahead.id}/attendance").text
    page.post(f"{BASE}/bookings/{ahead.id}/attendance", data={"reason": "I know it"})
    session.refresh(ahead)
    assert ahead.checked_in_at is None
    stranger = make_booking(session, make_forum(session, make_hub_cycle(session), in_hours=-5))
    assert page.post(f"{BASE}/bookings/{stranger.id}/attendance", data={"reason": "x"}).status_code == 404


def test_the_workbooks_have_the_same_figures_and_only_that_of_the_forum_has_names(
    session: Session, page: FlaskClient, cycle: HubCycle, held: Forum, people: dict[str, Booking]
) -> None:
    check_in(session, make_booking(session, held, name="=1+1", agency_name="@agency"))
    book = CalamineWorkbook.from_filelike(BytesIO(page.get(f"{BASE}/forums/{held.id}/attendance.xlsx").data))
    names = [row[0] for row in book.get_sheet_by_name("People").to_python()[4:]]
    assert "=1+1" in names
    assert "Chike Missing" in names
    assert book.get_sheet_by_name("By agency").to_python()[-1] == ["Together", 5, 3, 1, 1, 3, 6]
    answer = page.get(f"{BASE}/cycles/{cycle.slug}/attendance.xlsx")
    whole = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    cells = [cell for name in whole.sheet_names for row in whole.get_sheet_by_name(name).to_python() for cell in row]
    assert not {one.name for one in people.values()} & set(cells)
    assert whole.get_sheet_by_name("By forum").to_python()[-1] == ["Together", 5, 3, 1, 1, 4, 7]
    logged = session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "attendance downloaded")).all()
    assert sorted(logged) == [f"forum {held.id}", f"hub cycle {cycle.id}"]


def test_taken_back_at_the_door_is_not_there(session: Session, held: Forum, planner: User) -> None:
    booking = make_booking(session, held)
    act = an_in(booking)
    take(session, held, planner, act, an_out(act))
    assert figures_of(attenders_of(session, held)).missing == 1
