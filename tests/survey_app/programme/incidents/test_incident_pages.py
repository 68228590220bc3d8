"""The pages of incidents, by those who may and those who may not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.working_days import BANK_HOLIDAYS, add_working_days
from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.programme.incidents import (
    decision_views,
    entry_views,
    front_door_views,
    holiday_views,
    index_views,
    rule_views,
)
from survey_app.programme.incidents.holiday_proposals import waiting_proposals
from survey_app.programme.incidents.holidays import holidays_of
from survey_app.programme.incidents.models import SeriousIncident
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.programme.incidents.incident_world import TODAY, World, decide, make_incident, make_world


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    session.commit()
    return made


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day of a year whose bank holidays are known, and those of the next too, whenever the tests run."""
    for module in (entry_views, decision_views, front_door_views, holiday_views, index_views, rule_views):
        monkeypatch.setattr(module, "today", lambda: TODAY)
    return TODAY


def as_(app: Flask, user: User) -> FlaskClient:
    return sign_in(app.test_client(), user)


def address(world: World, path: str = "") -> str:
    return f"/p/{world.partnership.slug}/incidents/{path}"


def post(app: Flask, user: User, world: World, path: str, **data: Any) -> tuple[int, str]:
    answer = as_(app, user).post(address(world, path), data=data, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def newest(session: Session, world: World) -> SeriousIncident:
    session.expire_all()
    query = select(SeriousIncident).where(SeriousIncident.partnership_id == world.partnership.id)
    return session.scalars(query.order_by(SeriousIncident.number.desc())).all()[0]


def test_an_incident_goes_from_awareness_to_its_closed_record(
    app: Flask, session: Session, world: World, today: date
) -> None:
    aware = add_working_days(today, -1)
    status, page = post(app, world.qa, world, "new", reference="si-2026-7", children="2", aware_on=aware.isoformat())
    assert status == 200
    assert "SI-2026-7" in page
    due = add_working_days(aware, 5)
    assert f"due on {due:%A %-d %B %Y}" in page
    assert "within 5 working days of the day on which the local authority became aware" in page
    assert "Report a serious child safeguarding incident" in page
    post(app, world.qa, world, "1/decide/notification", what="notify", because="The criteria are met.")
    assert "You entered this decision" in post(app, world.qa, world, "1/decisions/1/approve")[1]
    assert "You have approved it. One more has to." in post(app, world.executive, world, "1/decisions/1/approve")[1]
    assert "You have approved this already" in post(app, world.executive, world, "1/decisions/1/approve")[1]
    assert "Both have approved it" in post(app, world.chair, world, "1/decisions/1/approve")[1]
    days = {"aware_on": aware.isoformat(), "revision": "1"}
    _, page = post(app, world.qa, world, "1/days", notified_on=today.isoformat(), notified_by="head of service", **days)
    assert "Done on" in page
    assert f"due on {add_working_days(today, 15):%A %-d %B %Y}" in page
    status, page = post(app, world.qa, world, "1/end", why="All is done.")
    assert (status, "stays open until" in page) == (422, True)
    incident = newest(session, world)
    assert (incident.notified_on, incident.children, incident.is_open) == (today, 2, True)


def test_a_page_that_is_refused_keeps_what_was_typed(app: Flask, world: World, today: date) -> None:
    status, page = post(app, world.qa, world, "new", reference="Kayleigh Example", children="1", aware_on="2026-13-45")
    assert status == 422
    assert "Kayleigh Example" in page
    assert "enter a real date" in page
    for bad in ({"aware_on": (today + timedelta(days=1)).isoformat()}, {"children": "5"}, {"aware_on": ""}):
        data = {"reference": "SI-2026-1", "children": "1", "aware_on": today.isoformat()} | bad
        assert post(app, world.qa, world, "new", **data)[0] == 422


def test_a_councillor_and_another_partnership_read_nothing(app: Flask, session: Session, world: World) -> None:
    incident = make_incident(session, world, today=date(2026, 12, 18))
    other = make_world(session)
    session.commit()
    for path in ("", "1", "figures", "rules", "front-door", "bank-holidays", "1/days", "1/decide/notification"):
        assert as_(app, world.councillor).get(address(world, path)).status_code == 403
        for stranger in (other.qa, other.executive, make_user(session)):
            assert as_(app, stranger).get(address(world, path)).status_code == 404
    assert as_(app, other.qa).get(address(other, "1")).status_code == 404
    for path in ("1/decisions/1/approve", "1/acknowledge"):
        assert as_(app, world.councillor).post(address(world, path)).status_code == 403
        assert as_(app, other.executive).post(address(world, path)).status_code == 404
    assert as_(app, world.scrutineer).get(address(world, "1")).status_code == 200
    assert as_(app, world.scrutineer).get(address(world, "1/days")).status_code == 403
    assert incident.reference not in as_(app, other.qa).get(address(other)).get_data(as_text=True)


def test_nobody_but_the_member_who_opens_the_page_makes_a_receipt(app: Flask, session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    session.commit()

    def read_by() -> set[int]:
        session.expire_all()
        return {one.user_id for one in incident.copies if one.read_at is not None}

    browser = as_(app, world.executive)
    browser.head(address(world, "1"))
    for headers in ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Purpose": "preview"}):
        ahead = browser.get(address(world, "1"), headers=headers)
        assert (ahead.status_code, ahead.data) == (204, b"")  # so that opening the page later asks for it
    browser.get(address(world, "1"), headers={"Sec-Fetch-Dest": "image"})
    as_(app, world.scrutineer).get(address(world, "1"))
    app.test_client().get(address(world, "1"))
    assert read_by() == set()
    assert "have not opened yet" in browser.get(address(world)).get_data(as_text=True)
    page = browser.get(address(world, "1")).get_data(as_text=True)
    assert "I have read this" in page
    assert read_by() == {world.executive.id}
    browser.post(address(world, "1/acknowledge"))
    session.expire_all()
    assert [one.acknowledged_at is not None for one in incident.copies if one.read_at] == [True]
    shown = as_(app, world.qa).get(address(world, "1")).get_data(as_text=True)
    assert "opened by 1 of 2" in shown
    logged = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == world.executive.id)).all()
    assert logged.count("serious incident read") == 1


def test_the_list_of_gov_uk_is_shown_before_it_is_applied(
    app: Flask, session: Session, world: World, today: date
) -> None:  # fmt: skip
    administrator = make_user(session, world.partnership, roles=("administrator",))
    session.commit()
    year = today.year + 1
    moved = next(day for day in sorted(BANK_HOLIDAYS) if day.year == year and day.month == 5)
    days = {day: title for day, title in BANK_HOLIDAYS.items() if day.year == year and day != moved}
    days[moved + timedelta(days=1)] = "Early May bank holiday, moved"
    events = [{"date": day.isoformat(), "title": title} for day, title in days.items()]
    content = json.dumps({"england-and-wales": {"division": "england-and-wales", "events": events}})
    client = as_(app, administrator)
    page = client.post(
        address(world, "bank-holidays/compare"), data={"file": (BytesIO(content.encode()), "bank-holidays.json")}
    ).get_data(as_text=True)
    assert "The file does not have these" in page
    assert f'value="{moved.isoformat()}"' in page
    assert moved + timedelta(days=1) not in holidays_of(session).days
    seen = holidays_of(session).mark
    waits = client.post(address(world, "bank-holidays/apply"), data={"content": content, "mark": seen})
    assert waits.status_code == 302
    session.expire_all()
    assert moved + timedelta(days=1) not in holidays_of(session).days
    number = waiting_proposals(session, world.partnership.id)[0].id
    assert "Somebody else confirms it" in client.get(address(world, "bank-holidays")).get_data(as_text=True)
    client.post(address(world, f"bank-holidays/{number}/confirm"))
    session.expire_all()
    assert moved + timedelta(days=1) not in holidays_of(session).days
    stranger = make_world(session)
    session.commit()
    assert as_(app, stranger.qa).post(address(stranger, f"bank-holidays/{number}/confirm")).status_code == 404
    assert as_(app, world.executive).post(address(world, f"bank-holidays/{number}/confirm")).status_code == 403
    assert "Confirm it" in as_(app, world.qa).get(address(world, "bank-holidays")).get_data(as_text=True)
    as_(app, world.qa).post(address(world, f"bank-holidays/{number}/confirm"))
    session.expire_all()
    assert {moved, moved + timedelta(days=1)} <= set(holidays_of(session).days)
    again = client.post(address(world, "bank-holidays/apply"), data={"content": content, "mark": seen})
    assert again.status_code == 422
    assert "meanwhile" in again.get_data(as_text=True)
    assert client.post(address(world, "bank-holidays/apply"), data={"content": "{}"}).status_code == 422
    assert client.post(address(world, "bank-holidays/compare")).status_code == 422
    assert as_(app, world.executive).post(address(world, "bank-holidays/apply")).status_code == 403


def test_rules_and_settings_are_changed_with_their_reason_on_show(app: Flask, world: World, today: date) -> None:
    data = {
        "trigger": "happened", "limit": "5", "unit": "calendar days", "trigger_day": "0", "off_day_trigger": "stays",
        "basis": "Local arrangements, 2018", "holds_from": today.isoformat(), "reason": "Agreed by the partners.",
    }  # fmt: skip
    _, page = post(app, world.qa, world, "rules/notification", **data)
    assert "within 5 calendar days of the day on which the incident happened" in page
    assert "Agreed by the partners." in page
    assert post(app, world.qa, world, "rules/notification", **(data | {"reason": ""}))[0] == 422
    assert post(app, world.qa, world, "rules/notification", **(data | {"limit": "9" * 30}))[0] == 422
    assert post(app, world.qa, world, "rules/no-such", **data)[0] == 404
    words = {"outcome_a": "a", "outcome_b": "b", "outcome_c": "c", "prefixes": "SI, RR"}
    for bad in (
        {"reminders": "soon"},
        {"reminders": "-1"},
        {"chair": "99999999999999"},
        {"chair": str(world.qa.id)},
        {"prefixes": "SMITH"},
    ):
        assert post(app, world.qa, world, "settings", **(words | {"chair": "", "reminders": "1"} | bad))[0] == 422
    assert post(app, world.qa, world, "settings", chair=str(world.second_qa.id), reminders="2, 1", **words)[0] == 200


def test_a_day_that_there_is_not_is_told_in_a_sentence_that_fits_its_field(app: Flask, world: World) -> None:
    status, page = post(
        app, world.qa, world, "new", reference="SI-2026-7", children="1", aware_on="2026-02-31", happened_on="soon"
    )
    assert status == 422
    assert "When did the local authority become aware: enter a real date, such as 2027-03-31." in page
    assert "When did it happen: enter a real date, such as 2027-03-31, or leave it blank." in page
