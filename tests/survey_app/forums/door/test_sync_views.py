"""The routes of the door, as a device and as an adversary ask them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.models import Booking, DoorAct, DoorList, Forum, HubCycle
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.door.door_factories import a_guest, an_in, an_out, new_id
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

BASE = "/p/north/learning-hub"
DEVICE = "a-device-of-tests"


@pytest.fixture
def today(session: Session, cycle: HubCycle) -> Forum:
    return make_forum(session, cycle, title="Today", in_hours=1, capacity=30)


@pytest.fixture
def door(session: Session, client: FlaskClient, partnership: Partnership) -> FlaskClient:
    """A facilitator's browser."""
    return sign_in(client, make_user(session, partnership, roles=("facilitator",)))


def sync(door: FlaskClient, forum: Forum, *acts: Any, seen: str = "", device: Any = DEVICE, base: str = BASE) -> Any:
    return door.post(f"{base}/forums/{forum.id}/door/sync", json={"device": device, "seen": seen, "acts": list(acts)})


def test_the_list_holds_names_and_agencies_of_this_forum_and_nothing_more(
    session: Session, door: FlaskClient, today: Forum, cycle: HubCycle
) -> None:
    make_booking(session, today, name="Asha Example", access_needs="A hearing loop", email="asha@agency.example")
    make_booking(session, today, name="Gone Example", state="cancelled")
    make_booking(session, make_forum(session, cycle), name="Elsewhere Example")
    answer = sync(door, today)
    (person,) = answer.json["list"]["people"]
    assert set(person) == {"id", "name", "agency", "state", "code", "ins"}
    for secret in ("hearing loop", "asha@agency.example", "Gone", "Elsewhere"):
        assert secret not in answer.text, secret


def test_a_list_that_the_device_has_is_not_sent_again(session: Session, door: FlaskClient, today: Forum) -> None:
    booking = make_booking(session, today)
    first = sync(door, today).json
    again = sync(door, today, seen=first["seen"]).json
    assert (again["list"], again["seen"]) == (None, first["seen"])
    after = sync(door, today, an_in(booking), seen=first["seen"]).json
    assert after["list"]["people"][0]["ins"][0]["device"] == DEVICE


def test_who_takes_a_list_is_logged_once_and_its_end_too(session: Session, door: FlaskClient, today: Forum) -> None:
    sync(door, today)
    sync(door, today)
    assert _logged(session) == ["list for the door taken onto a device"]
    (kept,) = session.scalars(select(DoorList)).all()
    assert (kept.device, kept.gone_at) == (DEVICE, None)
    for _ in range(2):
        assert door.post(f"{BASE}/forums/{today.id}/door/gone", json={"device": DEVICE}).status_code == 200
    assert _logged(session)[1:] == ["list for the door deleted from a device"]
    session.refresh(kept)
    assert kept.gone_at is not None


@pytest.mark.parametrize(("in_hours", "why"), [(72, "two days before"), (-48, "is over")])
def test_there_is_no_list_before_the_door_opens_or_a_day_after_the_forum(
    session: Session, door: FlaskClient, cycle: HubCycle, in_hours: int, why: str
) -> None:
    forum = make_forum(session, cycle, in_hours=in_hours)
    make_booking(session, forum)
    answer = sync(door, forum).json
    assert answer["list"] is None
    assert why in answer["closed"]
    assert session.scalars(select(DoorList)).all() == []


def test_what_was_done_without_a_signal_is_taken_days_later(
    session: Session, door: FlaskClient, cycle: HubCycle
) -> None:
    forum = make_forum(session, cycle, in_hours=-96)
    booking = make_booking(session, forum)
    act = an_in(booking, forum.starts_at + timedelta(minutes=3))
    assert sync(door, forum, act).json["taken"] == [act["id"]]
    session.refresh(booking)
    assert booking.checked_in_at == forum.starts_at + timedelta(minutes=3)


def test_a_cancelled_forum_gives_no_list(session: Session, door: FlaskClient, today: Forum) -> None:
    today.cancelled_at = now()
    session.flush()
    assert sync(door, today).json["closed"] == "This forum is cancelled."


def test_each_act_is_logged_with_who_did_it(session: Session, door: FlaskClient, today: Forum) -> None:
    booking = make_booking(session, today)
    act = an_in(booking)
    sync(door, today, act, an_out(act))
    sync(door, today, act)
    assert _logged(session)[:2] == ["checked in", "check-in taken back"]
    assert len([one for one in _logged(session) if one.startswith("check")]) == 2
    assert session.get_one(DoorAct, act["id"]).by_id is not None


ODD_ACTS: tuple[Any, ...] = (
        None, 7, "in", [], {}, {"id": "x"}, {"id": new_id()}, {"id": new_id(), "kind": "in"},
        {"id": new_id(), "kind": "in", "person": "0" * 32, "at": "yesterday"},
        {"id": new_id(), "kind": "in", "person": "0" * 32, "at": "0001-01-01T00:00:00+23:59"},
        {"id": new_id(), "kind": "in", "person": "0" * 32, "at": "9999-12-31T23:59:59-23:59"},
        {"id": new_id(), "kind": "in", "person": "0" * 32, "at": "2026-01-01T00:00:00"},
        {"id": new_id(), "kind": "in", "person": "0" * 32, "at": 1e300},
        {"id": new_id(), "kind": "in", "person": {"a": 1}, "at": "2026-01-01T00:00:00Z"},
        {"id": new_id(), "kind": "out", "ends": [], "at": "2026-01-01T00:00:00Z"},
        {"id": new_id(), "kind": "out", "ends": ["x"], "at": "2026-01-01T00:00:00Z"},
        {"id": new_id(), "kind": "out", "ends": [[]], "at": "2026-01-01T00:00:00Z"},
        {"id": new_id(), "kind": "out", "ends": [new_id()] * 51, "at": "2026-01-01T00:00:00Z"},
        {"id": [], "kind": "in"}, {"id": new_id().upper(), "kind": "in"},
        a_guest(""), a_guest("x" * 201), a_guest(email="no address"), a_guest(email=["x"]), a_guest(agency={"a": 1}),
        an_in("0" * 32, guest="Wanda"), an_in("0" * 32, guest=[1]), a_guest("\ud800"), a_guest("\x00\x1f"),
    )  # fmt: skip
ODD_GUESTS: tuple[dict[str, Any], ...] = (
        {"agency": "999999999"}, {"agency": "-1"}, {"agency": "٣"}, {"sector": "nobody"}, {"role_group": "<script>"},
        {"may_contact": "yes"}, {"agency_name": "a\ud800b"}, {"unknown": {"deep": [[[[]]]]}}, {"email": None},
    )  # fmt: skip
ODD_MESSAGES = (
        "", "[]", "null", "{", '{"device": 1, "acts": []}', '{"device": "a-device-of-tests"}',
        '{"device": "a-device-of-tests", "acts": {}}', '{"device": "../../../..", "acts": []}',
        '{"device": "a-device-of-tests", "acts": [NaN]}', "[" * 100_000,
        json.dumps({"device": DEVICE, "acts": [1] * 201}), json.dumps({"device": DEVICE, "acts": ["x" * 600_000]}),
    )  # fmt: skip


def test_odd_acts_are_refused_each_in_a_sentence_and_keep_no_other_back(
    session: Session, door: FlaskClient, today: Forum
) -> None:
    good = an_in(make_booking(session, today))
    answer = sync(door, today, *ODD_ACTS, good)
    assert answer.status_code == 200
    assert answer.json["taken"] == [good["id"]]
    assert len(answer.json["refused"]) == len(ODD_ACTS)
    assert all(refused["why"].endswith(".") for refused in answer.json["refused"])


def test_what_cannot_be_about_a_walk_in_is_left_out(session: Session, door: FlaskClient, today: Forum) -> None:
    acts = [a_guest(**guest) for guest in ODD_GUESTS]
    assert sync(door, today, *acts).json["taken"] == [act["id"] for act in acts]
    for act in acts:
        found = session.get_one(Booking, act["person"])
        assert (found.agency_id, found.sector, found.role_group, found.may_contact) == (None, "", "", False), act


def test_an_odd_message_is_refused_whole(door: FlaskClient, today: Forum) -> None:
    for body in ODD_MESSAGES:
        answer = door.post(f"{BASE}/forums/{today.id}/door/sync", data=body, content_type="application/json")
        assert answer.status_code == 422, body[:80]
        assert answer.json["error"]


def test_nobody_keeps_the_door_of_another_partnership(
    session: Session, app: Flask, today: Forum, partnership: Partnership
) -> None:
    booking = make_booking(session, today)
    elsewhere = make_partnership(session, slug="south")
    stranger = sign_in(app.test_client(), make_user(session, elsewhere, roles=("facilitator",)))
    for base in (BASE, "/p/south/learning-hub"):
        for path in ("sync", "elsewhere", "gone"):
            body = {"device": DEVICE, "acts": [an_in(booking)], "name": booking.name}
            assert stranger.post(f"{base}/forums/{today.id}/door/{path}", json=body).status_code == 404
    session.refresh(booking)
    assert booking.checked_in_at is None


def test_nobody_without_the_permission_takes_a_list(session: Session, app: Flask, today: Forum) -> None:
    reader = sign_in(app.test_client(), make_user(session, today.cycle.partnership, roles=("scrutineer",)))
    assert sync(reader, today).status_code == 403
    assert sync(app.test_client(), today).status_code == 401


def test_a_message_without_a_token_is_refused_and_says_that_it_is_the_token(
    session: Session, another_app: Any, today: Forum, partnership: Partnership
) -> None:
    app = another_app(WTF_CSRF_ENABLED=True)
    browser = sign_in(app.test_client(), make_user(session, partnership, roles=("facilitator",)))
    booking = make_booking(session, today)
    answer = sync(browser, today, an_in(booking))
    assert (answer.status_code, answer.json["reason"]) == (400, "csrf")
    token = browser.get(f"{BASE}/door/hello").json["csrf"]
    body = {"device": DEVICE, "seen": "", "acts": [an_in(booking)]}
    url = f"{BASE}/forums/{today.id}/door/sync"
    assert browser.post(url, json=body, headers={"X-CSRFToken": token}).json["taken"]


def test_hello_names_the_forums_whose_door_is_open_here(
    session: Session, door: FlaskClient, today: Forum, cycle: HubCycle
) -> None:
    make_forum(session, cycle, title="In three weeks")
    make_forum(session, make_hub_cycle(session), title="Of others", in_hours=1)
    assert [one["title"] for one in door.get(f"{BASE}/door/hello").json["forums"]] == ["Today"]


def test_a_place_at_another_forum_is_found_by_mailbox_and_by_name(
    session: Session, door: FlaskClient, today: Forum, cycle: HubCycle
) -> None:
    later = make_forum(session, cycle, title="Later")
    make_booking(session, later, name="Wanda  Example", email="w.example@agency.example")
    make_booking(session, make_forum(session, make_hub_cycle(session)), name="Wanda Example")
    url = f"{BASE}/forums/{today.id}/door/elsewhere"
    (named,) = door.post(url, json={"name": " wanda example", "email": ""}).json["found"]
    assert (named["forum"], named["sure"], named["was_there"]) == ("Later", False, False)
    (known,) = door.post(url, json={"name": "W", "email": "W.Example+hub@agency.example"}).json["found"]
    assert known["sure"] is True
    assert "@" not in json.dumps(known)
    assert door.post(url, json={"name": "", "email": 7}).json["found"] == []


def test_the_shell_on_the_device_holds_nothing_of_anybody(session: Session, door: FlaskClient, today: Forum) -> None:
    make_booking(session, today, name="Nadia Nameless")
    page = door.get(f"{BASE}/door/app")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "Nadia" not in page.text
    assert today.title not in page.text


def test_the_door_leads_to_the_page_while_it_is_open_and_says_when_it_opens(
    session: Session, door: FlaskClient, today: Forum, forum: Forum
) -> None:
    assert door.get(f"{BASE}/forums/{today.id}/door").location.endswith(f"/door/app#/{today.id}")
    assert "two days before the forum" in door.get(f"{BASE}/forums/{forum.id}/door").text


def _logged(session: Session) -> list[str]:
    session.expire_all()
    rows = select(AuditEvent.action).where(AuditEvent.action.not_like("signed%")).order_by(AuditEvent.id)
    return [action for action in session.scalars(rows) if "door" in action or action.startswith("check")]
