"""One worry, one alert: by the key, by a message, by a page or with the submission, in whatever order they come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Draft, SafetyAlert
from survey_app.collect.sync_models import DeviceAlert
from survey_app.database import new_uuid, now
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import VisitNotes
from survey_app.walkabouts.notes.alert_keys import alert_key_for
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.notes.devices import Device, adding, setting

CONVERSATION = [adding(["talk", "aaaa"]), setting(["talk", "aaaa", "role"], "nurse")]
YES = setting(["talk", "aaaa", "c14"], "yes")
NO = setting(["talk", "aaaa", "c14"], "no", "yes")


@pytest.fixture
def key(session: Session, notes: VisitNotes) -> str:
    made = alert_key_for(session, session.get_one(Draft, notes.draft_id))
    session.commit()
    return made


@pytest.fixture(autouse=True)
def _somebody_on_duty(session: Session, partnership: Partnership) -> None:
    make_user(session, partnership, roles=("duty_person",))


def tell(app: Flask, key: str, **said: Any) -> Any:
    """As a device does that nobody is signed in on."""
    body = {"alert": new_uuid(), "question": "c14", "entry": ["aaaa"], "raised_at": now().isoformat()} | said
    return app.test_client().post(f"/p/north/walkabouts/notes/alert/{key}", json=body)


def alerts(session: Session) -> list[SafetyAlert]:
    session.rollback()
    return list(session.scalars(select(SafetyAlert).order_by(SafetyAlert.raised_at, SafetyAlert.id)))


def mails(session: Session) -> int:
    return len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "duty_list")).all())


def take_on(session: Session, alert: SafetyAlert) -> None:
    alert.acknowledged_at = now()
    session.commit()


def test_a_worry_is_on_the_duty_list_and_mailed_without_a_sign_in(app: Flask, session: Session, key: str) -> None:
    response = tell(app, key, told="Duty social worker", told_at="2026-03-01T14:30", note="They were calm.")
    [alert] = alerts(session)
    assert response.status_code == 200
    assert (alert.question, alert.told, alert.note) == ("c14", "Duty social worker", "They were calm.")
    [mail] = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "duty_list"))
    assert "calm" not in mail.body
    assert "immediate worry" in mail.body


def test_telling_it_again_brings_it_up_to_date_and_blanks_nothing(app: Flask, session: Session, key: str) -> None:
    uuid = new_uuid()
    tell(app, key, alert=uuid)
    tell(app, key, alert=uuid, told="Duty social worker", told_at="2026-03-01T14:30")
    tell(app, key, alert=uuid)
    [alert] = alerts(session)
    assert (alert.told, mails(session)) == ("Duty social worker", 1)


@pytest.mark.parametrize("first", ["key", "message"])
def test_by_the_key_and_by_a_message_it_is_one_worry(
    app: Flask, device: Device, session: Session, key: str, first: str
) -> None:
    device.sync(*CONVERSATION)
    if first == "key":
        tell(app, key, told="Duty social worker")
        device.sync(YES)
    else:
        device.sync(YES)
        tell(app, key, told="Duty social worker")
    [alert] = alerts(session)
    assert (alert.told, alert.is_answered, mails(session)) == ("Duty social worker", True, 1)


def test_sending_and_moving_conversations_raise_no_second_alert(app: Flask, device: Device, session: Session) -> None:
    device.sync(*CONVERSATION, adding(["talk", "bbbb"], "aaaa"), setting(["talk", "bbbb", "c14"], "yes"))
    cccc = (adding(["talk", "cccc"]), setting(["talk", "cccc", "c14"], "no"))
    device.sync({"op": "order", "path": ["talk"], "ids": ["bbbb", "aaaa"]}, *cccc)
    told = [setting(["talk", "bbbb", "c14_told"], "Duty social worker"),
            setting(["talk", "bbbb", "c14_time"], "2026-03-01T14:30")]  # fmt: skip
    device.sync(*told, {"op": "remove", "path": ["talk", "aaaa"], "was": {"_id": "aaaa", "role": "nurse"}})
    assert device.send().status_code == 201
    [alert] = alerts(session)
    assert (alert.told, mails(session)) == ("Duty social worker", 1)


def test_worries_of_two_conversations_are_two(app: Flask, device: Device, session: Session, key: str) -> None:
    device.sync(*CONVERSATION, YES, adding(["talk", "bbbb"]), setting(["talk", "bbbb", "c14"], "yes"))
    tell(app, key)
    tell(app, key, entry=["bbbb"])
    assert (len(alerts(session)), mails(session)) == (2, 1)


def test_yes_again_after_no_is_the_same_worry_until_somebody_has_taken_it_on(
    app: Flask, device: Device, session: Session, key: str
) -> None:
    device.sync(*CONVERSATION, YES)
    device.sync(NO)
    device.sync(setting(["talk", "aaaa", "c14"], "yes", "no"))
    [alert] = alerts(session)
    take_on(session, alert)
    device.sync(NO)
    device.sync(setting(["talk", "aaaa", "c14"], "yes", "no"))
    assert len(alerts(session)) == 2


def test_what_was_taken_on_before_its_answers_came_is_no_second_worry(
    app: Flask, device: Device, session: Session, key: str
) -> None:
    tell(app, key)
    take_on(session, alerts(session)[0])
    device.sync(*CONVERSATION, YES)
    assert len(alerts(session)) == 1
    take_on(session, alerts(session)[0])
    tell(app, key)
    assert len(alerts(session)) == 2, "another UUID after somebody has taken on the first is another worry"


def test_a_device_that_knows_an_alert_by_its_uuid_never_makes_a_second(app: Flask, session: Session, key: str) -> None:
    one, two = new_uuid(), new_uuid()
    tell(app, key, alert=one)
    tell(app, key, alert=two)
    take_on(session, alerts(session)[0])
    tell(app, key, alert=one, told="A")
    tell(app, key, alert=two, told="B")
    [alert] = alerts(session)
    assert alert.told == "B"


def test_a_worry_told_after_the_sending_still_arrives(
    app: Flask, device: Device, session: Session, key: str, auditor: User
) -> None:
    device.look()
    device.send()
    assert tell(app, key).status_code == 200
    [alert] = alerts(session)
    assert alert.raised_by_id == auditor.id


def test_the_ordinary_pages_know_the_worry_that_a_device_told_of(
    app: Flask, device: Device, session: Session, notes: VisitNotes, key: str
) -> None:
    device.sync(*CONVERSATION)
    tell(app, key)
    draft = session.get_one(Draft, notes.draft_id)
    page = f"/p/north/rounds/{draft.round.slug}/answer/{notes.draft_id}/page/talk/1"
    data = {"revision": draft.revision, "shown": ["role", "c14"], "q.role": "nurse", "q.c14": "yes", "ids": "aaaa"}
    assert "/worry/" in device.client.post(page, data=data).location
    [alert] = alerts(session)
    assert (alert.is_answered, mails(session)) == (True, 1)


def test_the_clock_of_a_device_may_be_off_by_a_day(app: Flask, session: Session, key: str, auditor: User) -> None:
    """The server's own time counts; how old the worry is follows from what the device says of both its moments."""
    wrong = now() - timedelta(days=1)
    tell(app, key, raised_at=(wrong - timedelta(minutes=40)).isoformat(), sent_at=wrong.isoformat())
    [alert] = alerts(session)
    assert abs(alert.raised_at - now()) < timedelta(minutes=5)
    said = now() - timedelta(minutes=40)
    assert alert.said_at[:13] in {(said + timedelta(minutes=m)).isoformat()[:13] for m in (-5, 0, 5)}
    duty = make_user(session, session.get_one(Partnership, alert.partnership_id), roles=("duty_person",))
    page = sign_in(app.test_client(), duty).get("/p/north/duty")
    assert "Noted on the device" in page.text


@pytest.mark.parametrize(
    "said",
    [
        {"question": "no such question"}, {"question": 7}, {"entry": "aaaa"}, {"entry": [["x"], None, "é"]},
        {"raised_at": "yesterday"}, {"raised_at": None}, {"raised_at": "0001-01-01T00:00:00+00:00"},
        {"told": ["x"]}, {"note": "\x00\ud800 x" * 9000}, {"told": "x" * 5000},
        {"sent_at": "9999-12-31T23:59:59+00:00"},
        {"question": "\x00\udfff"},
    ],
)  # fmt: skip
def test_whatever_else_is_odd_about_it_the_worry_is_taken(
    app: Flask, session: Session, key: str, said: dict[str, Any]
) -> None:
    assert tell(app, key, **said).status_code == 200
    assert len(alerts(session)) == 1


@pytest.mark.parametrize("said", [{"alert": "no uuid"}, {"alert": None}, {"alert": 5}])
def test_without_a_uuid_it_is_refused_in_a_sentence(app: Flask, key: str, said: dict[str, Any]) -> None:
    response = tell(app, key, **said)
    assert (response.status_code, "UUID" in response.get_json()["error"]) == (422, True)


def test_a_key_opens_its_own_partnership_and_nothing_else(app: Flask, session: Session, key: str) -> None:
    make_partnership(session, slug="south")
    session.commit()
    client = app.test_client()
    body = {"alert": new_uuid(), "question": "c14", "entry": []}
    assert client.post(f"/p/south/walkabouts/notes/alert/{key}", json=body).status_code == 404
    assert client.post(f"/p/nowhere/walkabouts/notes/alert/{key}", json=body).status_code == 404
    assert client.post("/p/north/walkabouts/notes/alert/guessed", json=body).status_code == 404
    assert client.get("/p/north/walkabouts/notes/hello").status_code == 401
    assert alerts(session) == []


def test_a_key_that_got_lost_cannot_flood_the_duty_list(app: Flask, session: Session, key: str) -> None:
    for number in range(100):
        assert tell(app, key, entry=[f"e{number}"]).status_code == 200
    response = tell(app, key, entry=["one-more"])
    assert (response.status_code, len(alerts(session))) == (429, 100)


def test_names_by_which_devices_told_go_with_the_alert(app: Flask, session: Session, key: str) -> None:
    from survey_app.retention import DESTROYERS

    tell(app, key)
    DESTROYERS["safety_alert"](session, SafetyAlert.id.is_not(None))
    session.commit()
    assert (alerts(session), session.scalars(select(DeviceAlert)).all()) == ([], [])
